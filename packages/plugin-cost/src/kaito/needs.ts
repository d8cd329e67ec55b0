import {readsOperator} from '@ome/kaito/operator-reader'
import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace'} as const
const shared = {scope: 'cluster', optional: true} as const

/** One object of KAITO that serves or tunes a model, with its machines. */
const readsModel: readonly Need[] = [
  {
    ...own,
    apiGroups: ['kaito.sh'],
    resources: ['workspaces', 'inferencesets'],
    verbs: ['get'],
    optional: true,
    why: 'reads the object, where one is named',
  },
  {
    ...own,
    apiGroups: ['kaito.sh'],
    resources: ['workspaces', 'inferencesets'],
    verbs: ['list'],
    optional: true,
    why: 'reads the replicas of a set, and says which object was meant',
  },
  {...shared, apiGroups: [''], resources: ['services/proxy'], verbs: ['get'], why: 'asks OpenCost for prices'},
]

export const plansCosts: readonly Need[] = readsOperator
export const comparesCosts: readonly Need[] = [...readsModel, ...readsOperator]
