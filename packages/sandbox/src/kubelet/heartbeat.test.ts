import assert from 'node:assert/strict'
import {leases, nodes} from '../controllers/resources.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'

const start = Date.parse('2026-11-21T12:00:00Z')

/** @feature Nodes: a Lease and heartbeats, which end when the node falls silent | works */
describe('the heartbeat of a node', () => {
  let cluster: StandingCluster
  beforeEach(async () => {
    cluster = await standingCluster({workloads: [], start})
    cluster.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n1'}})
    await cluster.advance(100_000)
  })
  afterEach(() => cluster.stop())

  const renewed = (): number => {
    cluster.kubelet.beat?.('leases', 'n1')
    return Date.parse(cluster.api.get(leases, 'n1', 'kube-node-lease')?.['spec'].renewTime)
  }
  const lose = (): void => {
    const annotations = {'sandbox.ome.cli/fault': 'not-ready'}
    cluster.api.patch(nodes, 'n1', undefined, {metadata: {annotations}})
  }

  it('renews a Lease every ten seconds, as far as anybody looks', async () => {
    const first = renewed()
    await cluster.advance(60_000)

    assert.ok(cluster.clock.now() - 60_000 - first < 10_000)
    assert.equal(renewed() - first, 60_000)
  })

  it('ends with the node', async () => {
    lose()
    await cluster.advance(0)
    const lost = cluster.clock.now()
    await cluster.advance(120_000)

    const last = renewed()
    assert.ok(last <= lost && last > lost - 10_000)
  })

  it('the Lease goes with the node', async () => {
    renewed()
    cluster.api.delete(nodes, 'n1')
    await cluster.advance(10_000)

    assert.deepEqual(cluster.api.list(leases, {namespace: 'kube-node-lease'}), [])
  })

  it('repeats the conditions every five minutes', async () => {
    const heard = (): number[] => {
      cluster.kubelet.beat?.('nodes', 'n1')
      const conditions: {lastHeartbeatTime: string}[] = cluster.api.get(nodes, 'n1')?.['status'].conditions
      return conditions.map(({lastHeartbeatTime}) => cluster.clock.now() - Date.parse(lastHeartbeatTime))
    }
    const before = heard()
    await cluster.advance(3_600_000)

    for (const ago of [...before, ...heard()]) assert.ok(ago >= 0 && ago <= 300_000, String(ago))
  })
})
