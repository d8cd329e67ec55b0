import assert from 'node:assert/strict'
import {golden} from '@ome/testkit/golden'
import ImportHf from '../src/commands/import/hf.ts'
import ModelsStatus from '../src/commands/models/status.ts'
import {gpuCluster} from './objects.ts'
import {type TestWorld, world} from './world.ts'

describe('ome models status', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world(gpuCluster)
    await cluster.run(ImportHf, ['Qwen/Qwen2.5-72B-Instruct', 'BAAI/bge-large-en-v1.5'])
    await cluster.advance(60_000)
  })
  after(() => cluster.stop())
  const status = (...argv: readonly string[]) => cluster.run(ModelsStatus, argv)

  it('shows how far each node is with each model', async () => {
    const {code, out, err} = await status()
    golden(import.meta.dirname, 'models-status/table', out)
    assert.deepEqual([code, err], [0, ''])
  })

  it('shows one model by its short name', async () => {
    const {code, out, err} = await status('qwen2-5-72b', '-o', 'json')
    const {items} = JSON.parse(out)
    assert.equal(code, 0)
    assert.equal(err, 'note: "qwen2-5-72b" is taken as "qwen2-5-72b-instruct"\n')
    assert.deepEqual(new Set(items.map((item: {model: string}) => item.model)), new Set(['qwen2-5-72b-instruct']))
    for (const {percent} of items) assert.ok(percent > 0 && percent < 100, `${percent}`)
  })

  it('wants an existing model', async () => {
    const {code, err} = await status('none')
    assert.deepEqual(
      [code, err.split('\n')[0]],
      [4, 'error: model "none" not found in namespace "default" or for the whole cluster'],
    )
  })

  it('follows for as long as it is told', async () => {
    assert.equal((await cluster.run(ModelsStatus, ['--watch', '--timeout', '30ms'])).code, 0)
    assert.equal((await cluster.run(ModelsStatus, ['--timeout', '1s'])).code, 2)
  })

  it('follows all downloads together', async () => {
    const stop = new AbortController()
    const {code, out} = await cluster.run(ModelsStatus, ['--watch'], {
      signal: stop.signal,
      onWrite: (stream, text) => {
        if (stream === 'out' && text.includes('qwen') && text.includes('bge')) stop.abort()
      },
    })
    assert.equal(code, 130)
    assert.match(out, /bge-large-en-v1-5: .*; qwen2-5-72b-instruct: .*Downloading/)
  })

  it('follows a download until it is interrupted', async () => {
    const stop = new AbortController()
    const {code, out} = await cluster.run(ModelsStatus, ['qwen2-5-72b', '--watch'], {
      signal: stop.signal,
      onWrite: (stream, text) => {
        if (stream === 'out' && text.includes('Downloading')) stop.abort()
      },
    })
    assert.equal(code, 130)
    assert.match(out, /nodes Ready, .*Downloading/)
  })
})
