import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace'} as const

const kinds = ['workspaces', 'inferencesets', 'ragengines']

const kaito = (verbs: readonly string[], why: string): Need => ({
  ...own,
  apiGroups: ['kaito.sh'],
  resources: kinds,
  verbs,
  optional: true,
  why,
})

const claims = (verbs: readonly string[]): Need => ({
  scope: 'cluster',
  apiGroups: ['karpenter.sh'],
  resources: ['nodeclaims'],
  verbs,
  optional: true,
  why: 'says what the cloud answers to the order of a node',
})

/** Telling which backend has an object of a name, and reading it. */
export const findsKaito: readonly Need[] = [
  kaito(['get'], 'reads the object, where KAITO runs it'),
  {
    ...own,
    apiGroups: ['kaito.sh'],
    resources: ['workspaces'],
    verbs: ['list'],
    optional: true,
    why: 'reads the replicas of a set',
  },
]

/** An object of KAITO with its machines and pods. */
export const readsKaito: readonly Need[] = [
  ...findsKaito,
  claims(['list']),
  {...own, apiGroups: [''], resources: ['pods'], verbs: ['list'], optional: true, why: 'reads its pods'},
]

/** All of them. */
export const listsKaito: readonly Need[] = [kaito(['list'], 'lists what KAITO runs')]

const proxies = (resource: string, why: string): Need => ({
  ...own,
  apiGroups: [''],
  resources: [resource],
  verbs: ['get'],
  optional: true,
  why,
})

/** What `status` reads of it besides. */
export const showsKaito: readonly Need[] = [
  ...readsKaito,
  ...listsKaito,
  kaito(['watch'], 'follows it'),
  claims(['watch']),
  proxies('services/proxy', 'asks its engine for the names it serves'),
  proxies('pods/proxy', 'says how far the download of the model is'),
  proxies('services', 'reads the address of its load balancer'),
  proxies('pods/log', 'reads what its benchmark measured'),
]

/** Reading and following its logs. */
export const logsKaito: readonly Need[] = [
  ...readsKaito,
  ...listsKaito,
  kaito(['watch'], 'follows it'),
  claims(['watch']),
]

/** Trying whether it works. */
export const checksKaito: readonly Need[] = [
  ...readsKaito,
  ...listsKaito,
  {
    ...own,
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks whether it is well',
  },
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['nodes'],
    verbs: ['list'],
    optional: true,
    why: 'says whether its nodes are under pressure',
  },
]

/** Finding where it answers. */
export const reachesKaito: readonly Need[] = [
  ...readsKaito,
  proxies('services', 'reads the address of its load balancer'),
]

/** Asking it something. */
export const talksToKaito: readonly Need[] = readsKaito

/** A tunnel to it. */
export const forwardsKaito: readonly Need[] = [
  ...readsKaito,
  ...listsKaito,
  kaito(['watch'], 'follows it'),
  claims(['watch']),
]
