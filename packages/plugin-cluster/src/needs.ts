import type {Need} from '@ome/sdk/need'

const noun = (verbs: readonly string[], why: string, optional = false): Need => ({
  apiGroups: ['*'],
  resources: ['{noun}'],
  verbs,
  scope: 'namespace',
  ...(optional ? {optional} : {}),
  why,
})

const own = (apiGroup: string, resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
  scope: 'namespace',
  optional: true,
  why,
})

const shared = (apiGroup: string, resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  ...own(apiGroup, resources, verbs, why),
  scope: 'cluster',
})

/** What the views of our nouns are made of besides the noun itself: every part only adds columns. */
const around = (verbs: readonly string[]): readonly Need[] => [
  own('apps', ['deployments'], verbs, 'counts the replicas of services'),
  own('leaderworkerset.x-k8s.io', ['leaderworkersets'], verbs, 'counts the replicas of services over several nodes'),
  own('', ['pods'], verbs, 'tells the state and runtime of services'),
  shared('', ['nodes'], verbs, 'tells which nodes hold a model or have accelerators'),
  shared('', ['configmaps'], verbs, "reads the model agents' reports"),
  shared('', ['pods'], verbs, 'counts the GPUs in use'),
  shared('ome.io', ['inferenceservices'], verbs, 'tells which services use a model'),
]

const predictions: readonly Need[] = [
  own('ome.io', ['basemodels', 'servingruntimes'], ['list'], 'says which runtime a new service will get'),
  shared(
    'ome.io',
    ['clusterbasemodels', 'clusterservingruntimes'],
    ['list'],
    'says which runtime a new service will get',
  ),
]

const coreService = own('', ['services'], ['get'], 'says when the Service of Kubernetes was meant')

export const readNouns: readonly Need[] = [
  noun(['get', 'list'], 'reads what was asked for'),
  noun(['watch'], 'follows what was asked for', true),
  ...around(['list', 'watch']),
  ...predictions,
  coreService,
]

export const readOne: readonly Need[] = [
  noun(['get'], 'reads what was asked for'),
  noun(['list'], 'finds it by the beginning of its name', true),
  ...around(['list']),
  ...predictions,
  coreService,
]

export const readOneIfNamed: readonly Need[] = [
  noun(['get', 'list'], 'reads the object whose events are shown', true),
  ...around(['list']),
  ...predictions,
  coreService,
]

const children = {
  '': ['pods', 'services', 'configmaps', 'serviceaccounts'],
  apps: ['deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['jobs'],
  policy: ['poddisruptionbudgets'],
  'leaderworkerset.x-k8s.io': ['leaderworkersets'],
  'ome.io': ['inferencereplicas'],
  'grove.io': ['podcliques', 'podcliquescalinggroups'],
  'scheduler.grove.io': ['podgangs'],
  'kaito.sh': ['workspaces'],
  'keda.sh': ['scaledobjects'],
  'gateway.networking.k8s.io': ['httproutes'],
  'networking.k8s.io': ['ingresses'],
  'rbac.authorization.k8s.io': ['roles', 'rolebindings'],
}

export const readChildren: readonly Need[] = Object.entries(children).map(([group, resources]) =>
  own(group, resources, ['list'], 'finds what belongs to the object'),
)

const events: Need = {
  apiGroups: [''],
  resources: ['events'],
  verbs: ['list'],
  scope: 'namespace',
  why: 'reads events',
}

/** Events about what lies in no namespace are kept in `default`. */
const eventsOfShared = (verbs: readonly string[]): Need =>
  shared('', ['events'], verbs, 'reads events about models of the whole cluster')

export const readEvents: readonly Need[] = [
  events,
  own('', ['events'], ['watch'], 'follows events'),
  eventsOfShared(['list', 'watch']),
]

export const readEventsIfAllowed: readonly Need[] = [{...events, optional: true}, eventsOfShared(['list'])]

export const deleteNoun: readonly Need[] = [
  noun(['get', 'delete'], 'deletes what was asked for'),
  noun(['list'], 'finds it by label, and what uses it', true),
  ...around(['list']),
  shared('apps', ['deployments'], ['list'], 'tells which services use a runtime of the whole cluster'),
  shared(
    'leaderworkerset.x-k8s.io',
    ['leaderworkersets'],
    ['list'],
    'tells which services use a runtime of the whole cluster',
  ),
  shared('ome.io', ['servingruntimes'], ['list'], "tells namespaces whose own runtime stands before the cluster's"),
  ...predictions,
]

/** What ends with objects of KAITO. */
export const readAftermath: readonly Need[] = [
  shared('karpenter.sh', ['nodeclaims'], ['list'], 'tells which machines go with what KAITO runs'),
  own('kaito.sh', ['ragengines'], ['list'], 'tells which RAG engines ask what KAITO runs'),
]

const wide = (group: string, resources: readonly string[], why: string, optional = true): Need => ({
  apiGroups: [group],
  resources,
  verbs: ['list'],
  scope: 'cluster',
  ...(optional ? {optional} : {}),
  why,
})

export const readFleet: readonly Need[] = [
  wide('', ['nodes'], 'lists nodes and their accelerators', false),
  wide('', ['pods'], 'tells which accelerators are in use'),
  wide('ome.io', ['acceleratorclasses'], 'names accelerators by their class'),
]

export const readCapacity: readonly Need[] = [
  ...readFleet,
  wide(
    'ome.io',
    ['clusterbasemodels', 'clusterservingruntimes', 'inferenceservices'],
    'with --model, finds its runtime',
  ),
  wide('', ['configmaps'], "reads the model agents' reports"),
  {
    ...wide('ome.io', ['basemodels', 'servingruntimes'], 'with --model, finds its runtime'),
    scope: 'namespace',
  },
]

export const readHealth: readonly Need[] = [
  wide('apps', ['deployments', 'daemonsets'], 'looks at the controller and the model agents'),
  wide('discovery.k8s.io', ['endpointslices'], 'looks at the webhooks'),
  wide('', ['nodes', 'pods', 'configmaps'], 'looks at nodes, pods and reports of the agents'),
  wide('leaderworkerset.x-k8s.io', ['leaderworkersets'], 'counts the replicas of services over several nodes'),
  wide('ome.io', ['inferenceservices', 'basemodels', 'clusterbasemodels'], 'looks at services and models'),
]

export const readTotals: readonly Need[] = [
  wide('', ['pods'], 'adds up what pods ask for', false),
  wide(
    'ome.io',
    [
      'inferenceservices',
      'basemodels',
      'clusterbasemodels',
      'servingruntimes',
      'clusterservingruntimes',
      'acceleratorclasses',
      'finetunedweights',
      'benchmarkjobs',
      'inferencereplicas',
      'acceleratorquotas',
      'trafficmaps',
      'workloadclusters',
    ],
    'counts the objects of OME',
  ),
  wide('kaito.sh', ['workspaces', 'inferencesets', 'ragengines', 'modelmirrors'], 'counts the objects of KAITO'),
  wide(
    'grove.io',
    ['podcliquesets', 'podcliques', 'podcliquescalinggroups', 'clustertopologybindings'],
    'counts the objects of Grove',
  ),
]

export const waitsFor: readonly Need[] = [
  noun(['get', 'watch'], 'waits for what was asked for'),
  noun(['list'], 'finds what the labels select', true),
  ...around(['list', 'watch']).filter(({scope, resources}) => scope !== 'cluster' || !resources.includes('pods')),
]

const deletes = (resources: readonly string[], scope: Need['scope'], why: string): Need => ({
  apiGroups: ['ome.io'],
  resources,
  verbs: ['delete'],
  scope,
  why,
})

export const cleansModels: readonly Need[] = [
  wide('ome.io', ['clusterbasemodels', 'basemodels', 'inferenceservices'], 'tells which models nothing uses', false),
  wide('ome.io', ['finetunedweights', 'benchmarkjobs'], 'tells which models nothing uses'),
  wide('', ['nodes', 'configmaps'], 'tells the space they take'),
  {...deletes(['clusterbasemodels'], 'cluster', 'deletes them'), optional: true},
  {...deletes(['basemodels'], 'cluster', 'deletes those of namespaces'), optional: true},
]

export const cleansServices: readonly Need[] = [
  {...own('ome.io', ['inferenceservices'], ['list'], 'finds what has failed'), optional: false},
  deletes(['inferenceservices'], 'namespace', 'deletes them'),
  own('apps', ['deployments'], ['list'], 'counts the replicas of services'),
  own('leaderworkerset.x-k8s.io', ['leaderworkersets'], ['list'], 'counts the replicas of services over several nodes'),
  own('', ['pods'], ['list'], 'tells why they failed'),
  ...predictions,
  ...readChildren,
]
