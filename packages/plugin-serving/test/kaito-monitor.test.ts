import assert from 'node:assert/strict'
import MonitorResources from '../src/commands/monitor/resources.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

describe('ome monitor resources', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('tells how busy the GPU of a Workspace is, by Prometheus', async () => {
    const {out, err, code} = await world.said(MonitorResources, 'workspace my-workspace --show gpu')
    assert.match(out, /^POD +NODE +GPU% +GPU-MEM +KV% +WAITING\nmy-workspace-0 +aks-\S+ +71% +- +\d+% +0\n$/)
    assert.deepEqual([code, err], [0, ''])
  })

  it('tells it of a training as the pod says itself', async () => {
    const {out} = await world.said(MonitorResources, 'my-tuning -o json')
    const [row] = JSON.parse(out).items
    assert.deepEqual([row.gpuPercent, row.object, row.kvPercent], [93, 'workspace/my-tuning', null])
    assert.ok(row.gpuTotalBytes > row.gpuUsedBytes)
  })

  it('tells memory of a RAG engine, and volumes', async () => {
    const {out, code} = await world.said(MonitorResources, 'ragengine my-rag --show memory')
    assert.match(out, /^POD +NODE +CPU +MEM +VOLUMES\nmy-rag-\S+ +aks-system\S+ +\d+m +\d+ MiB +-\n$/)
    assert.equal(code, 0)
  })

  it('of everything says which sources are missing', async () => {
    const {out, err} = await world.said(MonitorResources, '--all')
    assert.match(out, /\nchat-\w{5}-0 +aks-\S+ +- +- +\d+m +/)
    assert.match(err, /^note: GPUs of \d+ pods are not told: the Prometheus found has no DCGM series of them\n$/)
  })

  it('of several clusters is one table, and one without the object hides no other', async () => {
    const {out, err, code} = await world.said(
      MonitorResources,
      'workspace my-workspace --cluster production,us-east -n default',
    )
    assert.match(out, /^CLUSTER +POD .*\nproduction +my-workspace-0 +aks-\S+ +71% /)
    assert.match(err, /^error: us-east: workspace "my-workspace" not found/m)
    assert.equal(code, 4)
    const all = await world.said(MonitorResources, '--all --cluster prod,us-east')
    assert.match(all.out, /^us-east +chat-east-0 /m)
    assert.match(all.err, /^note: us-east: GPUs of 1 pod are not told: /m)
    const board = await world.said(MonitorResources, '--all --cluster all --dashboard')
    assert.deepEqual([board.code, /shows one cluster/.test(board.err)], [2, true])
  })

  it('is watched until Ctrl-C', async () => {
    const stop = new AbortController()
    const {out, code} = await world.said(MonitorResources, 'my-workspace --watch -o json', {
      signal: stop.signal,
      onWrite: () => stop.abort(),
    })
    assert.match(out, /^\{.*"kind":"ResourceUseList".*\}\n$/)
    assert.equal(code, 130)
  })

  it('as a dashboard is one plain frame in a pipe', async () => {
    const {out, code} = await world.said(MonitorResources, '--all --dashboard')
    assert.match(out, /^KAITO {2}\d+ pods, \d+ GPUs, busy \d+%, \d+ requests wait, 2026-/)
    assert.match(out, /\nworkspace\/my-tuning +my-tuning-\S+ +█{11}░ 93% +/)
    assert.doesNotMatch(out, /\u001b/)
    assert.equal(code, 0)
  })

  it('as a dashboard has the terminal for itself, and gives it back', async () => {
    const stop = new AbortController()
    const {out, code} = await world.said(MonitorResources, '--all --dashboard', {
      tty: true,
      width: 60,
      height: 8,
      unicode: false,
      signal: stop.signal,
      onWrite: (_, text) => text.includes('KAITO') && stop.abort(),
    })
    assert.ok(out.startsWith('\u001b[?1049h\u001b[H'))
    assert.ok(out.endsWith('\u001b[?1049l'))
    assert.match(out, /more lines/)
    assert.ok(out.split('\n').every((line) => line.replaceAll(/\u001b\[[?\d;]*[A-Za-z]/g, '').length <= 60))
    assert.equal(code, 130)
  })

  for (const [words, code] of [
    ['--show x', 2],
    ['workspace my-workspace --all', 2],
    ['--all --backend ome', 2],
    ['workspace nothing', 4],
  ] as const)
    it(`${words}: ${code}`, async () => assert.equal((await world.said(MonitorResources, words)).code, code))
})
