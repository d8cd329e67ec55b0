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
