import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace'} as const

const tunnel: readonly Need[] = [
  {
    ...own,
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['list'],
    optional: true,
    why: 'finds the pod for --via port-forward',
  },
  {
    ...own,
    apiGroups: [''],
    resources: ['pods/portforward'],
    verbs: ['create', 'get'],
    optional: true,
    why: 'opens the tunnel of --via port-forward',
  },
]

const proxied = (verbs: readonly string[], why: string): readonly Need[] => [
  {...own, apiGroups: [''], resources: ['services/proxy'], verbs, why},
  ...tunnel,
]

/** What the service is asked with GET alone. */
export const readService = proxied(['get'], 'asks the service of the engine')
/** What it is asked with POST as well. */
export const askService = proxied(['get', 'create'], 'asks the service of the engine')
/** What removes a whole index. */
export const emptyService = proxied(['get', 'delete'], 'removes an index of the engine')
/** What brings indexes back. */
export const refillService = proxied(['get', 'create', 'delete'], 'fills the indexes of the engine')
