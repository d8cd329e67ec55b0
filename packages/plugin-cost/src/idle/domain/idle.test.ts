import assert from 'node:assert/strict'
import fc from 'fast-check'
import {hourMs} from '../../domain/span.ts'
import {idleObjects, idleTotal, type JudgedHolder} from './idle.ts'
import type {GpuHolder} from './ports.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const holder = (owner: string, more: Partial<GpuHolder> = {}): GpuHolder => ({
  namespace: 'default',
  owner,
  pod: `${owner}-0`,
  node: 'n',
  gpus: 4,
  isJob: false,
  ...more,
})
const engine = (share: number, hours: number, isAtMost = false): JudgedHolder['use'] => ({
  kind: 'engine',
  busy: {share, seconds: hours * 3600, isAtMost},
  source: 'Prometheus',
})
const unknown = {kind: 'unknown', reason: 'a job works'} as const

describe('idleObjects', () => {
  it('is what was held without a request, by the price of its GPUs', () => {
    // 4 GPUs, 24 h, busy a quarter of it: 4 × 24 × 0.75 = 72 GPU-hours; at 6.88 (AcceleratorClass) 495.36 USD.
    // A month like that: 0.75 × 4 × 6.88 × 730 = 15067.20.
    const [found] = idleObjects([{holder: holder('service/a'), use: engine(0.25, 24), usdPerGpuHour: 6.88}], now)
    assert.deepEqual(found?.known, {gpuHours: 96, idleGpuHours: 72, isAtLeast: false})
    assert.deepEqual([found?.usd?.toFixed(2), found?.usdPerMonth?.toFixed(2)], ['495.36', '15067.20'])
  })

  it('is all of a pod that is not ready, since it is not', () => {
    const use = {kind: 'broken', sinceMs: now - 10 * hourMs, reason: 'CrashLoopBackOff'} as const
    const [found] = idleObjects([{holder: holder('service/a'), use, usdPerGpuHour: 1}], now)
    // 4 GPUs × 10 h × 1.00.
    assert.deepEqual([found?.usd, found?.why], [40, 'not ready since 10h: CrashLoopBackOff'])
  })

  it('a replica of several pods is as idle as its engine', () => {
    const judged: JudgedHolder[] = [
      {holder: holder('service/a'), use: engine(0.5, 10), usdPerGpuHour: 2},
      {holder: holder('service/a', {pod: 'worker'}), use: unknown, usdPerGpuHour: 2},
    ]
    // (4 + 4) GPUs × 10 h × 0.5 × 2.00 = 80.
    assert.deepEqual(
      idleObjects(judged, now).map(({gpus, usd}) => [gpus, usd]),
      [[8, 80]],
    )
  })

  it('a price that nobody states leaves the amount open, and the total partial', () => {
    const judged: JudgedHolder[] = [
      {holder: holder('service/a'), use: engine(0, 1)},
      {holder: holder('service/b'), use: engine(0, 1), usdPerGpuHour: 3},
    ]
    const found = idleObjects(judged, now)
    assert.deepEqual(
      found.map(({owner, usd, isPartial}) => [owner, usd, isPartial]),
      [
        ['service/b', 12, false],
        ['service/a', undefined, true],
      ],
    )
    assert.deepEqual([idleTotal(found).usd, idleTotal(found).isPartial], [12, true])
  })

  it('a job, and an engine that does not tell, are not called idle', () => {
    const found = idleObjects([{holder: holder('job/a', {isJob: true}), use: unknown, usdPerGpuHour: 3}], now)
    assert.deepEqual([found[0]?.known, found[0]?.usd, idleTotal(found).isPartial], [undefined, undefined, true])
  })

  it('never more than was held, and objects add up to the total', () => {
    const judged = fc.record({
      owner: fc.constantFrom('service/a', 'service/b', 'workspace/c'),
      share: fc.double({min: 0, max: 1, noNaN: true}),
      hours: fc.double({min: 0, max: 1000, noNaN: true}),
      gpus: fc.integer({min: 1, max: 8}),
      usd: fc.option(fc.double({min: 0.01, max: 20, noNaN: true}), {nil: undefined}),
    })
    fc.assert(
      fc.property(fc.array(judged, {maxLength: 12}), (pods) => {
        const holders = pods.map(({owner, share, hours, gpus, usd}, index): JudgedHolder => {
          const price = usd === undefined ? {} : {usdPerGpuHour: usd}
          return {holder: holder(owner, {gpus, pod: `p${index}`}), use: engine(share, hours), ...price}
        })
        const found = idleObjects(holders, now)
        for (const {known} of found) assert.ok(known && known.idleGpuHours <= known.gpuHours * (1 + 1e-9))
        const parts = pods.reduce((sum, {share, hours, gpus, usd = 0}) => sum + gpus * hours * (1 - share) * usd, 0)
        assert.ok(Math.abs(idleTotal(found).usd - parts) <= 1e-6 * Math.max(1, parts))
      }),
    )
  })
})
