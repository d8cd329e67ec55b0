import {decidesServices} from '@ome/inference-model/deploy/needs'
import type {Need} from '@ome/sdk/need'

const named = (verbs: readonly string[], why: string, optional = false): Need => ({
  apiGroups: ['*'],
  resources: ['{manifest}'],
  verbs,
  scope: 'namespace',
  ...(optional ? {optional} : {}),
  why,
})

const waits = named(['get', 'watch'], 'with --wait, follows what was applied until it is ready', true)

/** What is created together with its namespace, model or runtime is held against what the cluster has. */
const compared: readonly Need[] = [
  {
    apiGroups: ['ome.io'],
    resources: ['basemodels', 'servingruntimes', 'clusterbasemodels', 'clusterservingruntimes', 'acceleratorclasses'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: 'finds the models, runtimes and accelerators that services name',
  },
  {
    apiGroups: [''],
    resources: ['nodes'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: 'tells whether a node has the GPUs',
  },
]

/** Which kinds a file holds is known only when it is read: the server is asked for each by a dry run. */
export const applies: readonly Need[] = [
  named(['get', 'patch', 'create'], 'applies the objects of the manifests'),
  waits,
  ...compared,
  named(['list', 'delete'], 'with --prune, finds and deletes what the manifests no longer hold', true),
]

/** What a repository holds is mostly there already. */
export const follows: readonly Need[] = [
  named(['get', 'patch'], 'applies the objects of the repository'),
  named(['create'], 'makes those that are not there yet', true),
  named(['delete'], 'deletes what the repository no longer holds', true),
  waits,
]

/** A model that some service still uses stays. */
export const syncs: readonly Need[] = [
  ...follows,
  {
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: 'finds who uses the models and runtimes that the repository no longer holds',
  },
]

export const findsDrift: readonly Need[] = [
  named(['get', 'patch'], 'compares the objects of the repository by a dry run'),
  named(['create'], 'compares those that are not there', true),
]

export const creates: readonly Need[] = [
  named(['get', 'create'], 'creates the objects of the manifests'),
  waits,
  ...compared,
]

export const compares: readonly Need[] = [
  named(['get', 'patch', 'create'], 'compares the objects of the manifests by a dry run'),
]

/** What a backup of everything lists; a kind may be left out. */
const stacks: readonly (readonly [group: string, ...plurals: string[]])[] = [
  [
    'ome.io',
    'inferenceservices',
    'basemodels',
    'servingruntimes',
    'clusterbasemodels',
    'clusterservingruntimes',
    'acceleratorclasses',
    'finetunedweights',
    'acceleratorquotas',
    'autoscalerpolicies',
    'rolloutpolicies',
    'workloadclusters',
  ],
  ['kaito.sh', 'workspaces', 'inferencesets', 'ragengines', 'modelmirrors'],
  ['grove.io', 'podcliquesets', 'clustertopologybindings'],
  ['', 'configmaps'],
]

const listsStacks: readonly Need[] = stacks.map(([group, ...resources]) => ({
  apiGroups: [group],
  resources,
  verbs: ['list'],
  scope: 'cluster',
  optional: true,
  why: 'lists what people made; kinds you may not list are left out and named',
}))

/** A folder holds what a backup holds, but for the Secrets. */
export const exports: readonly Need[] = listsStacks

export const backsUp: readonly Need[] = [
  ...listsStacks,
  {
    apiGroups: [''],
    resources: ['secrets'],
    verbs: ['get'],
    scope: 'cluster',
    optional: true,
    // A model of the whole cluster names a Secret in the namespace of the stack.
    why: 'with --include-secrets, reads the Secrets that the objects name',
  },
]

export const binds: readonly Need[] = [
  ...listsStacks,
  {
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['get', 'patch', 'create'],
    scope: 'namespace',
    why: 'keeps in the namespace which repository it is bound to',
  },
]

export const validates: readonly Need[] = [
  named(['patch', 'create'], 'asks the server about each object by a dry run'),
  ...compared,
  {
    apiGroups: [''],
    resources: ['secrets'],
    verbs: ['get'],
    scope: 'cluster',
    optional: true,
    why: 'tells whether the Secret of a model is there',
  },
]

const templates = (verbs: readonly string[], why: string): Need => ({
  apiGroups: [''],
  resources: ['configmaps'],
  verbs,
  scope: 'namespace',
  why,
})

export const readsTemplates: readonly Need[] = [templates(['list'], 'reads the templates that the namespace shares')]

const readsServices: Need = {
  apiGroups: ['ome.io'],
  resources: ['inferenceservices'],
  verbs: ['get'],
  scope: 'namespace',
  why: 'reads the service',
}

export const makesTemplates: readonly Need[] = [
  {...templates(['get', 'create'], 'shares the template'), optional: true},
  readsServices,
]

export const deletesTemplates: readonly Need[] = [
  ...readsTemplates,
  {...templates(['get', 'delete'], 'deletes a shared template'), optional: true},
]

export const createsServices: readonly Need[] = [
  ...readsTemplates,
  ...decidesServices,
  {...readsServices, verbs: ['get', 'create', 'patch'], why: 'creates the service'},
  {...readsServices, verbs: ['watch'], optional: true, why: 'with --wait, follows it until it is ready'},
]
