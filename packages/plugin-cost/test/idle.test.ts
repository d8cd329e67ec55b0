import assert from 'node:assert/strict'
import Idle from '../src/commands/cost/idle.ts'
import {type TestWorld, world} from './world.ts'

interface Item {
  readonly object: string
  readonly idleShare: number | null
  readonly atLeast: boolean
  readonly idleUsd: number | null
  readonly monthUsd: number | null
  readonly why: string
}

describe('ome cost idle', () => {
  let made: TestWorld
  before(async () => {
    made = await world({scenario: 'tour-ome'})
  })
  after(() => made.stop())
  const idle = (line: string, options = {}) => made.run(Idle, line.split(' ').filter(Boolean), options)

  it('asks the engines since when they had nothing to do, where no Prometheus knows', async () => {
    const {code, out, err} = await idle('-o json')
    assert.equal(code, 0, err)
    const {items, monthUsd}: {items: Item[]; monthUsd: number} = JSON.parse(out)
    const of = (name: string) => items.find(({object}) => object === `service/${name}`)
    // 1 × H100 at 6.88 (AcceleratorClass nvidia-h100) × 730 h = 5022.40 a month; it never had a request.
    assert.deepEqual([of('mistral-dev')?.idleShare, of('mistral-dev')?.monthUsd?.toFixed(2)], [1, '5022.40'])
    // Several requests at a time, all the time: nothing can be said to be idle.
    assert.deepEqual([of('prod-llama')?.idleShare, of('prod-llama')?.atLeast], [0, true])
    assert.match(of('broken-llama')?.why ?? '', /^not ready since \d+h: /)
    assert.equal(
      monthUsd,
      items.reduce((sum, {monthUsd: each}) => sum + (each ?? 0), 0),
    )
  })

  it('of the whole cluster also tells what no pod holds', async () => {
    const {out} = await idle('-A')
    assert.match(out, /^ml-team service\/experiment +1 +100% .*not ready since/m)
    // 2 nodes with 8 × A100-80, 2 of them held: 14 × 3.43 × 730 = 35054.60 (AcceleratorClass nvidia-a100).
    assert.match(out, /^NVIDIA-A100-SXM4-80GB +2 +14 +35054\.60$/m)
  })

  it('nothing that holds GPUs costs nothing', async () => {
    const {out} = await idle('-n kube-system')
    assert.match(out, /^nothing there holds GPUs/)
  })

  it('refuses a time in which nothing can be told', async () => {
    const {code, err} = await idle('--since 5s')
    assert.equal(code, 2)
    assert.match(err, /too short to tell idle from busy/)
  })
})

describe('ome cost idle, beside a Prometheus', () => {
  let made: TestWorld
  before(async () => {
    made = await world({scenario: 'tour-kaito'})
  })
  after(() => made.stop())

  it('takes what it recorded of the engines, and leaves jobs alone', async () => {
    const {code, out, err} = await made.run(Idle, ['-A', '--since', '24h', '-o', 'json'])
    assert.equal(code, 0, err)
    const {items}: {items: Item[]} = JSON.parse(out)
    const of = (name: string) => items.find(({object}) => object === name)
    const busy = of('workspace/my-workspace')
    assert.deepEqual([busy?.idleShare, busy?.atLeast], [0, false])
    assert.match(busy?.why ?? '', /^by its running requests: Prometheus monitoring\/prometheus-operated, 1d$/)
    // 2 × Standard_NC24ads_A100_v4, 3.673 in eastus (karpenter-provider-azure, 2026-06-18) × 730 h = 5362.58; the
    // engine runs in one of the two pods.
    assert.equal(of('workspace/gen-answers')?.monthUsd?.toFixed(2), '5362.58')
    // Its node was ordered a day ago, and no pod came: 3.673 x 730 = 2681.29.
    const bare = of('workspace/workspace-llama-3-tune')
    assert.deepEqual([bare?.idleShare, bare?.monthUsd?.toFixed(2)], [1, '2681.29'])
    assert.match(bare?.why ?? '', /no pod since \d+h, no pod came: ome status workspace workspace-llama-3-tune -n/)
    assert.deepEqual([of('workspace/my-tuning')?.monthUsd, of('workspace/my-tuning')?.why], [null, 'a job works'])
  })
})

describe('ome cost idle for a person with few rights', () => {
  it('does without nodes and engines, and takes nothing for free or for used', async () => {
    await using made = await world({scenario: 'forbidden'})
    const {code, out, err} = await made.run(Idle, ['-n', 'team-a', '-o', 'json'])
    assert.equal(code, 0, err)
    assert.match(err, /note: you may not list nodes: their prices are not known/)
    const {items, idleUsd, partial}: {items: Item[]; idleUsd: number | null; partial: boolean} = JSON.parse(out)
    assert.deepEqual([items.map(({idleUsd: each}) => each), idleUsd, partial], [[null], null, true])
    assert.equal((await made.run(Idle, ['-n', 'team-c'])).code, 5)
  })
})
