import assert from 'node:assert/strict'
import {catalogueQuote} from '@ome/pricing/catalogue-quote'
import type {Quote} from '@ome/pricing/quote'
import fc from 'fast-check'
import {type BillInput, billOf} from './service-cost.ts'
import type {PodUse, ServiceUse} from './service-use.ts'

const day = 86_400_000
const toMs = Date.UTC(2026, 10, 21, 12)
const asked = {fromMs: toMs - 30 * day, toMs}
const pod = (name: string, more: Partial<PodUse> = {}): PodUse => ({
  name,
  node: 'h100',
  gpus: 4,
  cpus: 16,
  memoryGiB: 100,
  claims: [],
  startedAtMs: toMs - 10 * day,
  ...more,
})
const use = (pods: readonly PodUse[], more: Partial<ServiceUse> = {}): ServiceUse => ({
  namespace: 'default',
  name: 'chat',
  pods,
  claims: [],
  ...more,
})
const ofClass: Quote = {usdPerHour: 8 * 2.5, gpus: 8, kind: 'accelerator-class', source: 'nvidia-h100'}
const coverage = {asked, hours: 720, openHours: 0, source: 'test'}

const bill = (input: Partial<BillInput>) =>
  billOf({use: use([pod('a')]), held: [], coverage, quote: () => ofClass, ...input})

describe('the bill of a service', () => {
  it('is GPU-hours times the price of the accelerator class', () => {
    // Class: 2.50 USD an accelerator-hour. 4 GPUs for 10 days = 4 × 240 h = 960 GPU-h; 960 × 2.50 = 2400.00.
    // Now 4 × 2.50 = 10.00 an hour; a month has 730 h: 7300.00.
    const {rows, ...sums} = bill({held: [{pod: 'a', node: 'h100', gpuHours: 960}]})
    assert.deepEqual(rows[0], {
      item: 'gpu',
      quantity: 960,
      unit: 'GPU-h',
      usdPerUnit: 2.5,
      usd: 2400,
      source: 'accelerator class nvidia-h100',
    })
    assert.deepEqual(sums, {
      usd: 2400,
      isPartial: false,
      usdPerHour: 10,
      isRatePartial: false,
      machines: 0.5,
      usdPerMonth: 7300,
    })
  })

  it('takes a share of the list price of a machine', () => {
    // p5.48xlarge in us-east-1: 55.04 USD an hour for 8 GPUs (aws/karpenter-provider-aws, 2026-07-20), so 6.88 a GPU.
    // 100 GPU-h × 6.88 = 688.00; 4 GPUs now: 27.52 an hour, 27.52 × 730 = 20089.60 a month.
    const list = catalogueQuote('p5.48xlarge', 'us-east-1')
    const {usd, usdPerMonth} = bill({held: [{pod: 'a', node: 'n', gpuHours: 100}], quote: () => list})
    assert.deepEqual([usd.toFixed(2), usdPerMonth.toFixed(2)], ['688.00', '20089.60'])
  })

  it('says what comes with the machine, and charges nothing for it', () => {
    // 16 cores and 100 GiB for 240 h.
    const {rows, usd} = bill({})
    assert.deepEqual(
      rows.map(({item, quantity, usd: cents, isIncluded}) => [item, quantity, cents, isIncluded]),
      [
        ['cpu', 3840, undefined, true],
        ['memory', 24000, undefined, true],
      ],
    )
    assert.equal(usd, 0)
  })

  it('charges processors and memory of pods without GPUs, and volumes, by the person’s own prices', () => {
    // Router: 2 cores × 240 h × 0.03 = 14.40; 4 GiB × 240 h × 0.005 = 4.80.
    // Volume: 100 GiB for 720 h = 100 × 720 / 730 = 98.63 GiB-months × 0.10 = 9.86.
    const router = pod('router', {gpus: 0, cpus: 2, memoryGiB: 4})
    const rates = {usdPerCpuHour: 0.03, usdPerMemoryGiBHour: 0.005, usdPerStorageGiBMonth: 0.1, source: 'p.yaml'}
    const {rows, usd, isPartial} = bill({use: use([router], {claims: [{name: 'c', gib: 100}]}), rates})
    assert.deepEqual(
      rows.map(({item, usd: cents}) => [item, cents?.toFixed(2)]),
      [
        ['cpu', '14.40'],
        ['memory', '4.80'],
        ['storage', '9.86'],
      ],
    )
    assert.deepEqual([usd.toFixed(2), isPartial], ['29.06', false])
  })

  it('is partial where a price is not known, and never 0 for it', () => {
    const unknown = bill({held: [{pod: 'a', node: 'h100', gpuHours: 10}], quote: () => undefined})
    assert.equal(unknown.rows[0]?.usd, undefined)
    assert.deepEqual([unknown.isPartial, unknown.isRatePartial], [true, true])
    const router = bill({use: use([pod('router', {gpus: 0, cpus: 1})])})
    assert.equal(router.isPartial, true)
    const volume = bill({use: use([], {claims: [{name: 'c'}]}), rates: {usdPerStorageGiBMonth: 1, source: 'f'}})
    assert.equal(volume.isPartial, true)
  })

  it('charges nodes that are gone as those that are left, where these agree', () => {
    const gone = {pod: 'old', gpuHours: 10}
    assert.equal(bill({held: [gone]}).usd, 25)
    const dear: Quote = {...ofClass, usdPerHour: 80}
    const two = use([pod('a'), pod('b', {node: 'other'})])
    const mixed = bill({use: two, held: [gone], quote: (node) => (node === 'other' ? dear : ofClass)})
    assert.deepEqual([mixed.usd, mixed.isPartial], [0, true])
  })

  it('has a row for each price', () => {
    const dear: Quote = {...ofClass, usdPerHour: 80, source: 'dear'}
    const held = [
      {pod: 'a', node: 'h100', gpuHours: 1},
      {pod: 'b', node: 'dear', gpuHours: 2},
      {pod: 'c', node: 'h100', gpuHours: 3},
    ]
    const {rows} = bill({held, quote: (node) => (node === 'dear' ? dear : ofClass)})
    assert.deepEqual(
      rows.filter(({item}) => item === 'gpu').map(({quantity, usd}) => [quantity, usd]),
      [
        [4, 10],
        [2, 20],
      ],
    )
  })

  it('adds up: the parts are the whole, and one unknown price makes it partial', () => {
    const amount = fc.double({min: 0, max: 1e5, noNaN: true})
    const price = fc.option(fc.double({min: 0.01, max: 500, noNaN: true}), {nil: undefined})
    const pods = fc.array(
      fc.record({gpus: fc.integer({min: 0, max: 8}), cpus: amount, memoryGiB: amount, hours: amount}),
    )
    fc.assert(
      fc.property(pods, price, price, price, (drawn, gpu, cpu, memory) => {
        const all = drawn.map(({hours: _, ...each}, index) => pod(`p${index}`, each))
        const held = drawn.map(({gpus, hours}, index) => ({pod: `p${index}`, node: 'h100', gpuHours: gpus * hours}))
        const quote = (): Quote | undefined => (gpu === undefined ? undefined : {...ofClass, usdPerHour: gpu})
        const rates = {
          ...(cpu !== undefined && {usdPerCpuHour: cpu}),
          ...(memory !== undefined && {usdPerMemoryGiBHour: memory}),
          source: 'f',
        }
        const made = bill({use: use(all), held, quote, rates})
        const parts = made.rows.map(({usd = 0}) => usd)
        assert.equal(
          made.usd,
          parts.reduce((total, each) => total + each, 0),
        )
        for (const {quantity, usdPerUnit, usd} of made.rows)
          if (usd !== undefined) assert.equal(usd, quantity * (usdPerUnit ?? Number.NaN))
        assert.equal(
          made.isPartial,
          made.rows.some(({usd, isIncluded}) => usd === undefined && isIncluded !== true),
        )
      }),
    )
  })
})
