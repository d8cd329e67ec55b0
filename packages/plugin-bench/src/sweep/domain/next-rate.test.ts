import assert from 'node:assert/strict'
import fc from 'fast-check'
import type {LoadReport} from '../../report/domain/report.ts'
import {nextRate} from './next-rate.ts'
import {limitOf, parseGoodShare, parseSteps, type Step, stepOf} from './steps.ts'

const report = (rule?: string): LoadReport =>
  ({
    rates: {goodput: 1},
    requests: {sent: 1},
    durationMs: 1000,
    trust: {
      verdict: 'OK',
      doubts: rule === undefined ? [] : [{verdict: 'UNRELIABLE', rule, reason: 'so'}],
    },
  }) as unknown as LoadReport

const step = (value: number, holds: boolean, rule?: string): Step => ({value, holds, report: report(rule)})

/** All rates up to the limit hold. */
function search(first: number, limit: number): {steps: Step[]; ended: string} {
  const steps: Step[] = []
  for (;;) {
    const next = nextRate(first, steps)
    if ('ended' in next) return {steps, ended: next.ended}
    steps.push(step(next.rate, next.rate <= limit))
    assert.ok(steps.length < 30)
  }
}

describe('the search for the highest rate', () => {
  it('ends within a tenth of it, from above and from below', () => {
    fc.assert(
      fc.property(fc.double({min: 0.5, max: 500, noNaN: true}), fc.integer({min: 1, max: 20}), (limit, first) => {
        const {steps} = search(first, limit)
        const {best, bestIsLeast} = limitOf(steps)
        assert.equal(bestIsLeast, undefined)
        assert.ok(best, `${limit} from ${first}`)
        assert.ok(best.value <= limit && best.value > limit / 1.2, `${best.value} for ${limit} from ${first}`)
      }),
    )
  })

  it('doubles, then halves the ratio', () => {
    assert.deepEqual(
      search(2, 9).steps.map(({value}) => value),
      [2, 4, 8, 16, 11, 9.4, 8.7],
    )
  })

  it('gives up where nothing holds', () => assert.match(search(8, 0).ended, /not even .*\/s holds/))

  it('ends where the generator is the limit, and says so', () => {
    const next = nextRate(1, [step(1, true), step(2, true, 'generator-busy')])
    assert.deepEqual(next, {ended: 'at 2/s the generator is the limit: so'})
    assert.ok('rate' in nextRate(1, [step(1, true, 'few-requests')]))
  })
})

describe('the limit of steps', () => {
  const told = (steps: readonly Step[]) => {
    const {best, bestIsLeast} = limitOf(steps)
    return [best?.value, bestIsLeast]
  }

  it('is the highest that holds below one that does not', () =>
    assert.deepEqual(told([step(1, true), step(4, false), step(2, true)]), [2, undefined]))

  it('is a lower bound where all hold', () => assert.deepEqual(told([step(1, true), step(2, true)]), [2, true]))

  it('is never a step that the generator could not send', () => {
    assert.deepEqual(told([step(1, true), step(2, true, 'generator-late')]), [1, true])
    assert.deepEqual(told([step(1, true), step(2, false, 'sent-late')]), [1, true])
    assert.deepEqual(told([step(2, true, 'generator-busy')]), [undefined, undefined])
  })
})

describe('steps', () => {
  it('what is good is a share of all that was sent', () => {
    const half = {...report(), rates: {goodput: 5}, requests: {sent: 20}, durationMs: 2000} as unknown as LoadReport
    const {goodShare, holds} = stepOf(1, half, 0.99)
    assert.deepEqual([goodShare, holds], [0.5, false])
  })

  it('numbers are read, and refused with an example', () => {
    assert.deepEqual(parseSteps('1, 2,2,8', {isWhole: true}), [1, 2, 8])
    assert.deepEqual(parseSteps('0.5,2', {isWhole: false}), [0.5, 2])
    for (const typed of ['', '1,', '0', '-1', '1.5', 'x', '5000'])
      assert.throws(() => parseSteps(typed, {isWhole: true}), /is no number of requests at a time/)
    assert.equal(parseGoodShare('95%'), 0.95)
    for (const typed of ['', '0', '101', 'all']) assert.throws(() => parseGoodShare(typed), /no percentage/)
  })
})
