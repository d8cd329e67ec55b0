import {OmeError} from '@ome/sdk/errors'
import type {Random} from './random.ts'

/** When requests are sent. Rates are requests per second, times milliseconds since the run began. */
export type Arrival =
  /** The next one when one has ended, so many at a time. */
  {readonly kind: 'closed'; readonly concurrency: number} | OpenArrival

/** One of several programs that send a load together. */
export interface Share {
  readonly index: number
  readonly count: number
}

/** Sent when they are due. With a share: every `count`-th of the planned times only, from number `index` on. */
export type OpenArrival = PlannedArrival & {readonly share?: Share}

type PlannedArrival =
  | {readonly kind: 'constant' | 'poisson'; readonly rps: number}
  /** Below 1 gaps are burstier than Poisson's, above more even; the name and the meaning are those of vLLM. */
  | {readonly kind: 'gamma'; readonly rps: number; readonly burstiness: number}
  /** The rate goes from one to the other in so much time and stays there. */
  | {readonly kind: 'ramp'; readonly from: number; readonly to: number; readonly overMs: number}
  | {readonly kind: 'trace'; readonly times: readonly number[]}

/** Requests per second, at its fastest; a trace is not known before it is played. */
export function highestRate(arrival: OpenArrival): number {
  const share = 1 / (arrival.share?.count ?? 1)
  if (arrival.kind === 'trace') return 0
  return share * (arrival.kind === 'ramp' ? Math.max(arrival.from, arrival.to) : arrival.rps)
}

/** Planned times of an open loop, without end but for a trace. */
export function* plannedTimes(arrival: OpenArrival, random: Random): Generator<number> {
  const {index, count} = arrival.share ?? {index: 0, count: 1}
  let planned = 0
  for (const time of allTimes(arrival, random)) if (planned++ % count === index) yield time
}

function* allTimes(arrival: OpenArrival, random: Random): Generator<number> {
  switch (arrival.kind) {
    case 'trace':
      yield* arrival.times
      return
    case 'ramp':
      for (let count = 0; ; count++) yield rampTime(arrival, count)
    case 'constant':
      for (let count = 0; ; count++) yield (count * 1000) / arrival.rps
    case 'poisson':
      yield* withGaps(arrival.rps, () => random.exponential())
      return
    case 'gamma':
      yield* withGaps(arrival.rps, () => random.gamma(arrival.burstiness))
  }
}

function* withGaps(rps: number, gap: () => number): Generator<number> {
  for (let time = 0; ; time += (gap() * 1000) / rps) yield time
}

/** When `count` requests are due: the rate's integral `from·t + (to − from)·t²/2T`, solved for t. */
function rampTime({from, to, overMs}: Extract<Arrival, {kind: 'ramp'}>, count: number): number {
  const seconds = overMs / 1000
  const withinRamp = ((from + to) / 2) * seconds
  if (count >= withinRamp) return overMs + ((count - withinRamp) * 1000) / to
  const slope = (to - from) / seconds
  if (slope === 0) return (count * 1000) / from
  return ((Math.sqrt(from * from + 2 * slope * count) - from) / slope) * 1000
}

/** Requests per second over a whole run of so many milliseconds, as planned. */
export function plannedRate(arrival: OpenArrival, durationMs: number): number {
  if (arrival.kind === 'trace') return (arrival.times.filter((time) => time < durationMs).length * 1000) / durationMs
  if (arrival.kind !== 'ramp') return arrival.rps
  const ramp = Math.min(arrival.overMs, durationMs)
  const reached = arrival.from + ((arrival.to - arrival.from) * ramp) / arrival.overMs
  return (((arrival.from + reached) / 2) * ramp + reached * (durationMs - ramp)) / durationMs
}

/** Times of a trace: one number of seconds per line, or JSON lines with `timestamp` in seconds. Blank lines are none. */
export function parseTrace(text: string, file: string): readonly number[] {
  const times = text
    .split('\n')
    .map((line, at) => ({line: line.trim(), at}))
    .filter(({line}) => line !== '')
    .map(({line, at}) => {
      const seconds = line.startsWith('{') ? timestampIn(line) : Number(line)
      if (seconds !== undefined && Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
      throw new OmeError('usage', `${file}:${at + 1}: "${line.slice(0, 60)}" is no time`, [
        'a trace has one number of seconds per line, or JSON lines with "timestamp"',
      ])
    })
  const [first] = times.toSorted((a, b) => a - b)
  if (first === undefined) throw new OmeError('usage', `${file} has no times`)
  return times.map((time) => time - first).sort((a, b) => a - b)
}

function timestampIn(line: string): number | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'timestamp') : undefined
    return typeof found === 'number' ? found : undefined
  } catch {
    // The caller says which line is no time.
    return undefined
  }
}
