import {OmeError} from '@ome/sdk/errors'
import {formatDuration} from '@ome/sdk/units'
import {type Arrival, type OpenArrival, plannedRate} from './arrival.ts'
import {positive} from './load-flags.ts'

/** How requests arrive, in the words of the report. */
export interface ArrivalChoice {
  readonly arrival: Arrival
  readonly text: string
  readonly requests?: number | undefined
  readonly durationMs?: number | undefined
  readonly concurrency?: number | undefined
  readonly rps?: number | undefined
  readonly burstiness?: number | undefined
}

export interface TypedBenchmark {
  readonly requests?: number | undefined
  readonly duration?: number | undefined
  readonly concurrency: number
}

const defaultRequests = 100

function requireTime(duration: number | undefined): void {
  if (duration === 0) throw new OmeError('usage', '--duration 0s sends nothing', ['for example --duration 1m'])
}

export function closedLoop({requests, duration, concurrency}: TypedBenchmark): ArrivalChoice {
  requireTime(duration)
  const count = requests ?? (duration === undefined ? defaultRequests : undefined)
  const many = [
    ...(count === undefined ? [] : [`${count} requests`]),
    ...(duration === undefined ? [] : [formatDuration(duration)]),
  ]
  return {
    arrival: {kind: 'closed', concurrency},
    text: `${many.join(' or ')}, ${concurrency} at a time`,
    requests: count,
    durationMs: duration,
    concurrency,
  }
}

export interface TypedLoadTest {
  readonly duration?: number | undefined
  readonly rps?: string | undefined
  readonly requests?: number | undefined
  readonly arrival: 'poisson' | 'constant' | 'gamma'
  readonly burstiness?: string | undefined
  readonly ramp?: string | undefined
  readonly 'max-concurrency'?: number | undefined
}

/** `times` are those of the trace, when there is one. */
export function openLoop(typed: TypedLoadTest, times?: readonly number[]): ArrivalChoice {
  const {duration, requests, burstiness} = typed
  requireTime(duration)
  if (times) {
    const arrival: OpenArrival = {kind: 'trace', times}
    const span = Math.max(1, times.at(-1) ?? 0)
    const rps = plannedRate(arrival, Math.min(duration ?? span, span))
    const text = `${times.length} requests of a trace`
    return {arrival, text, requests, durationMs: duration, rps, concurrency: typed['max-concurrency']}
  }
  if (typed.rps === undefined || duration === undefined)
    throw new OmeError('usage', 'how much load? --duration and --rps say it, or --trace', [
      'ome load-test service NAME --duration 1m --rps 5',
    ])
  if (burstiness !== undefined && typed.arrival !== 'gamma')
    throw new OmeError('usage', '--burstiness is about --arrival gamma')
  if (typed.ramp !== undefined && typed.arrival === 'gamma')
    throw new OmeError('usage', '--ramp spreads requests evenly: leave out --arrival gamma')
  const rps = positive('rps', typed.rps, '10')
  const arrival = arrivalOf(typed, rps, duration)
  const kind = arrival.kind === 'ramp' ? `rising from ${arrival.from} to ${rps}` : `${rps}`
  return {
    arrival,
    text: `${kind} requests/s for ${formatDuration(duration)}, ${arrival.kind}`,
    requests,
    durationMs: duration,
    rps: plannedRate(arrival, duration),
    concurrency: typed['max-concurrency'],
    ...(arrival.kind === 'gamma' && {burstiness: arrival.burstiness}),
  }
}

function arrivalOf({arrival, burstiness, ramp}: TypedLoadTest, rps: number, overMs: number): OpenArrival {
  if (ramp !== undefined)
    return {kind: 'ramp', from: Number(ramp) === 0 ? 0 : positive('ramp', ramp, '1'), to: rps, overMs}
  if (arrival === 'gamma')
    return {kind: 'gamma', rps, burstiness: burstiness === undefined ? 1 : positive('burstiness', burstiness, '0.5')}
  return {kind: arrival, rps}
}
