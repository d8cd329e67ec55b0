import type {Tone} from '@ome/sdk/view'

const tones: Readonly<Record<string, Tone>> = {
  Ready: 'good',
  Progressing: 'warn',
  Creating: 'warn',
  Importing: 'warn',
  In_Transit: 'warn',
  In_Training: 'warn',
  Degraded: 'warn',
  Failed: 'bad',
  Stuck: 'bad',
  Stopped: 'muted',
  Unknown: 'muted',
}

/** How good or bad a status is. */
export const statusTone = (status: string): Tone | undefined => tones[status]
