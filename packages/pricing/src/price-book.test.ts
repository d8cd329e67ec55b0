import assert from 'node:assert/strict'
import fc from 'fast-check'
import {cataloguePrices} from './catalogue-quote.ts'
import {classPrices} from './class-prices.ts'
import {givenPrice} from './given-price.ts'
import {gpuPrice} from './gpu-price.ts'
import {priceBook} from './price-book.ts'
import {type PriceKind, type PriceSource, priceKinds} from './quote.ts'

const machine = {name: 'node-1', instanceType: 'p5.48xlarge', region: 'us-east-1', provider: 'aws', gpus: 8}
const stated = (kind: PriceKind, usdPerHour: number | undefined): PriceSource => ({
  kind,
  quote: () => (usdPerHour === undefined ? undefined : {usdPerHour, gpus: 8, kind, source: kind}),
})

describe('priceBook', () => {
  it('takes the first source that knows, whatever the order they are given in', () => {
    const kinds = fc.shuffledSubarray([...priceKinds], {minLength: 1})
    fc.assert(
      fc.property(kinds, (given) => {
        const best = priceKinds.find((kind) => given.includes(kind))
        const book = priceBook(given.map((kind) => stated(kind, 1)))
        assert.equal(book.quote(machine)?.kind, best)
      }),
    )
  })

  it('goes on to the next where a source does not know, and has no quote where none does', () => {
    assert.equal(priceBook([stated('file', undefined), stated('catalogue', 2)]).quote(machine)?.usdPerHour, 2)
    assert.equal(priceBook([stated('file', undefined)]).quote(machine), undefined)
    assert.equal(priceBook([]).quote(machine), undefined)
  })
})

describe('classPrices', () => {
  const classes = [{name: 'nvidia-h100', nodes: ['node-1'], costPerHour: 2.5, spotCostPerHour: 1}]

  it('counts the price of an accelerator once for each of the machine', () =>
    assert.equal(classPrices(classes).quote(machine)?.usdPerHour, 20))

  it('has spot prices for spot machines only', () => {
    assert.equal(classPrices(classes).quote({...machine, spot: true})?.usdPerHour, 8)
    assert.equal(classPrices([{name: 'x', nodes: ['node-1'], spotCostPerHour: 1}]).quote(machine), undefined)
  })

  it('knows nothing of machines that it does not cover', () =>
    assert.equal(classPrices(classes).quote({...machine, name: 'other'}), undefined))
})

describe('givenPrice', () => {
  it('counts once for each accelerator, and wins over all', () => {
    const book = priceBook([classPrices([{name: 'x', nodes: ['node-1'], costPerHour: 1}]), givenPrice(2, '--price')])
    assert.equal(book.quote(machine)?.usdPerHour, 16)
    assert.equal(book.quote({instanceType: 'p5.48xlarge'})?.usdPerHour, 16)
    assert.equal(book.quote({instanceType: 'unheard-of'}), undefined)
  })
})

describe('gpuPrice', () => {
  it('is that of the class', () => {
    const price = gpuPrice(machine, [{name: 'nvidia-h100', nodes: ['node-1'], costPerHour: 2.5}])
    assert.deepEqual(price, {usdPerGpuHour: 2.5, source: 'accelerator class nvidia-h100'})
  })

  it('is a share of the list price of the machine', () => {
    // aws/karpenter-provider-aws 6fc13b523: p5.48xlarge 55.04 in us-east-1, 8 GPUs.
    assert.equal(gpuPrice(machine, [])?.usdPerGpuHour, 6.88)
    assert.equal(priceBook([cataloguePrices]).quote(machine)?.usdPerHour, 55.04)
  })

  it('is not known for spot machines of no class', () =>
    assert.equal(gpuPrice({...machine, spot: true}, []), undefined))
})
