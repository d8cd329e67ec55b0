import type {Need} from '@ome/sdk/need'

const anything = (verbs: readonly string[], why: string, optional = true): Need => ({
  apiGroups: ['*'],
  resources: ['*'],
  verbs,
  scope: 'namespace',
  optional,
  why,
})

/** Which kinds a file holds is known only when it is read: the server is asked for each by a dry run. */
export const applies: readonly Need[] = [
  anything(['get', 'patch', 'create'], 'applies the objects of the manifests'),
  anything(['list', 'delete'], 'with --prune, finds and deletes what the manifests no longer hold'),
]

export const creates: readonly Need[] = [anything(['get', 'create'], 'creates the objects of the manifests')]

export const compares: readonly Need[] = [
  anything(['get', 'patch', 'create'], 'compares the objects of the manifests by a dry run'),
]

export const backsUp: readonly Need[] = [
  {
    apiGroups: ['*'],
    resources: ['*'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: 'lists what people made of the stacks; kinds you may not list are left out and named',
  },
  {
    apiGroups: [''],
    resources: ['secrets'],
    verbs: ['get'],
    scope: 'namespace',
    optional: true,
    why: 'with --include-secrets, reads the Secrets that the objects name',
  },
]

export const binds: readonly Need[] = [
  ...backsUp.slice(0, 1),
  {
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['get', 'patch', 'create'],
    scope: 'namespace',
    why: 'keeps in the namespace which repository it is bound to',
  },
]

export const validates: readonly Need[] = [
  anything(['get', 'patch', 'create'], 'asks the server about each object by a dry run'),
  {
    apiGroups: ['ome.io'],
    resources: ['basemodels', 'servingruntimes', 'clusterbasemodels', 'clusterservingruntimes'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: 'finds the models and runtimes that services name',
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
  {...readsServices, verbs: ['get', 'create'], why: 'creates the service'},
  {
    apiGroups: ['ome.io'],
    resources: ['basemodels'],
    verbs: ['list'],
    scope: 'namespace',
    why: 'finds the model',
  },
  {
    apiGroups: ['ome.io'],
    resources: ['clusterbasemodels'],
    verbs: ['list'],
    scope: 'cluster',
    why: 'finds the model',
  },
  {
    apiGroups: ['ome.io'],
    resources: ['servingruntimes'],
    verbs: ['list'],
    scope: 'namespace',
    optional: true,
    why: 'finds the runtime of a template that wants one',
  },
  {
    apiGroups: ['ome.io'],
    resources: ['clusterservingruntimes'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: 'finds the runtime of a template that wants one',
  },
]
