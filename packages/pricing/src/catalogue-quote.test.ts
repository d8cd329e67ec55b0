import assert from 'node:assert/strict'
import {cataloguePrices, catalogueQuote} from './catalogue-quote.ts'
import {quoteSource} from './quote.ts'

describe('catalogueQuote', () => {
  it('states price, region, source and day', () => {
    // Azure/karpenter-provider-azure 2b431da1, row of this type, column eastus: 3.673.
    assert.deepEqual(catalogueQuote('Standard_NC24ads_A100_v4', 'eastus'), {
      usdPerHour: 3.673,
      gpus: 1,
      kind: 'catalogue',
      source: 'Azure/karpenter-provider-azure',
      instanceType: 'Standard_NC24ads_A100_v4',
      date: '2026-06-18',
      region: 'eastus',
    })
  })

  it('takes the home region of the provider where none is named', () => {
    assert.equal(catalogueQuote('Standard_NC24ads_A100_v4')?.region, 'eastus')
    // aws/karpenter-provider-aws 6fc13b523: g6.xlarge 0.8048 in us-east-1.
    assert.equal(catalogueQuote('g6.xlarge')?.usdPerHour, 0.8048)
  })

  for (const [what, type, region] of [
    ['a type that no table lists', 'Standard_Z9', 'eastus'],
    ['a type not sold in the region', 'Standard_NC24ads_A100_v4', 'atlantis'],
  ] as const)
    it(`has no quote for ${what}`, () => assert.equal(catalogueQuote(type, region), undefined))

  it('has no price for spot machines', () =>
    assert.equal(cataloguePrices.quote({instanceType: 'g6.xlarge', region: 'us-east-1', spot: true}), undefined))

  it('is told in words', () => {
    const quote = catalogueQuote('g6.xlarge')
    assert.ok(quote)
    assert.equal(quoteSource(quote), 'g6.xlarge list price in us-east-1, aws/karpenter-provider-aws, 2026-07-20')
  })
})
