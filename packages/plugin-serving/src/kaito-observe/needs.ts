import type {Need} from '@ome/sdk/need'

type Scope = Need['scope']

const optional = (
  scope: Scope,
  apiGroup: string,
  resources: readonly string[],
  verbs: readonly string[],
  why: string,
): Need => ({scope, apiGroups: [apiGroup], resources, verbs, optional: true, why})

const kinds = ['workspaces', 'inferencesets', 'ragengines']

const claims = (verb: string): Need =>
  optional('cluster', 'karpenter.sh', ['nodeclaims'], [verb], 'says what the cloud answers to the order of a node')

/** Telling what is called so. */
export const namesKaito: readonly Need[] = [
  optional('namespace', 'kaito.sh', kinds, ['get'], 'reads the object, where KAITO runs it'),
]

const listed = (resources: readonly string[]): Need =>
  optional('namespace', 'kaito.sh', resources, ['list'], 'says which object was meant, and reads the replicas of a set')

/** Reading an object of KAITO, or saying which one was meant. */
export const findsKaito: readonly Need[] = [...namesKaito, listed(kinds)]

const around: readonly Need[] = [claims('list'), optional('namespace', '', ['pods'], ['list'], 'reads its pods')]

/** An object of KAITO with its machines and pods. */
export const readsKaito: readonly Need[] = [...findsKaito, ...around]

/** Asking an engine something; RAG engines are asked by other words. */
export const talksToKaito: readonly Need[] = [...namesKaito, listed(['workspaces', 'inferencesets']), ...around]

/** {@link readsKaito}, and what becomes of it. */
export const followsKaito: readonly Need[] = [
  ...readsKaito,
  optional('namespace', 'kaito.sh', kinds, ['watch'], 'follows it'),
  claims('watch'),
  optional('namespace', '', ['pods'], ['watch'], 'follows its pods'),
]

/** All of them, of all namespaces. */
export const listsAllKaito: readonly Need[] = [
  optional('cluster', 'kaito.sh', kinds, ['list'], 'with --all, lists what KAITO runs'),
]

/** {@link listsAllKaito} with their pods. */
export const readsAllKaito: readonly Need[] = [
  ...listsAllKaito,
  optional('cluster', '', ['pods'], ['list'], 'with --all, reads their pods'),
]

/** What `status` reads of it besides. */
export const showsKaito: readonly Need[] = [
  ...followsKaito,
  ...listsAllKaito,
  optional('namespace', '', ['services/proxy'], ['get'], 'asks its engine for the names it serves'),
  optional('namespace', '', ['pods/proxy'], ['get'], 'says how far the download of the model is'),
  optional('namespace', '', ['services'], ['get'], 'reads the address of its load balancer'),
  optional('namespace', '', ['pods/log'], ['get'], 'reads what its benchmark measured'),
]

/** Trying whether it works. */
export const checksKaito: readonly Need[] = [
  ...readsKaito,
  ...readsAllKaito,
  optional('namespace', '', ['services/proxy'], ['get'], 'asks whether it is well'),
  optional('cluster', '', ['nodes'], ['list'], 'says whether its nodes are under pressure'),
]

/** Finding where it answers. */
export const reachesKaito: readonly Need[] = [
  ...readsKaito,
  optional('namespace', '', ['services'], ['get'], 'reads the address of its load balancer'),
]
