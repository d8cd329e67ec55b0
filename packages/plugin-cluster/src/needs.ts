import type {Need} from '@ome/sdk/need'

const ome = ['ome.io']
const read = ['get', 'list', 'watch']

const noun = (verbs: readonly string[], why: string, optional = false): Need => ({
  apiGroups: ['*'],
  resources: ['{noun}'],
  verbs,
  scope: 'namespace',
  ...(optional ? {optional} : {}),
  why,
})

/** What the views of our nouns are made of; every part but the noun itself only adds columns. */
const views: readonly Need[] = [
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
    resources: ['services'],
    verbs: ['get'],
    scope: 'namespace',
    optional: true,
    why: 'says when the Service of Kubernetes was meant',
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

export const readNouns: readonly Need[] = [
  noun(['get', 'list'], 'reads what was asked for'),
  noun(['watch'], 'follows what was asked for', true),
  ...views,
]

export const readOne: readonly Need[] = [
  noun(['get'], 'reads what was asked for'),
  noun(['list'], 'offers names to choose from', true),
  ...views,
]

export const readOneIfNamed: readonly Need[] = [
  noun(['get', 'list'], 'reads the object whose events are shown', true),
  ...views,
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

const events = (verbs: readonly string[], why: string): Need => ({
  apiGroups: [''],
  resources: ['events'],
  verbs,
  scope: 'namespace',
  why,
})

export const readEvents: readonly Need[] = [
  events(['list'], 'reads events'),
  {...events(['watch'], 'follows events'), optional: true},
]

export const readEventsIfAllowed: readonly Need[] = [{...events(['list'], 'reads events'), optional: true}]

export const deleteNoun: readonly Need[] = [
  noun(['get', 'list', 'delete'], 'deletes what was asked for'),
  {
    apiGroups: ome,
    resources: ['inferenceservices', 'basemodels', 'servingruntimes'],
    verbs: ['delete'],
    scope: 'namespace',
    optional: true,
    why: 'deletes services, models and runtimes of the namespace',
  },
  {
    apiGroups: ome,
    resources: ['clusterbasemodels', 'clusterservingruntimes', 'acceleratorclasses'],
    verbs: ['delete'],
    scope: 'cluster',
    optional: true,
    why: 'deletes models, runtimes and accelerators of the cluster',
  },
  ...views,
]
