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

/** Telling which of both has an object of a name. */
const finds: Need = {
  apiGroups: ['kaito.sh'],
  resources: ['workspaces', 'inferencesets', 'ragengines'],
  verbs: ['get'],
  scope: 'namespace',
  optional: true,
  why: 'tells which backend has the name',
}

export const scalesKaito: readonly Need[] = [
  ...operator,
  finds,
  {...kaito, resources: ['inferencesets/scale'], verbs: ['patch'], why: 'changes the number of replicas'},
  {
    ...kaito,
    resources: ['inferencesets'],
    verbs: ['create', 'patch'],
    optional: true,
    why: 'with --convert, makes a set of a Workspace',
  },
]

const engines: Need = {
  apiGroups: ['apps'],
  resources: ['statefulsets', 'deployments'],
  verbs: ['get'],
  scope: 'namespace',
  optional: true,
  why: 'tells how the engine was started',
}

export const changesKaito: readonly Need[] = [
  finds,
  engines,
  {...kaito, resources: ['workspaces', 'inferencesets'], verbs: ['patch'], why: 'changes the object'},
  {
    ...own,
    apiGroups: ['apps'],
    resources: ['statefulsets'],
    verbs: ['delete', 'patch'],
    optional: true,
    why: 'with --recreate or --restart, makes the engine start anew',
  },
]

export const listsAdapters: readonly Need[] = [
  finds,
  {...own, apiGroups: [''], resources: ['pods'], verbs: ['list'], optional: true, why: 'tells whether it runs'},
  {
    ...own,
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks its engine for the names it serves',
  },
]
