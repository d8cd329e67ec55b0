import type {Burden} from './trust.ts'

/**
 * How far a latency may be off because of the generator, in milliseconds: a request can be late when it is sent and
 * again when its answer is read, and a busy machine delays both more often than the samples of the loop show.
 */
export const statedErrorMs = ({loopDelayMs}: Pick<Burden, 'loopDelayMs'>): number => 1 + 3 * loopDelayMs.p99
