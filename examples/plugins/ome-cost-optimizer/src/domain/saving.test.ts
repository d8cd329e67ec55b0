import assert from 'node:assert/strict'
import {listPrices, type PriceTable} from './price.ts'
import {findSavings} from './saving.ts'
import type {Load, Replica, Workload} from './workload.ts'

const day = 24 * 3600
const prices: PriceTable = {source: 'a contract', date: '2026-01-31', usdPerGpuHour: {GPU: 1}}
const quiet: Load = {running: 0, waiting: 0, served: 0, cache: 0}
const busy: Load = {running: 4, waiting: 0, served: 900, cache: 0.2}
const replica = (change: Partial<Replica> = {}): Replica => ({
  gpus: 2,
  isReady: true,
  ageSeconds: 3 * day,
  load: busy,
  ...change,
})
const workload = (...replicas: readonly Replica[]): Workload => ({
  namespace: 'ml',
  name: 'llama',
  accelerator: 'GPU',
  replicas,
})
const only = (found: Workload) => findSavings([found], prices)[0]

describe('savings', () => {
  it('a service without a ready replica needs none of its GPUs', () => {
    assert.deepEqual(only(workload(replica({isReady: false, load: undefined}))), {
      namespace: 'ml',
      service: 'llama',
      reason: 'not serving',
      gpus: 2,
      needed: 0,
      usdPerMonth: 1460,
      source: 'no replica ready for 3d; a contract 2026-01-31',
    })
  })

  it('replicas without a request since they started are idle, and one of them stays', () => {
    const found = only(workload(replica({load: quiet}), replica({load: quiet}), replica({load: quiet})))
    assert.deepEqual([found?.reason, found?.gpus, found?.needed], ['idle', 6, 2])
  })

  it('replicas whose caches would fit into fewer are too many', () => {
    const found = only(workload(replica(), replica(), replica(), replica()))
    assert.deepEqual([found?.reason, found?.needed], ['oversized', 2])
    assert.match(found?.source ?? '', /^20% of its cache in use/)
  })

  for (const [what, ...replicas] of [
    ['one busy replica', replica()],
    ['one idle replica, which somebody may ask at any time', replica({load: quiet})],
    ['replicas that started a moment ago', replica({ageSeconds: 60, isReady: false})],
    ['an engine that cannot be asked', replica({load: undefined}), replica({load: undefined})],
    ['requests that wait', replica({load: {...busy, waiting: 1}}), replica()],
    ['caches that are full', replica({load: {...busy, cache: 0.9}}), replica({load: {...busy, cache: 0.9}})],
    ['a replica that is still starting beside others', replica(), replica({isReady: false}), replica()],
  ] as const)
    it(`nothing is saved with ${what}`, () => assert.equal(only(workload(...replicas)), undefined))

  it('without a price the GPUs are told and no sum', () => {
    const found = only({...workload(replica({isReady: false})), accelerator: 'NEW'})
    assert.equal(found?.usdPerMonth, undefined)
    assert.match(found?.source ?? '', /no price for NEW/)
  })

  it('the largest comes first', () => {
    const off = (name: string, gpus: number) => ({...workload(replica({gpus, isReady: false})), name})
    const found = findSavings([off('small', 1), off('large', 8)], prices)
    assert.deepEqual(
      found.map(({service}) => service),
      ['large', 'small'],
    )
  })

  it('every list price is a positive sum with a day', () => {
    assert.match(listPrices.date, /^\d{4}-\d\d-\d\d$/)
    for (const [name, price] of Object.entries(listPrices.usdPerGpuHour)) assert.ok(price > 0, name)
  })
})
