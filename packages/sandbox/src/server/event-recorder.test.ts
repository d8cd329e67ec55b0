import assert from 'node:assert/strict'
import {events} from '../controllers/resources.ts'
import {standingCluster} from '../standing-cluster.ts'

const start = Date.parse('2026-11-21T12:00:00Z')
const about = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'web', namespace: 'default', uid: 'u'}}

/** @feature API: events: names in the order of their times, repeats counted | works */
describe('events', () => {
  const recorded = async () => {
    const cluster = await standingCluster({workloads: [], start})
    for (const reason of ['Zero', 'Alpha', 'Zero']) cluster.api.event(about, 'Normal', reason, reason, 'test')
    await cluster.advance(5000)
    cluster.server.apiAs('other').event(about, 'Normal', 'Beta', 'Beta', 'test')
    cluster.server.apiAs('other').event(about, 'Normal', 'Alpha', 'Alpha', 'test')
    const list = cluster.api.list(events, {namespace: 'default'})
    cluster.stop()
    return list
  }

  it('are listed in the order of their times, also those of one instant, and counted by whoever repeats them', async () => {
    const list = await recorded()

    assert.deepEqual(
      list.map((event) => [event['reason'], event['count']]),
      [
        ['Zero', 2],
        ['Alpha', 2],
        ['Beta', 1],
      ],
    )
    const nanoseconds = list.map(({metadata}) => BigInt(`0x${/^web\.([0-9a-f]{16})$/.exec(metadata.name)?.[1]}`))
    const first = BigInt(start) * 1_000_000n
    assert.deepEqual(nanoseconds, [first, first + 1n, first + 5_000_000_000n])
  })

  it('have the same names each time', async () => {
    const names = async () => (await recorded()).map(({metadata}) => metadata.name)

    assert.deepEqual(await names(), await names())
  })
})
