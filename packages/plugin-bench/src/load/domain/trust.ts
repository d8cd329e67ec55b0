import type {Tally} from './tally.ts'

/** What the generator itself had to carry during a run. */
export interface Burden {
  /** Share of the time in which the event loop was busy, 0 to 1. */
  readonly utilization: number
  readonly loopDelayMs: {readonly p99: number; readonly max: number}
  /** Of one core. */
  readonly cpuShare: number
  readonly peakMemoryBytes: number
}

/** Begins to watch when it is made. */
export interface SelfWatch {
  read(): Burden
}

export type Verdict = 'OK' | 'DEGRADED' | 'UNRELIABLE'

/** Why the figures are less than they seem, with the number that says so. */
export interface Doubt {
  readonly verdict: Exclude<Verdict, 'OK'>
  readonly rule: string
  readonly reason: string
}

/** What else there is to know about how a run was made. */
export interface Circumstances {
  readonly burden: Burden
  /** Requests went through the API server. */
  readonly isTunnel: boolean
  readonly isExactPrompt: boolean
  /** Requests per second that were planned, in an open loop. */
  readonly plannedRps?: number | undefined
  readonly durationMs: number
  readonly isCut: boolean
  /** Pods of the service that were there before and after, where they could be seen. */
  readonly replicas?: {readonly before: number; readonly after: number; readonly restarts: number} | undefined
  readonly crew?: Crew | undefined
  /** Each time the tunnel broke and led on, in words. */
  readonly moves?: readonly string[] | undefined
}

/** Programs in the cluster that sent a load together. */
export interface Crew {
  readonly workers: number
  /** Those that died before they had told what they measured. */
  readonly lost: readonly {readonly worker: string; readonly why: string}[]
  /** Between the first and the last that began. */
  readonly apartMs: number
  /** How far that may be off: clocks are compared over the API server. */
  readonly uncertainMs: number
}

/** Streams at a time that a tunnel through the API server carries without showing in the figures (kubernetes #74551). */
export const tunnelStreams = 16
/** Percentiles need this many values beyond them to stand for more than a few requests. */
const valuesBeyond = 10

/** Whether so many values tell this percentile. */
export const isTold = (count: number, percent: number): boolean => count * (1 - percent / 100) >= valuesBeyond - 1e-9

/** What speaks against the figures, worst first. Limits are those measured for a Node generator on loopback. */
export function doubtsOf(tally: Tally, about: Circumstances): readonly Doubt[] {
  if (tally.sent === 0) return [{verdict: 'UNRELIABLE', rule: 'nothing-sent', reason: emptyReason(about)}]
  return [...generatorDoubts(tally, about), ...pathDoubts(tally, about), ...sampleDoubts(tally, about)].sort(
    (a, b) => Number(b.verdict === 'UNRELIABLE') - Number(a.verdict === 'UNRELIABLE'),
  )
}

const emptyReason = ({isCut}: Circumstances): string =>
  isCut ? 'the run was cut before its first request' : 'no request was due'

export const verdictOf = (doubts: readonly Doubt[]): Verdict =>
  doubts.some(({verdict}) => verdict === 'UNRELIABLE') ? 'UNRELIABLE' : doubts.length > 0 ? 'DEGRADED' : 'OK'

function generatorDoubts({measured}: Tally, {burden, plannedRps, durationMs}: Circumstances): Doubt[] {
  const doubts: Doubt[] = []
  const {utilization, loopDelayMs} = burden
  const add = (isBad: boolean, rule: string, reason: string): number =>
    doubts.push({verdict: isBad ? 'UNRELIABLE' : 'DEGRADED', rule, reason})
  if (utilization > 0.5) {
    const reason = `the generator was busy ${percent(utilization)} of the time; above 50 % its own work shows in the latencies`
    add(utilization > 0.8, 'generator-busy', reason)
  }
  const itl = measured.itl.percentile(50)
  const limit = Math.max(5, 0.1 * (itl ?? 0))
  if (loopDelayMs.p99 > limit) {
    const reason = `the generator was late by ${ms(loopDelayMs.p99)} at p99 (${ms(loopDelayMs.max)} at most); ${ms(limit)} is what these latencies bear`
    add(true, 'generator-late', reason)
  } else if (loopDelayMs.max > 20 * limit) {
    add(
      true,
      'generator-stalled',
      `the generator stood still for ${ms(loopDelayMs.max)}; what came meanwhile looks that late`,
    )
  }
  const queue = measured.queue.percentile(99)
  const tolerated = plannedRps === undefined ? 0 : Math.max(5, 1000 / plannedRps)
  if (queue !== undefined && queue > tolerated) {
    const reason = `requests were sent ${ms(queue)} after their time at p99; latencies from the planned time are in e2e-with-queue`
    add(queue > durationMs / 10, 'sent-late', reason)
  }
  return doubts
}

function pathDoubts(tally: Tally, about: Circumstances): Doubt[] {
  const doubts: Doubt[] = []
  const add = (verdict: Doubt['verdict'], rule: string, reason: string): number => doubts.push({verdict, rule, reason})
  if (about.isTunnel && tally.maxInFlight > tunnelStreams) {
    const reason = `${tally.maxInFlight} streams went through the API server, which is made for about ${tunnelStreams}; part of what was measured is the tunnel`
    add('UNRELIABLE', 'tunnel', reason)
  } else if (about.isTunnel) {
    add('DEGRADED', 'tunnel', 'requests went through the API server; a few milliseconds of each latency are the tunnel')
  }
  if (tally.bunched * 10 > tally.completed && tally.bunched > 0) {
    const reason = `${tally.bunched} of ${tally.completed} answers came in one piece; something on the way collects them`
    add('UNRELIABLE', 'buffered', reason)
  }
  for (const move of about.moves ?? []) add('DEGRADED', 'tunnel-moved', move)
  doubts.push(...crewDoubts(about))
  const {replicas} = about
  if (replicas && (replicas.before !== replicas.after || replicas.restarts > 0)) {
    const change = `ready replicas ${replicas.before} -> ${replicas.after}, ${replicas.restarts} restarts`
    add('DEGRADED', 'service-changed', `the service changed during the run: ${change}`)
  }
  return doubts
}

/** Workers that begin so far apart leave each other alone for a part of the run that shows. */
const apartShare = 0.05
const leastApartMs = 250

function crewDoubts({crew, durationMs}: Circumstances): Doubt[] {
  if (!crew) return []
  const {lost, workers, apartMs, uncertainMs} = crew
  const doubts: Doubt[] = []
  const [first] = lost
  if (first) {
    const reason = `${lost.length} of ${workers} workers were lost, and what they sent with them: ${first.worker} ${first.why}`
    doubts.push({verdict: 'UNRELIABLE', rule: 'worker-lost', reason})
  }
  if (apartMs + uncertainMs > Math.max(leastApartMs, apartShare * durationMs)) {
    const reason = `the workers began ${ms(apartMs)} apart, give or take ${ms(uncertainMs)}; until then the load was less`
    doubts.push({verdict: 'DEGRADED', rule: 'workers-apart', reason})
  }
  return doubts
}

function sampleDoubts(tally: Tally, about: Circumstances): Doubt[] {
  const doubts: Doubt[] = []
  const add = (verdict: Doubt['verdict'], rule: string, reason: string): number => doubts.push({verdict, rule, reason})
  const {completed, failed, unfinished, counted, measured} = tally
  const share = failed / Math.max(1, completed + failed)
  if (share > 0.01) {
    const reason = `${failed} of ${completed + failed} requests failed; latencies are those of the others`
    add(share > 0.1 ? 'UNRELIABLE' : 'DEGRADED', 'failures', reason)
  }
  if (about.isCut || unfinished > 0) {
    const reason = `the run was cut with ${unfinished} requests under way; the slowest are missing`
    add('DEGRADED', 'cut', reason)
  }
  if (completed > 0 && !isTold(completed, 50)) {
    add('UNRELIABLE', 'few-requests', `${completed} requests; a median needs 20, a p99 1000`)
  }
  if (about.isExactPrompt)
    add('DEGRADED', 'prefix-cache', 'the same prompt each time: times to first token may be those of the cache')
  else if (tally.cachedTokens > 0.5 * tally.inputTokens.sum && tally.inputTokens.sum > 0) {
    add(
      'DEGRADED',
      'prefix-cache',
      `${tally.cachedTokens} of ${tally.inputTokens.sum} prompt tokens came from the cache`,
    )
  }
  if (counted > 0) {
    add('DEGRADED', 'tokens-counted', `${counted} answers did not say their tokens; events were counted in their place`)
  }
  const {outputTokens} = tally
  const spread = (outputTokens.deviation ?? 0) / Math.max(1, outputTokens.mean ?? 1)
  if (spread > 0.25) {
    const reason = `answers were ${outputTokens.min} to ${outputTokens.max} tokens long; compare tokens per second only with runs like it, or use --fixed-length`
    add('DEGRADED', 'lengths-vary', reason)
  }
  const little = littlesLaw(tally, about.durationMs)
  if (measured.e2e.count > 100 && Math.abs(little - 1) > 0.1) {
    const reason = `requests under way and rate × latency differ by ${percent(Math.abs(little - 1))}; by Little's law they are the same`
    add('UNRELIABLE', 'littles-law', reason)
  }
  return doubts
}

/** `rate × mean latency / mean number under way`: 1 but for what failed or was cut. */
export function littlesLaw(tally: Tally, durationMs: number): number {
  const {completed, failed, measured, meanInFlight} = tally
  if (meanInFlight === 0 || durationMs === 0) return 1
  const latency = measured.e2e.mean ?? 0
  return ((completed + failed) * latency) / durationMs / meanInFlight
}

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`

const percent = (share: number): string => `${Math.round(share * 100)} %`
