import assert from 'node:assert/strict'
import fc from 'fast-check'
import {type Held, heldBySeries, historyOf, type RatedPods, trendOf} from './history.ts'
import {heldByRecords, type LedgerRecord} from './ledger.ts'

const hour = 3_600_000
const day = 24 * hour
const from = Date.UTC(2026, 9, 22, 12)
const span = (days: number) => ({fromMs: from, toMs: from + days * day})
const about = {source: 'test', prices: []}
const chat: RatedPods = {
  owner: 'workspace/chat',
  isOwn: (pod) => pod.startsWith('chat'),
  gpusPerNode: 2,
  usdPerGpuHour: 1.5,
  source: 's',
}

describe('a history', () => {
  it('is GPU-hours over the GPUs of a node, times the price', () => {
    // 4 GPUs for one hour: 4 GPU-h = 2 node-hours of machines with 2; 4 × 1.50 = 6.00.
    const points = [{atMs: from + hour / 2, value: 4}]
    assert.deepEqual(heldBySeries([{labels: {pod: 'chat-0'}, points}], 3600, [chat]), [
      {atMs: from + hour / 2, nodeHours: 2, usd: 6},
    ])
  })

  it('has no price for pods of nobody, and is partial then', () => {
    const held = heldBySeries([{labels: {pod: 'other'}, points: [{atMs: from + 1, value: 1}]}], 3600, [chat])
    const {isPartial, usd, days} = historyOf(held, span(1), about)
    assert.deepEqual([isPartial, usd, days[0]?.nodeHours], [true, 0, 1])
  })

  it('tells days without a record from days without cost', () => {
    const held: Held[] = [{atMs: from + hour, nodeHours: 0, usd: 0}]
    const {days, gaps} = historyOf(held, span(2), about)
    assert.deepEqual(
      days.map(({day: name, nodeHours}) => [name, nodeHours]),
      [
        ['2026-10-22', 0],
        ['2026-10-23', undefined],
      ],
    )
    assert.equal(gaps, 1)
  })

  it('adds up: the days are the whole', () => {
    const amount = fc.double({min: 0, max: 1000, noNaN: true})
    const held = fc.array(
      fc.record({atMs: fc.integer({min: from + 1, max: from + 30 * day}), nodeHours: amount, usd: amount}),
    )
    fc.assert(
      fc.property(held, (all) => {
        const {days, usd, nodeHours} = historyOf(all, span(30), about)
        const whole = all.reduce((sum, each) => sum + each.usd, 0)
        assert.equal(
          usd,
          days.reduce((sum, each) => sum + (each.usd ?? 0), 0),
        )
        assert.ok(Math.abs(usd - whole) <= 1e-9 * Math.max(1, whole))
        assert.ok(Math.abs(nodeHours - all.reduce((sum, each) => sum + each.nodeHours, 0)) < 1e-6)
      }),
    )
  })

  it('has a trend of 7 days against the 7 before', () => {
    const held = Array.from({length: 14}, (_, index) => ({
      atMs: from + index * day + hour,
      nodeHours: 1,
      usd: index < 7 ? 10 : 15,
    }))
    assert.deepEqual(trendOf(historyOf(held, span(14), about)), {usd: 105, beforeUsd: 70, change: 0.5})
    assert.equal(trendOf(historyOf(held, span(13), about)), undefined)
    const fresh = historyOf(held.slice(7), span(14), about)
    assert.deepEqual(trendOf(fresh), {usd: 105, beforeUsd: 0})
  })
})

describe('a ledger', () => {
  const record = (atMs: number, more: Partial<LedgerRecord> = {}): LedgerRecord => ({
    atMs,
    cluster: 'c',
    namespace: 'n',
    object: 'workspace/chat',
    nodes: 2,
    usdPerHour: 5,
    ...more,
  })
  const totals = (records: readonly LedgerRecord[], days = 1) => {
    const {usd, nodeHours, isPartial} = historyOf(heldByRecords(records, span(days)), span(days), about)
    return [Number(nodeHours.toFixed(6)), Number(usd.toFixed(6)), isPartial]
  }

  it('stands from one record to the next', () => {
    // 2 nodes at 5.00 for 1 h, then 1 node at 2.50 for 1.5 h; the last stands for two hours at most.
    const records = [
      record(from + hour),
      record(from + 2 * hour, {nodes: 1, usdPerHour: 2.5}),
      record(from + 3.5 * hour, {nodes: 0, usdPerHour: 0}),
    ]
    assert.deepEqual(totals(records), [3.5, 8.75, false])
  })

  it('is not stretched over a gap', () => {
    assert.deepEqual(totals([record(from), record(from + 20 * hour)]), [8, 20, false])
  })

  it('of several objects and times out of order counts each for itself', () => {
    const records = [
      record(from + 2 * hour),
      record(from + hour),
      record(from + hour, {object: 'workspace/b', nodes: 1}),
    ]
    assert.deepEqual(totals(records), [8, 25, false])
  })

  it('is cut where the span and its days begin', () => {
    const records = [record(from - hour), record(from + day - hour)]
    const {days} = historyOf(heldByRecords(records, span(2)), span(2), about)
    assert.deepEqual(
      days.map(({nodeHours}) => nodeHours),
      [4, 2],
    )
  })

  it('without a price is partial', () => {
    const {usdPerHour: _, ...open} = record(from)
    assert.deepEqual(totals([open]), [4, 0, true])
  })
})
