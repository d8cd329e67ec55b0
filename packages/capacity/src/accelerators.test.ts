import assert from 'node:assert/strict'
import {acceleratorOf, findAccelerator, knownAccelerators} from './accelerators.ts'

describe('acceleratorOf', () => {
  for (const [product, model] of [
    ['NVIDIA-H100-80GB-HBM3', 'H100-SXM'],
    ['NVIDIA-H100-PCIe', 'H100-PCIE'],
    ['NVIDIA-H100-NVL', 'H100-NVL'],
    ['nvidia-h100', 'H100-SXM'],
    ['NVIDIA-A100-SXM4-80GB', 'A100-80GB'],
    ['NVIDIA-A100-SXM4-40GB', 'A100-40GB'],
    ['NVIDIA-A10G', 'A10G'],
    ['NVIDIA-A10', 'A10'],
    ['NVIDIA-L40S', 'L40S'],
    ['NVIDIA-L4', 'L4'],
    ['Tesla-T4', 'T4'],
    ['Tesla-V100-SXM2-32GB', 'V100-32GB'],
    ['NVIDIA-GB200', 'GB200'],
    ['NVIDIA-B200', 'B200-SXM'],
    ['NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition', 'RTX-PRO-6000'],
    ['AMD_Instinct_MI300X_OAM', 'MI300X'],
  ] as const)
    it(`${product} is ${model}`, () => assert.equal(acceleratorOf(product)?.model, model))

  it('tells variants apart by memory', () => {
    assert.equal(acceleratorOf('nvidia-a100', 40)?.model, 'A100-40GB')
    assert.equal(acceleratorOf('nvidia-h100', 94)?.model, 'H100-NVL')
  })

  it('does not guess', () => {
    for (const product of ['', 'GeForce-GTX-1080', 'Tesla-M60']) assert.equal(acceleratorOf(product), undefined)
  })
})

describe('findAccelerator', () => {
  it('leaves out what no source states', () => {
    assert.deepEqual(findAccelerator('a10g'), {
      model: 'A10G',
      vendor: 'nvidia',
      family: 'ampere',
      computeCapability: 8.6,
      memoryGiB: 24,
      bandwidthGBps: 600,
      tflops: {},
    })
  })
})

describe('all known accelerators', () => {
  it('are found by their own names and have a memory', () => {
    const all = knownAccelerators()
    assert.ok(all.length > 15)
    for (const spec of all) {
      assert.deepEqual(findAccelerator(spec.model), spec)
      assert.ok(spec.memoryGiB >= 16, spec.model)
    }
  })
})
