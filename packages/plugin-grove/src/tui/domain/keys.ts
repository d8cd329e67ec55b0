/** What keys do, as it is shown; `writes` are absent with --read-only. */
export interface KeyHelp {
  readonly keys: string
  readonly does: string
  /** A word for the line at the foot. */
  readonly short?: string
  readonly writes?: boolean
}

export const keyHelp: readonly KeyHelp[] = [
  {keys: 'Enter', does: 'go into the row, of a pod its YAML', short: 'in'},
  {keys: 'Esc', does: 'take the filter off, go back up, close', short: 'back'},
  {keys: 'Up Down j k', does: 'one row; PgUp PgDn Home End'},
  {keys: 'Tab', does: 'next pane, where arrows scroll; Esc back to the tree'},
  {keys: '/', does: 'filter by a regex; ! before it inverts, -l key=value, -f letters', short: 'filter'},
  {keys: ':', does: 'pcs pg pods nodes, ns NAME, ctx NAME, stop, q; Tab completes', short: 'go'},
  {keys: 't', does: 'topology', short: 'topology'},
  {keys: 'r', does: 'rollout', short: 'rollout'},
  {keys: 'm', does: 'metrics', short: 'metrics'},
  {keys: 'e', does: 'events on and off'},
  {keys: 'y', does: 'YAML', short: 'yaml'},
  {keys: 'l', does: 'logs', short: 'logs'},
  {keys: 'p', does: 'logs before the last restart'},
  {keys: 'd', does: 'why it is as it is', short: 'why'},
  {keys: 'N A S G', does: 'sort by name, age, status, GPUs; again: as in the tree'},
  {keys: 'Ctrl-Z', does: 'only what is not well'},
  {keys: 'Ctrl-W', does: 'more columns'},
  {keys: 'Space', does: 'mark'},
  {keys: 'c', does: 'copy the names of what is marked, or of the row'},
  {keys: 's', does: 'plan of a scale', short: 'scale', writes: true},
  {keys: 'R', does: 'plan of a restart', short: 'restart', writes: true},
  {keys: 'u', does: 'plan of an undo', writes: true},
  {keys: 'P o X', does: 'plans of pause, resume and abort of a rollout', writes: true},
  {keys: '?', does: 'these keys', short: 'keys'},
  {keys: 'q', does: 'quit; also Ctrl-Q and Ctrl-C', short: 'quit'},
]
