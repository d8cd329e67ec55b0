import type {ArrivalChoice} from './arrival-flags.ts'
import {tunnelStreams} from './trust.ts'

export const places = ['auto', 'here', 'cluster'] as const
export type Place = (typeof places)[number]

/**
 * Seconds that one answer is taken to last before anything is known: half a second to the first token and 30 ms for
 * each, as a model of 70B on H100 needs. Only used to choose the way.
 */
const answerSeconds = (tokens: number): number => 0.5 + 0.03 * tokens

/** Requests under way at a time as far as one can tell beforehand; of an open loop rate × time, by Little's law. */
export function expectedStreams({arrival, concurrency, rps}: ArrivalChoice, maxTokens: number): number {
  if (arrival.kind === 'closed') return arrival.concurrency
  const streams = Math.ceil((rps ?? 1) * answerSeconds(maxTokens))
  return Math.min(streams, concurrency ?? Number.POSITIVE_INFINITY)
}

/** Whether a tunnel through the API server would carry the load without showing in the figures. */
export const fitsTunnel = (streams: number): boolean => streams <= tunnelStreams

/** Streams that one generator carries without showing in the figures. */
const streamsPerWorker = 256

/** How many workers carry so many streams. */
export const workersFor = (streams: number): number => Math.max(1, Math.ceil(streams / streamsPerWorker))
