import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {cluster, type TestCluster} from './cluster.ts'

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'web', namespace: 'default'},
  spec: {containers: [{name: 'web', image: 'example/web:1'}]},
}

describe('cluster()', () => {
  let made: TestCluster | undefined

  afterEach(async () => {
    await made?.stop()
    made = undefined
  })

  it('gives a client over TLS to a cluster that stands still until it is moved', async () => {
    made = await cluster({objects: [pod]})
    const kube = await made.kube()
    const phase = async (): Promise<string> => (await kube.get(pods, 'web', {namespace: 'default'}))?.['status'].phase

    const before = await phase()
    await made.advance(30_000)

    assert.deepEqual([before, await phase()], ['Pending', 'Running'])
  })

  it('waits for a condition by moving the clock', async () => {
    made = await cluster({objects: [pod]})
    const {api} = made

    await made.until(() => api.get(pods, 'web', 'default')?.status?.phase === 'Running')

    assert.equal(api.get(pods, 'web', 'default')?.status.phase, 'Running')
  })

  it('says so when a condition never holds', async () => {
    made = await cluster()

    await assert.rejects(
      made.until(() => false, 5000),
      /did not get there within 5 seconds/,
    )
  })

  it('writes a kubeconfig that is complete in itself', async () => {
    made = await cluster()

    const config = JSON.parse(await readFile(made.kubeconfig, 'utf8'))

    assert.equal(config['current-context'], 'sandbox')
    assert.deepEqual(config.contexts[0].context.namespace, 'default')
    assert.ok(config.users[0].user['client-key-data'])
  })

  it('installs a stack on request', async () => {
    made = await cluster({install: ['ome']})

    assert.equal(made.api.serves({group: 'ome.io', plural: 'inferenceservices'}), true)
  })
})
