import {parseDuration} from '@ome/sdk/units'

/** Half a second is what a person waits for a key; the rest of it is for the answer's way to the shell. */
const wholeMs = 420
/** A start on a busy machine must not take all time from the cluster. */
const leastMs = 150

/** How long the cluster is waited for, when so much time has passed since the process began. */
export const patienceAfter = (sinceStartMs: number): number => Math.max(leastMs, Math.round(wholeMs - sinceStartMs))

/** {@link patienceAfter}, unless OME_COMPLETION_TIMEOUT says otherwise: far clusters need longer than half a second. */
export const patienceOf = (env: Readonly<Record<string, string | undefined>>, sinceStartMs: number): number =>
  parseDuration(env['OME_COMPLETION_TIMEOUT'] ?? '') ?? patienceAfter(sinceStartMs)
