import {readsOperator} from '@ome/kaito/operator-reader'
import {readsSecrets} from '@ome/kaito/secret-reader'
import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace', way: 'kaito'} as const
const kaito = {...own, apiGroups: ['kaito.sh']} as const

const nodes: Need = {
  apiGroups: [''],
  resources: ['nodes'],
  verbs: ['list'],
  scope: 'cluster',
  optional: true,
  why: 'reads GPUs and region of the nodes',
}

const [deployments, ...others] = readsOperator
/** Nodes are read for more than the cloud. */
const operator: readonly Need[] = [
  ...(deployments ? [deployments] : []),
  ...others.filter(({resources}) => !resources.includes('nodes')),
  nodes,
]

export const deploysKaito: readonly Need[] = [
  ...operator,
  readsSecrets,
  {
    ...own,
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['get'],
    optional: true,
    why: 'reads the settings that are named',
  },
  {
    ...own,
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['create', 'patch'],
    optional: true,
    why: 'with --config FILE, makes a map of it',
  },
  {...kaito, resources: ['workspaces', 'inferencesets'], verbs: ['get', 'create', 'patch'], why: 'creates the object'},
]
