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
  /** The highest that holds. */
  readonly best?: Step
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

export const bestOf = (steps: readonly Step[]): Step | undefined =>
  steps
    .filter(({holds}) => holds)
    .reduce<Step | undefined>((best, step) => (best && best.value > step.value ? best : step), undefined)

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
