import assert from 'node:assert/strict'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {at} from '@ome/capacity/fields'
import ImportHf from '../src/commands/import/hf.ts'
import {gpuCluster} from './objects.ts'
import {type TestWorld, world} from './world.ts'

const id = 'Qwen/Qwen3-8B'

describe('an import that is interrupted', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world(gpuCluster)
  })
  after(() => cluster.stop())

  /** Imports and gives up as soon as the cluster has answered so many requests. */
  async function interrupted(name: string, requests: number) {
    const stop = new AbortController()
    cluster.requests.length = 0
    let ended = false
    const done = cluster
      .run(ImportHf, [id, '--name', name, '--wait'], {
        signal: stop.signal,
        kube: (options) => cluster.kube(options, stop.signal),
      })
      .finally(() => {
        ended = true
      })
    while (cluster.requests.length < requests && !ended) await new Promise((resolve) => setImmediate(resolve))
    stop.abort()
    return await done
  }

  const spec = (name: string) => at(cluster.get('clusterbasemodels', name), 'spec')

  for (const requests of [0, 1, 4, 8, 10, 11, 12, 13])
    it(`after ${requests} answers leaves the whole model or none, and can be repeated`, async () => {
      const name = `stopped-${requests}`

      const {code, out} = await interrupted(name, requests)

      assert.equal(code, 130)
      const left = spec(name)
      const again = await cluster.run(ImportHf, [id, '--name', name])
      assert.equal(again.code, 0, again.err)
      if (left === undefined) assert.equal(again.out, `clusterbasemodel/${name} created\n`)
      else {
        assert.deepEqual(spec(name), left)
        assert.equal(again.out, `clusterbasemodel/${name} unchanged\n`)
      }
      if (out.includes('created')) assert.notEqual(left, undefined)
    })

  it('while it waits says that the nodes go on, and how to follow them', async () => {
    const stop = new AbortController()
    const {code, out, err} = await cluster.run(ImportHf, [id, '--name', 'waited', '--wait'], {
      signal: stop.signal,
      onWrite: (stream, text) => {
        if (stream === 'out' && text.includes('node')) stop.abort()
      },
    })
    assert.equal(code, 130)
    assert.match(out, /clusterbasemodel\/waited created\n/)
    assert.match(
      err,
      /error: stopped waiting: the nodes go on downloading\nhint: follow it again: ome models status waited --watch\n$/,
    )
    await cluster.advance(10 * 60_000)
    const {code: later, out: progress} = await cluster.run(ImportHf, [id, '--name', 'waited', '--wait'])
    assert.equal(later, 0)
    assert.match(progress, /waited unchanged\n.*waited: 3 of 3 nodes Ready/s)
  })

  it('while the hub keeps silent has made nothing', async () => {
    const stop = new AbortController()
    const server = createServer(() => stop.abort())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const env = {OME_HF_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`}
    try {
      const {code, out} = await cluster.run(ImportHf, [id, '--name', 'silent'], {signal: stop.signal, env})
      assert.deepEqual([code, out, spec('silent')], [130, '', undefined])
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
})
