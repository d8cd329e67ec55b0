import assert from 'node:assert/strict'
import Metrics from '../src/commands/metrics.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

describe('ome metrics of KAITO', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('come from the Prometheus of the cluster, with the peak of the benchmark', async () => {
    const {out, err, code} = await world.said(Metrics, 'workspace my-workspace --show throughput')
    assert.match(out, /\ntokens-per-second +4\d\d +tokens\/s +Prometheus monitoring\/prometheus-operated, /)
    assert.match(out, /\nprompt-tokens-per-second +1\d{3} +tokens\/s /)
    assert.match(out, /\npeak-tokens-per-minute +96000 +tokens\/min +benchmark at start-up, 60s\n$/)
    assert.deepEqual([code, err], [0, ''])
  })

  it('tell how busy the GPUs are', async () => {
    const {out} = await world.said(Metrics, 'workspace my-workspace --metric running --metric gpu-utilization')
    assert.match(out, /\ngpu-utilization +71 +% +Prometheus monitoring\/prometheus-operated, 1 GPU/)
  })

  it('of a set that no Prometheus knows come from its pods', async () => {
    const {out, err, code} = await world.said(Metrics, 'inferenceset chat -n kaito --show queue,cache')
    assert.match(out, /\nrunning +0 +requests +2 pods, now\n/)
    assert.match(err, /^note: .* has no series of inferenceset "chat": its pods are asked\n$/)
    assert.equal(code, 0)
  })

  for (const [words, code, told] of [
    ['workspace my-workspace --show nonsense', 2, /one of throughput, latency, queue, cache/],
    ['workspace workspace-llama-3-tune', 1, /no pod of workspace "workspace-llama-3-tune" runs/],
    ['my-tuning', 7, /no engine of workspace "my-tuning" told its metrics/],
  ] as const)
    it(`${words}: ${code}`, async () => {
      const {err, code: given} = await world.said(Metrics, words)
      assert.match(err, told)
      assert.equal(given, code)
    })
})
