import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace'} as const
const inCluster = {...own, way: '--from cluster'} as const

/**
 * Finding a service, and a tunnel to it or workers beside it where its address cannot be reached. With `--url` nothing
 * of it is used, but by `--from cluster`.
 */
export const loadsService: readonly Need[] = [
  {...own, apiGroups: ['ome.io'], resources: ['inferenceservices'], verbs: ['get'], why: 'reads the service'},
  {...own, apiGroups: [''], resources: ['pods'], verbs: ['list'], why: 'finds its pods, and whether they change'},
  {...own, apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], why: 'reads its replicas'},
  {
    ...own,
    apiGroups: [''],
    resources: ['pods/portforward'],
    verbs: ['get', 'create'],
    way: '--from here',
    why: 'opens the tunnel to a pod',
  },
  {
    ...inCluster,
    apiGroups: ['batch'],
    resources: ['jobs'],
    verbs: ['create', 'delete'],
    why: 'runs and removes workers',
  },
  {
    ...inCluster,
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['create'],
    why: 'gives workers their program and their orders',
  },
  {...inCluster, apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'], why: 'follows the workers'},
  {...inCluster, apiGroups: [''], resources: ['pods/log'], verbs: ['get'], why: 'reads what they measured'},
  {
    ...inCluster,
    apiGroups: [''],
    resources: ['pods/attach'],
    verbs: ['get', 'create'],
    why: 'tells workers when to begin and to stop',
  },
  {
    ...inCluster,
    apiGroups: [''],
    resources: ['events'],
    verbs: ['list', 'watch'],
    optional: true,
    why: 'says why no worker is made',
  },
  {
    ...own,
    apiGroups: ['leaderworkerset.x-k8s.io'],
    resources: ['leaderworkersets'],
    verbs: ['list'],
    optional: true,
    why: 'reads its replicas of several nodes',
  },
  {
    ...own,
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['list'],
    optional: true,
    why: 'says which service was meant',
  },
  {
    ...own,
    apiGroups: [''],
    resources: ['services'],
    verbs: ['get'],
    optional: true,
    why: 'says whether a Service of Kubernetes was meant',
  },
]

const byOme = {...own, way: '--genai-bench'} as const

/** A BenchmarkJob besides; the Job that reads its results is one of ours. */
export const benchmarks: readonly Need[] = [
  ...loadsService,
  {
    ...byOme,
    apiGroups: ['ome.io'],
    resources: ['benchmarkjobs'],
    verbs: ['create', 'list', 'watch', 'delete'],
    why: 'runs genai-bench',
  },
  {
    apiGroups: ['ome.io'],
    resources: ['clusterbasemodels'],
    verbs: ['get'],
    scope: 'cluster',
    way: byOme.way,
    why: 'sees where the model lies',
  },
  {
    ...byOme,
    apiGroups: ['ome.io'],
    resources: ['basemodels'],
    verbs: ['get'],
    optional: true,
    why: 'the same of a model of the namespace',
  },
  {...byOme, apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'delete'], why: 'reads the results'},
  {...byOme, apiGroups: [''], resources: ['configmaps'], verbs: ['create'], why: 'gives that Job its program'},
  {...byOme, apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'], why: 'follows both'},
  {...byOme, apiGroups: [''], resources: ['pods/log'], verbs: ['get'], why: 'reads the results'},
]
