import {ownDoubt, type Step} from './steps.ts'

/** A search ends when the limit is known as well as this. */
const near = 1.1
const mostSteps = 14
/** Halved so often from the first rate, nothing holds. */
const mostHalvings = 6

/** The next rate to try, or why the search is over. */
export type NextRate = {readonly rate: number} | {readonly ended: string}

/** Doubled until it does not hold, then halved in ratio between the highest that holds and the lowest that does not. */
export function nextRate(first: number, steps: readonly Step[]): NextRate {
  const last = steps.at(-1)
  if (!last) return {rate: first}
  const doubt = ownDoubt(last)
  if (doubt) return {ended: `at ${last.value}/s the generator is the limit: ${doubt.reason}`}
  const held = Math.max(0, ...steps.filter(({holds}) => holds).map(({value}) => value))
  const failed = Math.min(...steps.filter(({holds, value}) => !holds && value > held).map(({value}) => value))
  if (steps.length >= mostSteps) return {ended: `after ${mostSteps} steps`}
  if (held === 0) {
    if (failed <= first / 2 ** mostHalvings) return {ended: `not even ${failed}/s holds`}
    return {rate: rounded(failed / 2)}
  }
  if (failed === Number.POSITIVE_INFINITY) return {rate: rounded(held * 2)}
  const between = rounded(Math.sqrt(held * failed))
  if (failed / held <= near || between <= held || between >= failed)
    return {ended: `${held}/s holds, ${failed}/s does not`}
  return {rate: between}
}

/** To two digits that count. */
const rounded = (rate: number): number => Number(rate.toPrecision(2))
