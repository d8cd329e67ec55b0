import assert from 'node:assert/strict'
import type {Accelerator} from '../accelerator.ts'
import type {Node} from '../node.ts'
import {hourlyPrice, priceNote} from './price.ts'

const node = (name: string, more: Partial<Node> = {}): Node => ({
  name,
  labels: {},
  gpus: 8,
  memoryBytes: 0,
  ready: true,
  schedulable: true,
  spot: false,
  taints: [],
  ...more,
})
const place = (name: string, more: Partial<Node> = {}) => ({node: node(name, more), freeGpus: 8})
const h100: Accelerator = {
  name: 'nvidia-h100',
  source: 'class',
  nodes: ['a'],
  gpus: 8,
  free: 8,
  nodeSelector: {},
  costPerHour: 3.5,
}

const note = (places: readonly ReturnType<typeof place>[], gpus = 4, accelerators = [h100]) =>
  priceNote(hourlyPrice({places, accelerators, gpus}), 1)

describe('price of a deployment', () => {
  it("is the accelerator class's cost per GPU", () => {
    assert.equal(note([place('a')]), 'price for 1 replica: $14.00/h (4 GPUs × $3.50; accelerator class nvidia-h100)')
  })

  it('falls back to the list price of the instance type, with source and date', () => {
    // p5.48xlarge, us-east-1: 55.04 USD/h for 8 GPUs (karpenter-provider-aws, 2026-07-20) = 6.88 per GPU.
    assert.match(
      note([place('b', {instanceType: 'p5.48xlarge', provider: 'aws', region: 'us-east-1'})]),
      /^price for 1 replica: \$27\.52\/h \(4 GPUs × \$6\.88; p5\.48xlarge list price in us-east-1, .*2026-07-20\)$/,
    )
  })

  it('takes the person’s own prices before the list, and after those of the class', () => {
    const prices = {
      kind: 'file' as const,
      quote: () => ({usdPerHour: 16, gpus: 8, kind: 'file' as const, source: 'prices.yaml'}),
    }
    const price = hourlyPrice({places: [place('a')], accelerators: [], gpus: 4, prices})
    assert.equal(priceNote(price, 1), 'price for 1 replica: $8.00/h (4 GPUs × $2.00; prices.yaml)')
  })

  it('is a range when the nodes differ, and says when some are unknown', () => {
    const text = note([
      place('a'),
      place('b', {instanceType: 'p5.48xlarge', provider: 'aws', region: 'us-east-1'}),
      place('c'),
    ])

    assert.match(text, /\$14\.00\/h to \$27\.52\/h by node/)
    assert.match(text, /some nodes have no known price/)
  })

  it('is unknown, not 0, where nobody states one', () => {
    assert.match(note([place('c')]), /unknown/)
    assert.match(note([]), /unknown/)
    assert.match(
      note([place('d', {instanceType: 'p5.48xlarge', provider: 'aws', region: 'us-east-1', spot: true})]),
      /unknown/,
    )
  })

  it('is unknown where no node can run it, and not for want of prices', () => {
    const price = hourlyPrice({places: [], accelerators: [], gpus: 1})
    assert.equal(priceNote(price, 1), 'price for 1 replica: unknown: no schedulable node has the model')
  })
})
