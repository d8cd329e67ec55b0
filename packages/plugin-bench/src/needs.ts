import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace'} as const

/** Finding a service, and a tunnel to it where its address cannot be reached. With `--url` nothing of it is used. */
export const loadsService: readonly Need[] = [
  {...own, apiGroups: ['ome.io'], resources: ['inferenceservices'], verbs: ['get'], why: 'reads the service'},
  {...own, apiGroups: [''], resources: ['pods'], verbs: ['list'], why: 'finds its pods, and whether they change'},
  {...own, apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], why: 'reads its replicas'},
  {
    ...own,
    apiGroups: [''],
    resources: ['pods/portforward'],
    verbs: ['get', 'create'],
    why: 'opens the tunnel to a pod',
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
