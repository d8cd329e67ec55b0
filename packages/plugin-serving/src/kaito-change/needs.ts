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

const looks = (apiGroup: string, resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
  scope: apiGroup === 'karpenter.sh' ? 'cluster' : 'namespace',
  optional: true,
  why,
})

/** Looking at an object with what runs for it. */
const reports: readonly Need[] = [
  looks('kaito.sh', ['workspaces'], ['list'], 'reads the replicas of a set'),
  looks('karpenter.sh', ['nodeclaims'], ['list'], 'says what the cloud answers to the order of a node'),
  looks('', ['pods'], ['list'], 'tells whether it runs'),
  looks('', ['services/proxy'], ['get'], 'asks its engine for the names it serves'),
  looks('', ['services'], ['get'], 'reads the address of its load balancer'),
  looks('', ['pods/log'], ['get'], 'reads what its benchmark measured'),
]

/** With `--wait`, following it until it serves. */
const follows: readonly Need[] = [
  ...reports,
  looks('kaito.sh', ['inferencesets'], ['list'], 'follows the object'),
  looks('kaito.sh', ['workspaces', 'inferencesets'], ['watch'], 'follows the object'),
  looks('karpenter.sh', ['nodeclaims'], ['watch'], 'follows its nodes'),
  looks('', ['pods'], ['watch'], 'follows its pods'),
  looks('', ['pods/proxy'], ['get'], 'says how far the download of the model is'),
]

/** Prices of the cluster's own. */
const prices: Need = {
  apiGroups: [''],
  resources: ['services/proxy'],
  verbs: ['get'],
  scope: 'cluster',
  optional: true,
  why: 'asks OpenCost for prices, where there is one',
}

const claims = looks('', ['persistentvolumeclaims'], ['get'], 'looks whether the claim of an adapter is there')

export const deploysKaito: readonly Need[] = [
  claims,
  ...operator,
  prices,
  ...follows,
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
  prices,
  ...follows,
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

const engines = (resources: readonly string[]): Need => ({
  apiGroups: ['apps'],
  resources,
  verbs: ['get'],
  scope: 'namespace',
  optional: true,
  why: 'tells how the engine was started',
})

const patches: Need = {
  ...kaito,
  resources: ['workspaces', 'inferencesets'],
  verbs: ['patch'],
  why: 'changes the object',
}

const recreates: Need = {
  ...own,
  apiGroups: ['apps'],
  resources: ['statefulsets'],
  verbs: ['delete'],
  optional: true,
  why: 'with --recreate, makes the engine start anew',
}

export const changesKaito: readonly Need[] = [
  finds,
  looks('', ['configmaps'], ['get'], 'reads the settings that are named'),
  ...follows,
  engines(['statefulsets', 'deployments']),
  {...patches, resources: [...patches.resources, 'ragengines']},
  recreates,
  {
    ...own,
    apiGroups: ['apps'],
    resources: ['statefulsets', 'deployments'],
    verbs: ['patch'],
    optional: true,
    why: 'with --restart, makes the engine start anew',
  },
]

export const addsAdapters: readonly Need[] = [finds, claims, ...follows, engines(['statefulsets']), patches, recreates]

export const removesAdapters: readonly Need[] = [finds, ...follows, engines(['statefulsets']), patches]

/** Replacing replicas of a set. */
export const rollsKaito: Need = {
  ...kaito,
  resources: ['workspaces'],
  verbs: ['delete'],
  optional: true,
  why: 'with --roll, replaces the replicas of a set',
}

export const listsAdapters: readonly Need[] = [finds, ...reports]
