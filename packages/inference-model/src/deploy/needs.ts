import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace'} as const
const shared = {scope: 'cluster'} as const

/** Looking for free GPUs. */
export const machines: readonly Need[] = [
  {
    ...shared,
    apiGroups: ['ome.io'],
    resources: ['acceleratorclasses'],
    verbs: ['list'],
    optional: true,
    why: 'names accelerators and their price',
  },
  {
    ...shared,
    apiGroups: [''],
    resources: ['nodes', 'pods'],
    verbs: ['list'],
    optional: true,
    why: 'says whether the GPUs are free',
  },
]

/** What deciding on a new service reads. */
export const decidesServices: readonly Need[] = [
  {
    ...shared,
    apiGroups: [''],
    resources: ['namespaces'],
    verbs: ['get'],
    optional: true,
    why: 'says early that the namespace is missing',
  },
  {
    ...own,
    apiGroups: ['ome.io'],
    resources: ['basemodels', 'servingruntimes'],
    verbs: ['list'],
    why: 'finds the models and runtimes of the namespace',
  },
  {
    ...shared,
    apiGroups: ['ome.io'],
    resources: ['clusterbasemodels', 'clusterservingruntimes'],
    verbs: ['list'],
    why: 'finds the models and runtimes of the cluster',
  },
  ...machines,
  {
    ...own,
    apiGroups: [''],
    resources: ['resourcequotas'],
    verbs: ['list'],
    optional: true,
    why: 'says whether the namespace may have so many GPUs',
  },
]
