import type {KaitoSubject} from '@ome/kaito/kaito-report'
import type {Tone} from '@ome/sdk/view'

const tones: Readonly<Record<KaitoSubject['state'], Tone>> = {
  Ready: 'good',
  Running: 'good',
  Succeeded: 'good',
  Pending: 'warn',
  NotReady: 'bad',
  Failed: 'bad',
  Stopped: 'muted',
  Deleting: 'muted',
}

export const stateTone = (state: KaitoSubject['state']): Tone => tones[state]
