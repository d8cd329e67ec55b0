import type {Burden} from './trust.ts'

/**
 * How far a latency may be off because of the generator, in milliseconds: a request can be late when it is sent and
 * again when its answer is read, and a busy machine delays both more often than the samples of the loop show. What was
 * seen of each request to be the generator's own, 99 of 100 times, comes on top.
 */
export const statedErrorMs = ({loopDelayMs}: Pick<Burden, 'loopDelayMs'>, lateMs = 0): number =>
  1 + 3 * loopDelayMs.p99 + lateMs
