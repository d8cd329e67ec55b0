import assert from 'node:assert/strict'
import type {Node} from '@ome/inference-model/node'
import {bareNodes} from './bare-nodes.ts'
import {idleObjects} from './idle.ts'

const hour = 3_600_000
const labels = {'kaito.sh/workspace': 'phi', 'kaito.sh/workspacenamespace': 'a'}
const node = (name: string, more: Partial<Node> = {}): Node => ({
  name,
  labels,
  gpus: 2,
  memoryBytes: 0,
  ready: true,
  schedulable: true,
  spot: false,
  taints: [],
  createdAt: new Date(10 * hour).toISOString(),
  ...more,
})
const pod = (on: string, gpus: number) => ({
  namespace: 'a',
  owner: 'workspace/phi',
  pod: 'p',
  node: on,
  gpus,
  isJob: false,
})

describe('machines that KAITO ordered and that no pod holds', () => {
  it('are idle since they are there, or since their last pod ended', () => {
    const ended = [{node: 'used', atMs: 40 * hour}]
    const found = bareNodes([node('new'), node('used')], {holders: [], ended}, undefined)
    assert.deepEqual(
      found.map(({use}) => use.kind === 'bare' && use.sinceMs / hour),
      [10, 40],
    )
  })

  it('are those of the object and namespace that ordered them, as far as no pod holds them', () => {
    const nodes = [node('half'), node('full'), node('plain', {labels: {}}), node('cpu', {gpus: 0})]
    const holders = [pod('half', 1), pod('full', 2)]
    const found = bareNodes(nodes, {holders, ended: []}, 'a')
    assert.deepEqual(
      found.map(({holder: {node: on, owner, gpus}}) => [on, owner, gpus]),
      [['half', 'workspace/phi', 1]],
    )
    assert.deepEqual(bareNodes(nodes, {holders: [], ended: []}, 'b'), [])
  })

  it('stand in the row of their object', () => {
    const bare = bareNodes([node('half')], {holders: [pod('half', 1)], ended: []}, undefined)
    const busy = {share: 1, seconds: 3600, isAtMost: false}
    const engine = {holder: pod('half', 1), use: {kind: 'engine', busy, source: 's'}, usdPerGpuHour: 3} as const
    const [row] = idleObjects([engine, ...bare.map((each) => ({...each, usdPerGpuHour: 3}))], 20 * hour)
    // One GPU busy for an hour, one idle for ten: 30 USD.
    assert.deepEqual([row?.owner, row?.gpus, row?.usd, row?.known?.gpuHours], ['workspace/phi', 2, 30, 11])
    assert.match(row?.why ?? '', /a node of it has no pod since 10h, no pod came: ome status workspace phi -n a/)
  })
})
