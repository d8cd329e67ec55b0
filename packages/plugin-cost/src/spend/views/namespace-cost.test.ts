import assert from 'node:assert/strict'
import fc from 'fast-check'
import type {ServiceCost} from '../domain/cost-report.ts'
import {namespaceCostView} from './namespace-cost.ts'

const coverage = {asked: {fromMs: 0, toMs: 3_600_000}, hours: 1, openHours: 0, source: 'a test'}
const service = (usd: number, usdPerHour: number): ServiceCost => ({
  namespace: 'default',
  name: 'chat',
  gpus: 1,
  coverage,
  rows: [],
  usd,
  isPartial: false,
  usdPerHour,
  usdPerMonth: usdPerHour * 730,
  isRatePartial: false,
  machines: 1,
})

const page = {width: 100, now: new Date(0), wide: false, allNamespaces: false}

describe('totals of a namespace', () => {
  it('are of unrounded amounts: rows differ from them by less than half a cent each', () => {
    const amount = fc.double({min: 0, max: 1e6, noNaN: true})
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount), {minLength: 1, maxLength: 20}), (drawn) => {
        const services = drawn.map(([usd, rate]) => service(usd, rate))
        const [table] = namespaceCostView.blocks?.({namespace: 'default', services, objects: []}, page) ?? []
        assert.ok(table?.type === 'table')
        const column = table.header.indexOf('COST')
        const cells = table.rows.map((row) => Number(row[column]))
        const [total = Number.NaN, rows] = [cells.at(-1), cells.slice(0, -1)]
        const exact = drawn.reduce((sum, [usd]) => sum + usd, 0)
        assert.equal(total, Number(exact.toFixed(2)))
        const shown = rows.reduce((sum, usd) => sum + usd, 0)
        assert.ok(Math.abs(shown - total) <= 0.005 * (rows.length + 1) + 1e-6, `${shown} and ${total}`)
      }),
    )
  })

  it('do not add up the cents of rows', () => {
    const services = [service(0.004, 1), service(0.004, 1), service(0.004, 1)]
    const [table] = namespaceCostView.blocks?.({namespace: 'default', services, objects: []}, page) ?? []
    assert.ok(table?.type === 'table')
    const column = table.header.indexOf('COST')
    assert.deepEqual(
      table.rows.map((row) => row[column]),
      ['0.00', '0.00', '0.00', '0.01'],
    )
  })
})
