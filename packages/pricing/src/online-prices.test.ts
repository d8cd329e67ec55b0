import assert from 'node:assert/strict'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {type CloudPrice, type CloudPriceList, providerOfType} from './cloud-prices.ts'
import {priceCache} from './files/price-cache.ts'
import {onlinePrices, type PriceCache} from './online-prices.ts'
import {quoteSource} from './quote.ts'

const nothing: PriceCache = {read: () => [], write: () => undefined}
const size = 'Standard_NC24ads_A100_v4'
const price: CloudPrice = {provider: 'azure', instanceType: size, region: 'westus', usdPerHour: 4, spotUsdPerHour: 1}

function azure(prices: CloudPriceList['prices'] = async () => [price]): CloudPriceList & {asked: unknown[]} {
  const asked: unknown[] = []
  return {
    provider: 'azure',
    title: 'Azure Retail Prices API',
    asked,
    prices(region, types) {
      asked.push([region, types])
      return prices(region, types)
    },
  }
}
const notes: string[] = []
const around = {day: '2026-11-21', note: (text: string) => void notes.push(text)}
const machine = {instanceType: size, region: 'westus', gpus: 1}

describe('prices of the clouds', () => {
  beforeEach(() => void notes.splice(0))

  it('say the cloud, the day and the region', async () => {
    const source = await onlinePrices([machine], {...around, lists: [azure()], cache: nothing})
    assert.deepEqual(source.quote(machine), {
      usdPerHour: 4,
      gpus: 1,
      kind: 'cloud',
      source: 'Azure Retail Prices API',
      date: '2026-11-21',
      region: 'westus',
      instanceType: size,
    })
    const spot = source.quote({...machine, spot: true})
    assert.ok(spot)
    assert.equal(spot.usdPerHour, 1)
    assert.equal(quoteSource(spot), `${size} spot price in westus, Azure Retail Prices API, 2026-11-21`)
    assert.equal(source.quote({...machine, region: 'eastus'}), undefined)
  })

  it('are asked for once a region, each type once', async () => {
    const list = azure()
    await onlinePrices([machine, machine, {...machine, region: 'eastus'}], {...around, lists: [list], cache: nothing})
    assert.deepEqual(list.asked, [
      ['westus', [size]],
      ['eastus', [size]],
    ])
  })

  it('are kept for the day', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ome-prices-'))
    try {
      const list = azure()
      const ports = {...around, lists: [list], cache: priceCache(folder)}
      await onlinePrices([machine], ports)
      const again = await onlinePrices([machine], ports)
      assert.equal(again.quote(machine)?.usdPerHour, 4)
      assert.equal(list.asked.length, 1)
      await onlinePrices([machine], {...ports, day: '2026-11-22'})
      assert.equal(list.asked.length, 2)
    } finally {
      await rm(folder, {recursive: true})
    }
  })

  it('that are not to be had are noted', async () => {
    const down = azure(async () => {
      throw new OmeError('unreachable', 'prices.azure.com does not answer')
    })
    const source = await onlinePrices([machine], {...around, lists: [down], cache: nothing})
    assert.equal(source.quote(machine), undefined)
    assert.deepEqual(notes, ['Azure Retail Prices API: prices.azure.com does not answer: other prices are used'])
  })

  it('that take long are announced, once a day', async () => {
    const slow = {...azure(), warning: 'this takes minutes'}
    await onlinePrices([machine], {...around, lists: [slow], cache: nothing})
    assert.deepEqual(notes, ['Azure Retail Prices API: this takes minutes'])
    notes.splice(0)
    await onlinePrices([machine], {...around, lists: [slow], cache: {...nothing, read: () => [price]}})
    assert.deepEqual(notes, [])
  })

  it('of a cloud without public prices are noted', async () => {
    await onlinePrices([{instanceType: 'a3-highgpu-8g'}], {...around, lists: [], cache: nothing})
    assert.match(notes[0] ?? '', /^gcp publishes no prices without a key/)
  })

  for (const [type, provider] of [
    [size, 'azure'],
    ['Standard_Z1', 'azure'],
    ['p5.48xlarge', 'aws'],
    ['p9en.48xlarge', 'aws'],
    ['a3-highgpu-8g', 'gcp'],
    ['whatever', undefined],
  ] as const)
    it(`${type} is sold by ${provider}`, () => assert.equal(providerOfType(type), provider))
})
