import type {WorkspaceState} from '@ome/kaito/workspace'
import type {Tone} from '@ome/sdk/view'

export const stateTone = (state: WorkspaceState): Tone | undefined => {
  if (state === 'Failed') return 'bad'
  if (state === 'Running' || state === 'Succeeded') return 'good'
  return state === 'Deleting' ? 'muted' : 'warn'
}
