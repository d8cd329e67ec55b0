import assert from 'node:assert/strict'
import {type Cluster, startCluster} from './cluster.ts'
import {seededRandom, uuidFrom} from './random.ts'

const identities = ({api}: Cluster): string[] =>
  ['pods', 'nodes', 'events', 'serviceaccounts'].flatMap((plural) =>
    api.list({group: '', plural}).map(({metadata}) => `${metadata.namespace} ${metadata.name} ${metadata.uid}`),
  )

async function identitiesOf(seed: number): Promise<string[]> {
  const cluster = await startCluster({scenario: 'quickstart', clock: 'manual', now: Date.parse('2026-11-21'), seed})
  try {
    return identities(cluster)
  } finally {
    await cluster.stop()
  }
}

/** @feature Sandbox: same seed, same names, uids and timing | works */
describe('the seed', () => {
  it('gives the same cluster again, with names, uids and all; another seed gives another one', async () => {
    const [first, again, other] = [await identitiesOf(7), await identitiesOf(7), await identitiesOf(8)]

    assert.deepEqual(first, again)
    assert.notDeepEqual(first, other)
  })

  it('uids are of version 4 and all different', () => {
    const random = seededRandom(1)
    const uids = Array.from({length: 10_000}, () => uuidFrom(random))

    assert.ok(uids.every((uid) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uid)))
    assert.equal(new Set(uids).size, uids.length)
  })
})
