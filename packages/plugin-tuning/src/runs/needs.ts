import type {Need} from '@ome/sdk/need'

const need = (group: string, resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  apiGroups: [group],
  resources,
  verbs,
  scope: 'namespace',
  why,
})
const optional = (given: Need): Need => ({...given, optional: true})

/** One run, with the names of others for the one that was meant. */
const run: readonly Need[] = [
  need('kaito.sh', ['workspaces'], ['get', 'list'], 'reads the run'),
  need('', ['pods'], ['list'], 'tells the stage of the run'),
  optional(need('batch', ['jobs'], ['get', 'list'], 'tells whether the run is tried again')),
  optional({...need('karpenter.sh', ['nodeclaims'], ['list'], 'tells what its node waits for'), scope: 'cluster'}),
]
const logs = need('', ['pods/log'], ['get'], 'reads what the trainer writes')

export const readStatus: readonly Need[] = [...run, optional(logs)]
export const readLogs: readonly Need[] = [...run, logs]
export const readMetrics: readonly Need[] = [
  ...run,
  optional(logs),
  optional(need('', ['pods/proxy'], ['get'], "asks the trainer for its GPUs' figures")),
]
export const listRuns: readonly Need[] = [
  need('kaito.sh', ['workspaces'], ['list'], 'reads the runs'),
  optional(need('batch', ['jobs'], ['list'], 'tells whether a run is tried again')),
]
export const cancelRun: readonly Need[] = [...run, need('kaito.sh', ['workspaces'], ['delete'], 'ends the run')]
