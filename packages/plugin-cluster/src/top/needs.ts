import type {Need} from '@ome/sdk/need'

const list = (scope: Need['scope'], group: string, resources: readonly string[], why: string): Need => ({
  scope,
  apiGroups: [group],
  resources,
  verbs: ['list'],
  optional: true,
  why,
})

const asks = (scope: Need['scope'], why: string): Need => ({
  scope,
  apiGroups: [''],
  resources: ['pods/proxy'],
  verbs: ['get'],
  optional: true,
  why,
})

const exporters = [
  list('cluster', '', ['pods'], 'looks for the exporters of GPU metrics'),
  asks('cluster', 'asks the exporters how busy GPUs are'),
]

export const topsServices: readonly Need[] = [
  {...list('namespace', 'ome.io', ['inferenceservices'], 'lists the services'), optional: false},
  list('namespace', 'apps', ['deployments'], 'counts the replicas of services'),
  list(
    'namespace',
    'leaderworkerset.x-k8s.io',
    ['leaderworkersets'],
    'counts the replicas of services over several nodes',
  ),
  list('namespace', '', ['pods'], 'finds the engines of services'),
  list('namespace', 'metrics.k8s.io', ['pods'], 'tells processors and memory in use'),
  asks('namespace', 'asks the engines how busy they are'),
  ...exporters,
]

export const topsNodes: readonly Need[] = [
  {...list('cluster', '', ['nodes'], 'lists the nodes'), optional: false},
  list('cluster', 'metrics.k8s.io', ['nodes'], 'tells processors and memory in use'),
  ...exporters,
]

export const topsPods: readonly Need[] = [
  {...list('namespace', '', ['pods'], 'lists the pods'), optional: false},
  list('namespace', 'metrics.k8s.io', ['pods'], 'tells processors and memory in use'),
  ...exporters,
]

/** For commands about nodes that also tell how busy their GPUs are. */
export const asksExporters: readonly Need[] = [asks('cluster', 'asks the exporters how busy GPUs are')]
