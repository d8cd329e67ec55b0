import assert from 'node:assert/strict'
import {type OpenArrival, parseTrace, plannedRate, plannedTimes} from './arrival.ts'
import {seeded} from './random.ts'

const first = (arrival: OpenArrival, count: number, seed = 1): number[] =>
  taken(plannedTimes(arrival, seeded(seed)), count)

function taken(times: Iterable<number>, count: number): number[] {
  const found: number[] = []
  for (const time of times) if (found.push(time) === count) break
  return found
}

const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, at) => time - (times[at] ?? 0))
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const variation = (values: readonly number[]): number => {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) / middle
}

describe('arrivals', () => {
  it('constant: even gaps', () => {
    assert.deepEqual(first({kind: 'constant', rps: 4}, 4), [0, 250, 500, 750])
  })

  for (const [title, arrival, expected] of [
    ['poisson', {kind: 'poisson', rps: 20}, 1],
    ['bursty gamma', {kind: 'gamma', rps: 20, burstiness: 0.25}, 2],
    ['even gamma', {kind: 'gamma', rps: 20, burstiness: 16}, 0.25],
  ] as const) {
    it(`${title}: the rate that was asked for, and the variation of its law`, () => {
      const found = gaps(first(arrival, 40_000, 3))
      assert.ok(Math.abs(mean(found) - 50) < 1.5, `mean gap ${mean(found)}`)
      assert.ok(Math.abs(variation(found) - expected) < 0.05 * expected, `variation ${variation(found)}`)
    })
  }

  it('the same seed gives the same times, another one others', () => {
    const arrival = {kind: 'poisson', rps: 5} as const
    assert.deepEqual(first(arrival, 50, 4), first(arrival, 50, 4))
    assert.notDeepEqual(first(arrival, 50, 4), first(arrival, 50, 5))
  })

  for (const [from, to] of [
    [0, 20],
    [2, 10],
    [10, 2],
    [5, 5],
  ] as const) {
    it(`ramp from ${from} to ${to}: as many requests as the rate's integral says, then an even rate`, () => {
      const arrival = {kind: 'ramp', from, to, overMs: 10_000} as const
      const times = first(arrival, 400)
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      )
      assert.equal(times.filter((time) => time < 10_000 - 1e-6).length, ((from + to) / 2) * 10)
      const half = times.filter((time) => time < 5000 - 1e-6).length
      assert.ok(Math.abs(half - (from * 5 + ((to - from) / 10 / 2) * 25)) <= 1)
      const after = times.filter((time) => time >= 10_000)
      assert.ok(gaps(after).every((gap) => Math.abs(gap - 1000 / to) < 1e-6))
      assert.equal(Math.round(plannedRate(arrival, 20_000) * 20), ((from + to) / 2) * 10 + to * 10)
    })
  }

  it('a trace starts at its first time, in order', () => {
    assert.deepEqual(parseTrace('12\n10.5\n{"timestamp": 11}\n', 'f'), [0, 500, 1500])
    assert.throws(() => parseTrace('1\nsoon\n', 'trace.txt'), /trace.txt:2: "soon" is no time/)
    assert.throws(() => parseTrace('\n', 'trace.txt'), /has no times/)
  })
})
