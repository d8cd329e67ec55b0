import type {Need} from '@ome/sdk/need'

const grove = (resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  apiGroups: ['grove.io'],
  resources,
  verbs,
  scope: 'namespace',
  why,
})

const core = (resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  apiGroups: [''],
  resources,
  verbs,
  scope: 'namespace',
  why,
})

/** What tells how nodes are filled. */
export const clusterPods: Need = {
  apiGroups: [''],
  resources: ['pods'],
  verbs: ['list'],
  scope: 'cluster',
  optional: true,
  why: 'tells which nodes have room',
}

export const scaleRights: readonly Need[] = [
  grove(
    ['podcliquesets/scale', 'podcliques/scale', 'podcliquescalinggroups/scale'],
    ['patch'],
    'changes the numbers of workers',
  ),
  grove(['podcliquesets'], ['patch'], 'keeps the numbers for later replicas'),
]

const whoAmI: Need = {
  apiGroups: ['authentication.k8s.io'],
  resources: ['selfsubjectreviews'],
  verbs: ['create'],
  scope: 'cluster',
  optional: true,
  why: 'writes down who changed it',
}

const optional = (need: Need): Need => ({...need, optional: true})

/** What changing a template takes: the set, and its history. */
export const templateRights: readonly Need[] = [
  grove(['podcliquesets'], ['patch'], 'changes the template'),
  core(['configmaps'], ['create', 'patch'], 'keeps the history'),
  optional(core(['configmaps'], ['delete'], 'keeps the newest revisions alone')),
  whoAmI,
]

const record = core(['configmaps'], ['get', 'update'], 'keeps what a driver does, for whoever goes on with it')

/** What beginning to drive a set takes: its state is written and pods are deleted in an order of its own. */
export const driverRights: readonly Need[] = [
  grove(['podcliquesets'], ['get', 'patch'], 'reads and changes the set it drives'),
  record,
  core(['configmaps'], ['create'], 'keeps the history'),
  optional(core(['configmaps'], ['patch', 'delete'], 'keeps the history')),
  core(['pods'], ['delete'], 'replaces workers in its own order'),
  whoAmI,
]

/** What going on with a rollout takes. */
export const continueRights: readonly Need[] = [
  grove(['podcliquesets'], ['get', 'patch'], 'reads and changes the set it drives'),
  record,
  optional(core(['configmaps'], ['create', 'patch'], 'keeps the history')),
  core(['pods'], ['delete'], 'replaces workers in its own order'),
  whoAmI,
]

/** What holding a set takes. */
export const holdRights: readonly Need[] = [
  grove(['podcliquesets'], ['get', 'patch'], 'puts the update strategy aside'),
  record,
  core(['configmaps'], ['create'], 'keeps what is held'),
  whoAmI,
]

export const metricsRights: readonly Need[] = [
  {...core(['pods/proxy'], ['get'], 'reads the metrics of workers'), optional: true},
]

export const historyRights: readonly Need[] = [
  {...core(['configmaps'], ['create'], 'writes down what is live'), optional: true},
  whoAmI,
]

export const applyRights: readonly Need[] = [
  ...templateRights,
  grove(['podcliquesets'], ['get'], 'applies sets'),
  optional(grove(['podcliquesets'], ['create'], 'makes sets')),
  {
    ...grove(['clustertopologybindings'], ['get', 'create', 'patch'], 'applies topologies'),
    scope: 'cluster',
    optional: true,
  },
]
