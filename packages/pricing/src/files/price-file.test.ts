import assert from 'node:assert/strict'
import {readPriceFile} from './price-file.ts'

const file = {
  date: '2026-11-01',
  prices: [
    {instanceType: 'Standard_NC24ads_A100_v4', usdPerHour: 3},
    {instanceType: 'Standard_NC24ads_A100_v4', region: 'westus', usdPerHour: 2.5, spotUsdPerHour: 1},
    {accelerator: 'NVIDIA-H100-80GB-HBM3', usdPerGpuHour: 2},
  ],
  other: {usdPerCpuHour: 0.03},
}
const read = (document: unknown = file) => readPriceFile(document, 'prices.yaml')
const quote = (machine: Parameters<ReturnType<typeof read>['prices']['quote']>[0]) => read().prices.quote(machine)

describe('a file of prices', () => {
  it('has a price for a region before that for all regions', () => {
    const instanceType = 'standard_nc24ads_a100_v4'
    assert.equal(quote({instanceType, region: 'westus', gpus: 1})?.usdPerHour, 2.5)
    assert.equal(quote({instanceType, region: 'eastus', gpus: 1})?.usdPerHour, 3)
    assert.equal(quote({instanceType, gpus: 1})?.usdPerHour, 3)
  })

  it('says file and day', () => {
    const {source, date, kind} = quote({instanceType: 'Standard_NC24ads_A100_v4', gpus: 1}) ?? {}
    assert.deepEqual([source, date, kind], ['prices.yaml', '2026-11-01', 'file'])
  })

  it('counts the price of an accelerator for each of a machine', () =>
    assert.equal(quote({product: 'nvidia-h100-80gb-hbm3', gpus: 8})?.usdPerHour, 16))

  it('knows how many accelerators a machine has that does not tell them yet', () => {
    const {prices} = read({prices: [{instanceType: 'p5.48xlarge', usdPerHour: 80}]})
    assert.equal(prices.quote({instanceType: 'p5.48xlarge', gpus: 0})?.gpus, 8)
  })

  it('has spot prices for spot machines only, and none by default', () => {
    const instanceType = 'Standard_NC24ads_A100_v4'
    assert.equal(quote({instanceType, region: 'westus', spot: true, gpus: 1})?.usdPerHour, 1)
    assert.equal(quote({instanceType, region: 'eastus', spot: true, gpus: 1}), undefined)
  })

  it('knows no others', () => assert.equal(quote({instanceType: 'g6.xlarge', gpus: 1}), undefined))

  it('says what besides machines costs something', () =>
    assert.deepEqual(read().rates, {usdPerCpuHour: 0.03, source: 'prices.yaml', date: '2026-11-01'}))

  for (const [what, document, message] of [
    ['no list', {}, 'prices.yaml: prices: a list is missing'],
    ['another currency', {currency: 'EUR', prices: []}, 'prices.yaml: currency: prices are in USD'],
    ['a word for a key', {price: 1, prices: []}, 'prices.yaml: unknown key "price"'],
    ['a row of nothing', {prices: [{usdPerHour: 1}]}, /prices\[0\]: instanceType or accelerator is missing/],
    ['a row without price', {prices: [{instanceType: 'x'}]}, /prices\[0\]: usdPerHour or spotUsdPerHour is missing/],
    ['a text for a price', {prices: [{instanceType: 'x', usdPerHour: '1'}]}, /usdPerHour: an amount of 0 or more/],
    ['less than nothing', {prices: [{instanceType: 'x', usdPerHour: -1}]}, /usdPerHour: an amount of 0 or more/],
    ['a price of the wrong thing', {prices: [{accelerator: 'x', usdPerHour: 1}]}, /"usdPerHour" is none of/],
    ['a day in words', {date: 'today', prices: []}, /date: write it as/],
    ['a day that there is not', {date: '2026-02-30', prices: []}, /date: write it as/],
    ['a region that is no name', {prices: [{instanceType: 'x', region: ['a'], usdPerHour: 1}]}, /region: one name/],
    ['an empty name', {prices: [{instanceType: '', usdPerHour: 1}]}, /instanceType: one name is missing/],
    ['more than anything costs', {prices: [{instanceType: 'x', usdPerHour: 1e300}]}, /1e\+300 is more than anything/],
    [
      'two prices of one thing',
      {
        prices: [
          {instanceType: 'x', usdPerHour: 1},
          {instanceType: 'X', usdPerHour: 2},
        ],
      },
      /prices\[1\]: a row before it is about the same machines/,
    ],
    ['an unknown rate', {prices: [], other: {disk: 1}}, /other: "disk" is none of/],
  ] as const)
    it(`with ${what} is refused`, () => assert.throws(() => read(document), {kind: 'usage', message}))
})
