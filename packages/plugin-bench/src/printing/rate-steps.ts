import {openLoop, type TypedLoadTest} from '../load/domain/arrival-flags.ts'
import {positive} from '../load/domain/load-flags.ts'
import {parseSteps} from '../sweep/domain/steps.ts'
import {findLimit, sweep} from '../sweep/usecases/take-steps.ts'
import type {Steps} from './load-command.ts'

interface TypedSteps extends TypedLoadTest {
  readonly sweep?: string | undefined
  readonly 'find-limit': boolean
}

const stepMs = 30_000
/** A search doubles its rate; so far it is expected to get. */
const doublings = 3

/** Runs at several rates, when they are asked for. */
export function rateSteps(flags: TypedSteps): Steps | undefined {
  const duration = flags.duration ?? stepMs
  const choiceOf = (rps: number) => openLoop({...flags, duration, rps: String(rps)})
  if (flags.sweep !== undefined) {
    const values = parseSteps(flags.sweep, {isWhole: false})
    const take: Steps['take'] = (measure, input) => sweep(measure, input, values)
    return {by: 'rps', choiceOf, most: Math.max(...values), take}
  }
  if (!flags['find-limit']) return undefined
  const first = positive('rps', flags.rps ?? '1', '10')
  const take: Steps['take'] = (measure, input) => findLimit(measure, input, first)
  return {by: 'rps', choiceOf, most: first * 2 ** doublings, take}
}
