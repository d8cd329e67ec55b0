import type {Need} from '@ome/sdk/need'

const ome = ['ome.io']
const read = ['get', 'list', 'watch']

/** What the views of our nouns are made of; every part but the noun itself only adds columns. */
export const readNouns: readonly Need[] = [
  {
    apiGroups: ['*'],
    resources: ['{noun}'],
    verbs: ['get', 'list'],
    scope: 'namespace',
    why: 'reads what was asked for',
  },
  {
    apiGroups: ome,
    resources: ['inferenceservices'],
    verbs: read,
    scope: 'namespace',
    optional: true,
    why: 'lists services and the models they use',
  },
  {
    apiGroups: ome,
    resources: ['basemodels', 'servingruntimes'],
    verbs: read,
    scope: 'namespace',
    optional: true,
    why: 'lists models and runtimes of the namespace',
  },
  {
    apiGroups: ome,
    resources: ['clusterbasemodels', 'clusterservingruntimes', 'acceleratorclasses'],
    verbs: read,
    scope: 'cluster',
    optional: true,
    why: 'lists models, runtimes and accelerators of the cluster',
  },
  {
    apiGroups: ['apps'],
    resources: ['deployments'],
    verbs: read,
    scope: 'namespace',
    optional: true,
    why: 'counts the replicas of services',
  },
  {
    apiGroups: ['leaderworkerset.x-k8s.io'],
    resources: ['leaderworkersets'],
    verbs: read,
    scope: 'namespace',
    optional: true,
    why: 'counts the replicas of services over several nodes',
  },
  {
    apiGroups: [''],
    resources: ['pods'],
    verbs: read,
    scope: 'namespace',
    optional: true,
    why: 'tells the state and runtime of services and the GPUs in use',
  },
  {
    apiGroups: [''],
    resources: ['nodes'],
    verbs: read,
    scope: 'cluster',
    optional: true,
    why: 'tells which nodes hold a model or have accelerators',
  },
  {
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: read,
    scope: 'cluster',
    optional: true,
    why: "reads the model agents' reports",
  },
]

const children = {
  '': ['pods', 'services', 'configmaps', 'serviceaccounts'],
  apps: ['deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['jobs'],
  policy: ['poddisruptionbudgets'],
  'leaderworkerset.x-k8s.io': ['leaderworkersets'],
  'keda.sh': ['scaledobjects'],
  'networking.k8s.io': ['ingresses'],
  'rbac.authorization.k8s.io': ['roles', 'rolebindings'],
}

export const readChildren: readonly Need[] = Object.entries(children).map(([group, resources]) => ({
  apiGroups: [group],
  resources,
  verbs: ['list'],
  scope: 'namespace',
  optional: true,
  why: 'finds what belongs to the object',
}))

export const readEvents: readonly Need[] = [
  {apiGroups: [''], resources: ['events'], verbs: ['list', 'watch'], scope: 'namespace', why: 'reads events'},
]

export const readEventsIfAllowed: readonly Need[] = readEvents.map((need) => ({...need, optional: true}))

export const deleteNoun: readonly Need[] = [
  {
    apiGroups: ['*'],
    resources: ['{noun}'],
    verbs: ['get', 'list', 'delete'],
    scope: 'namespace',
    why: 'deletes what was asked for',
  },
]
