import assert from 'node:assert/strict'
import {startCluster} from './cluster.ts'
import {loadScenario} from './scenario.ts'

const plain = loadScenario('empty')

/** @feature Sandbox: several contexts, users and clusters in one sandbox | works */
describe('a scenario with several contexts', () => {
  it('starts its further clusters, and gives each context its own cluster, user and namespace', async () => {
    const cluster = await startCluster({
      clock: 'manual',
      scenario: {
        ...plain,
        contexts: {
          production: {namespace: 'default'},
          viewer: {namespace: 'team-a', user: {name: 'bob', groups: ['viewers']}},
          expired: {namespace: 'default', expired: true},
          staging: {namespace: 'lab', cluster: 'staging'},
        },
        clusters: {staging: {...plain, name: 'staging', standIns: []}},
      },
    })
    try {
      const {contexts, clusters, users} = cluster.kubeconfig
      assert.equal(cluster.kubeconfig['current-context'], 'production')
      assert.deepEqual(
        contexts.map(({name, context}) => [name, context.cluster, context.user, context.namespace]),
        [
          ['production', 'ome-sandbox', 'sandbox-admin', 'default'],
          ['viewer', 'ome-sandbox', 'bob', 'team-a'],
          ['expired', 'ome-sandbox', 'sandbox-admin-expired', 'default'],
          ['staging', 'ome-sandbox-staging', 'sandbox-admin@staging', 'lab'],
        ],
      )
      assert.deepEqual(
        clusters.map(({cluster: {server}}) => server),
        [cluster.url, cluster.clusters['staging']?.url],
      )
      assert.equal(users.length, 4)
      assert.deepEqual(Object.keys(cluster.endpoints).sort(), ['api', 'api/staging', 'hub'])
      assert.deepEqual(cluster.env, {OME_HF_ENDPOINT: cluster.endpoints['hub']})
      cluster.clusters['staging']?.api.delete({group: '', plural: 'nodes'}, 'node-1')
      assert.equal(cluster.api.list({group: '', plural: 'nodes'}).length, 3)
    } finally {
      await cluster.stop()
    }
  })

  it('refuses a stand-in that does not exist, and leaves nothing listening', async () => {
    const starting = startCluster({clock: 'manual', scenario: {...plain, standIns: ['hub', 'moon']}})
    await assert.rejects(starting, /there is no stand-in "moon"/)
  })
})
