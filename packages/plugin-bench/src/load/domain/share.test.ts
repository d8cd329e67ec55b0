import assert from 'node:assert/strict'
import fc from 'fast-check'
import {type OpenArrival, plannedTimes} from './arrival.ts'
import {seeded} from './random.ts'
import {partOf, sharedChoice, sharedPrompts} from './share.ts'

const some = <Value>(values: Iterable<Value>, count: number): Value[] => {
  const taken: Value[] = []
  for (const value of values) {
    if (taken.length === count) break
    taken.push(value)
  }
  return taken
}

describe('a load that several share', () => {
  it('parts add up to the whole and differ by one at most', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({min: 1, max: 64}), (whole, count) => {
        const parts = Array.from({length: count}, (_, index) => partOf(whole, {index, count}))
        assert.equal(
          parts.reduce((sum, part) => sum + part, 0),
          whole,
        )
        assert.ok(Math.max(...parts) - Math.min(...parts) <= 1)
      }),
    )
  })

  for (const arrival of [
    {kind: 'constant', rps: 7},
    {kind: 'poisson', rps: 7},
    {kind: 'gamma', rps: 7, burstiness: 0.3},
    {kind: 'ramp', from: 1, to: 9, overMs: 20_000},
    {kind: 'trace', times: Array.from({length: 120}, (_, at) => at * 13)},
  ] as const satisfies readonly OpenArrival[])
    it(`${arrival.kind}: all together send at exactly the times at which one would have sent`, () => {
      const count = 3
      const alone = some(plannedTimes(arrival, seeded(5)), 120)
      const shared = Array.from({length: count}, (_, index) => {
        const {arrival: own} = sharedChoice({arrival, text: ''}, {index, count})
        assert.ok(own.kind !== 'closed')
        return some(plannedTimes(own, seeded(5)), 40)
      })
      assert.deepEqual(
        shared.flat().sort((a, b) => a - b),
        alone,
      )
    })

  it('streams, requests and the limit of an open loop are divided', () => {
    const choice = {arrival: {kind: 'closed', concurrency: 5}, text: '', requests: 11, concurrency: 5} as const
    assert.deepEqual(
      [0, 1].map((index) => {
        const {arrival, requests, concurrency} = sharedChoice(choice, {index, count: 2})
        return [arrival.kind === 'closed' && arrival.concurrency, requests, concurrency]
      }),
      [
        [3, 6, 3],
        [2, 5, 2],
      ],
    )
  })

  it('no prompt is sent by two', () => {
    const source = (index: number) => ({text: String(index)})
    const sent = [0, 1, 2].flatMap((index) =>
      some([0, 1, 2].map(sharedPrompts(source, {index, count: 3})), 3).map(({text}) => text),
    )
    assert.equal(new Set(sent).size, 9)
  })
})
