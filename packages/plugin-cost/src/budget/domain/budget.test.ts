import assert from 'node:assert/strict'
import {hourMs} from '../../domain/span.ts'
import {type BudgetState, budgetStatus} from './budget.ts'
import {openUsd} from './open-usd.ts'

const budget = {noun: 'service', name: 'chat', limitUsd: 1000, alertAt: 0.8} as const
const spent = {usd: 100, forecastUsd: 300, isPartial: false}
const gap = 'pods before those that run now are not known'

describe('the state of a budget', () => {
  for (const [what, more, state] of [
    ['that is known', {}, 'ok'],
    ['with a price that is not known', {isPartial: true}, 'unknown'],
    ['with time that cannot reach the alert', {gap, openUsd: 499}, 'ok'],
    ['with time that may reach the alert', {gap, openUsd: 500}, 'unknown'],
    ['with time of which nothing tells a price', {gap, openUsd: Number.POSITIVE_INFINITY}, 'unknown'],
    ['whose known part is an alert', {forecastUsd: 800, openUsd: Number.POSITIVE_INFINITY}, 'alert'],
    ['whose known part is over', {usd: 1000, isPartial: true}, 'over'],
  ] as const satisfies readonly (readonly [string, object, BudgetState])[])
    it(`${what}: ${state}`, () => assert.equal(budgetStatus(budget, {...spent, ...more}).state, state))

  it('says what may be missing', () => {
    const {note, isPartial} = budgetStatus(budget, {...spent, gap, openUsd: 499})
    assert.deepEqual([note, isPartial], [`${gap}; that is 499.00 USD at most, at its most replicas`, true])
  })
})

describe('what may have been spent at most in time of which nothing is known', () => {
  const asked = {fromMs: 0, toMs: 100 * hourMs}
  const pod = {name: 'p', gpus: 1, startedAtMs: 90 * hourMs, cpus: 0, memoryGiB: 0, claims: []}
  const coverage = {asked, hours: 10, openHours: 90, source: 'a test', isOfNow: true} as const
  const cost = {usd: 40, usdPerHour: 4, coverage}

  const asThen = {unchangedSinceMs: 0}

  it('is as if all replicas it may have had run all the time', () => {
    // One engine of 4 USD an hour, up to 3: 12 x 100 h - 40.
    assert.equal(openUsd({pods: [pod], replicas: {min: 1, max: 3}, ...asThen}, cost), 1160)
    assert.equal(openUsd({pods: [pod], ...asThen}, cost), 360)
    assert.equal(openUsd({pods: [pod], createdAtMs: 90 * hourMs}, {...cost, coverage: {...coverage, openHours: 0}}), 0)
  })

  it('has no bound where its specification was another one', () => {
    assert.equal(openUsd({pods: [pod], unchangedSinceMs: 50 * hourMs}, cost), Number.POSITIVE_INFINITY)
    assert.equal(openUsd({pods: [pod]}, cost), Number.POSITIVE_INFINITY)
    const made = {createdAtMs: 50 * hourMs, unchangedSinceMs: 50 * hourMs + 1000}
    assert.equal(openUsd({pods: [pod], ...made}, cost), 160)
  })

  it('is that of the open hours alone where the others were recorded', () => {
    const recorded = {asked, hours: 70, openHours: 30, source: 'p'}
    assert.equal(openUsd({pods: [pod], ...asThen}, {...cost, coverage: recorded}), 120)
  })

  it('has no bound where nothing runs that tells a price', () => {
    assert.equal(openUsd({pods: [], ...asThen}, cost), Number.POSITIVE_INFINITY)
    assert.equal(openUsd({pods: []}, {...cost, coverage: {...coverage, openHours: 0}}), 0)
  })
})
