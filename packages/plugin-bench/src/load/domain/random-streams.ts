import {type Random, seeded} from './random.ts'

/** Numbers for one purpose each, so that what is drawn for one changes nothing for another. */
export interface RandomStreams {
  /** Times of requests, from the beginning again. */
  readonly times: () => Random
  /** What all programs of a load have in common. */
  readonly shared: Random
  /** What is only this program's own. */
  readonly own: Random
}

const apart = 0x9e3779b1

/** `worker` counts from 0 where several programs send a load together. */
export const randomStreams = (seed: number, worker = 0): RandomStreams => ({
  times: () => seeded(seed),
  shared: seeded(seed + apart),
  own: seeded(seed + apart * (worker + 2)),
})
