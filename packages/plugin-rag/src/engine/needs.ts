import {readsOperator} from '@ome/kaito/operator-reader'
import {readsSecrets} from '@ome/kaito/secret-reader'
import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace'} as const
const engines = {...own, apiGroups: ['kaito.sh'], resources: ['ragengines']}

const readEngine: Need = {...engines, verbs: ['get'], why: 'reads the engine'}

export const deployEngine: readonly Need[] = [
  readEngine,
  {...engines, verbs: ['patch'], why: 'creates the engine'},
  {
    ...own,
    apiGroups: ['kaito.sh'],
    resources: ['workspaces'],
    verbs: ['get'],
    optional: true,
    why: 'finds the Workspace whose model answers',
  },
  {
    ...own,
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks the model how much context it holds',
  },
  {
    ...own,
    apiGroups: [''],
    resources: ['persistentvolumeclaims'],
    verbs: ['get'],
    optional: true,
    why: 'finds the claim for the index',
  },
  readsSecrets,
  ...readsOperator,
]
