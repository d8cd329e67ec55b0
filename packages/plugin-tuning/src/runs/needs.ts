import type {Need} from '@ome/sdk/need'

const need = (group: string, resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  apiGroups: [group],
  resources,
  verbs,
  scope: 'namespace',
  why,
})
const optional = (given: Need): Need => ({...given, optional: true})

const around: readonly Need[] = [
  need('', ['pods'], ['list'], 'tells the stage of the run'),
  optional(need('batch', ['jobs'], ['get'], 'tells whether the run is tried again')),
  optional({...need('karpenter.sh', ['nodeclaims'], ['list'], 'tells what its node waits for'), scope: 'cluster'}),
]

/** One run, with the names of others for the one that was meant. */
const run: readonly Need[] = [
  need('kaito.sh', ['workspaces'], ['get', 'list'], 'reads the run'),
  optional(need('batch', ['jobs'], ['list'], 'knows the runs there are')),
  ...around,
]
const logs = need('', ['pods/log'], ['get'], 'reads what the trainer writes')

/** A run that is there, looked at again and again. */
export const followRun: readonly Need[] = [...around, logs].map(optional)

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
