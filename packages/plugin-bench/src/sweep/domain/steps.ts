import {OmeError} from '@ome/sdk/errors'
import type {LoadReport} from '../../report/domain/report.ts'

/** One run of several that differ in how much is asked. */
export interface Step {
  /** Requests at a time, or per second. */
  readonly value: number
  readonly report: LoadReport
  /** Share of what was sent that kept to all objectives, 0 to 1; absent without objectives. */
  readonly goodShare?: number
  /** Enough did. */
  readonly holds?: boolean
}

export interface Sweep {
  readonly by: 'concurrency' | 'rps'
  readonly steps: readonly Step[]
  /** The highest that holds, of those that the generator could send in time. */
  readonly best?: Step
  /** Nothing above it was seen not to hold: the limit may be higher. */
  readonly bestIsLeast?: true
  /** Why no more steps were taken, of a search. */
  readonly ended?: string
  /** Share that has to be good, 0 to 1; absent without objectives. */
  readonly wantedShare?: number
  readonly objectives: readonly string[]
}

export function stepOf(value: number, report: LoadReport, wantedShare: number): Step {
  const {goodput} = report.rates
  if (goodput === undefined) return {value, report}
  const goodShare = (goodput * report.durationMs) / 1000 / Math.max(1, report.requests.sent)
  return {value, report, goodShare, holds: goodShare >= wantedShare - 1e-9}
}

/** What speaks against the generator, not against the engine: a step with it says nothing about a limit. */
const ownRules: readonly string[] = [
  'generator-busy',
  'generator-late',
  'generator-stalled',
  'sent-late',
  'tunnel',
  'worker-lost',
  'nothing-sent',
]

export const ownDoubt = ({report}: Step): LoadReport['trust']['doubts'][number] | undefined =>
  report.trust.doubts.find(({rule, verdict}) => verdict === 'UNRELIABLE' && ownRules.includes(rule))

export function limitOf(steps: readonly Step[]): Pick<Sweep, 'best' | 'bestIsLeast'> {
  const told = steps.filter((step) => !ownDoubt(step)).toSorted((left, right) => left.value - right.value)
  const best = told.findLast(({holds}) => holds)
  if (!best) return {}
  const isBounded = told.some(({value, holds}) => holds === false && value > best.value)
  return isBounded ? {best} : {best, bestIsLeast: true}
}

/** `1,2,4,8`, each once. Throws `usage`. */
export function parseSteps(typed: string, {isWhole}: {readonly isWhole: boolean}): readonly number[] {
  const values = typed.split(',').map((word) => {
    const value = Number(word.trim())
    if (
      word.trim() !== '' &&
      value > 0 &&
      Number.isFinite(value) &&
      (!isWhole || (Number.isInteger(value) && value <= 4096))
    )
      return value
    throw new OmeError(
      'usage',
      `--sweep ${typed}: "${word}" is no ${isWhole ? 'number of requests at a time' : 'rate'}`,
      ['for example --sweep 1,2,4,8'],
    )
  })
  return [...new Set(values)]
}

/** Percent above 0, up to 100, as a share. Throws `usage`. */
export function parseGoodShare(typed: string): number {
  const percent = Number(typed.replace(/%$/, ''))
  if (typed.trim() !== '' && percent > 0 && percent <= 100) return percent / 100
  throw new OmeError('usage', `--good-share ${typed} is no percentage above 0`, ['for example --good-share 99'])
}
