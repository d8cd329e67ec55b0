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

/** What changing a template takes: the set, and its history. */
export const templateRights: readonly Need[] = [
  grove(['podcliquesets'], ['patch'], 'changes the template'),
  core(['configmaps'], ['create', 'patch', 'delete'], 'keeps the history'),
  whoAmI,
]

/** What a driver takes: it writes its state and deletes pods in its own order. */
export const driverRights: readonly Need[] = [
  ...templateRights,
  grove(['podcliquesets'], ['get'], 'reads the set it drives'),
  core(['configmaps'], ['get', 'update'], 'keeps its state'),
  core(['pods'], ['delete'], 'replaces workers in its own order'),
]

export const deletePods: readonly Need[] = [core(['pods'], ['delete'], 'restarts workers')]

export const metricsRights: readonly Need[] = [
  {...core(['pods/proxy'], ['get'], 'reads the metrics of workers'), optional: true},
]

export const historyRights: readonly Need[] = [
  {...core(['configmaps'], ['create'], 'writes down what is live'), optional: true},
  whoAmI,
]

export const applyRights: readonly Need[] = [
  ...templateRights,
  grove(['podcliquesets'], ['get', 'create'], 'applies sets'),
  {
    ...grove(['clustertopologybindings'], ['get', 'create', 'patch'], 'applies topologies'),
    scope: 'cluster',
    optional: true,
  },
]
