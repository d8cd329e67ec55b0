import assert from 'node:assert/strict'
import {findAccelerator} from './accelerators.ts'
import {awsPrices} from './price-tables/aws.ts'
import {azurePrices} from './price-tables/azure.ts'
import {gcpPrices} from './price-tables/gcp.ts'
import {ociPrices} from './price-tables/oci.ts'
import {instancePrice} from './prices.ts'

describe('instancePrice', () => {
  it('finds the price of a type in a region, with source and date', () => {
    const price = instancePrice({provider: 'aws', instanceType: 'p5.48xlarge', region: 'us-east-1'})
    assert.ok(price)
    assert.deepEqual([price.gpuModel, price.gpus, price.usdPerHour, price.usdPerGpuHour], ['H100-SXM', 8, 55.04, 6.88])
    assert.deepEqual([price.source, price.date], ['aws/karpenter-provider-aws', '2026-07-20'])
  })

  it('knows the machine but not the price in a region that no source states', () => {
    const price = instancePrice({instanceType: 'p5.48xlarge', region: 'eu-west-1'})
    assert.equal(price?.gpus, 8)
    assert.equal(price?.usdPerHour, undefined)
    assert.equal(instancePrice({instanceType: 'p5.48xlarge'})?.usdPerHour, undefined)
  })

  it('divides by the slice of a GPU', () => {
    const price = instancePrice({instanceType: 'Standard_NV6ads_A10_v5', region: 'australiaeast'})
    assert.equal(price?.gpus, 0.166667)
    assert.equal(price?.usdPerGpuHour?.toFixed(2), '3.95')
  })

  it('has one price for all regions of a provider that states it so', () => {
    assert.ok(instancePrice({instanceType: 'BM.GPU4.8', region: 'anywhere'})?.usdPerHour)
  })

  for (const instanceType of ['p9.huge', 'p5.48', 'T4', ''])
    it(`does not know ${instanceType || '(empty)'}`, () => assert.equal(instancePrice({instanceType}), undefined))

  it('looks only at the provider that is named', () => {
    assert.equal(instancePrice({provider: 'azure', instanceType: 'p5.48xlarge'}), undefined)
  })
})

describe('the price tables', () => {
  for (const table of [awsPrices, azurePrices, gcpPrices, ociPrices]) {
    const rows = table.rows.trim().split('\n')
    it(`${table.provider}: every row is complete and names a known accelerator`, () => {
      const columns = 6 + table.regions.split(' ').length
      for (const row of rows) {
        const cells = row.split(' ')
        assert.equal(cells.length, columns, row)
        assert.ok(findAccelerator(cells[1] ?? ''), row)
        for (const cell of cells.slice(6)) assert.ok(cell === '-' || Number(cell) > 0, row)
      }
    })
    it(`${table.provider}: no type is listed twice`, () => {
      assert.equal(new Set(rows.map((row) => row.split(' ')[0])).size, rows.length)
    })
  }
})
