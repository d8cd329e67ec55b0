import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import {golden} from '@ome/testkit/golden'
import SearchHf from '../src/commands/search/hf.ts'
import {gpuCluster, llama} from './objects.ts'
import {type TestWorld, world} from './world.ts'

describe('ome search hf', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world([...gpuCluster, llama])
  })
  after(() => cluster.stop())
  const search = (...argv: readonly string[]) => cluster.run(SearchHf, argv)
  const shows = (name: string, text: string) => golden(import.meta.dirname, `search-hf/${name}`, text)

  it('shows what fits this cluster and what was imported', async () => {
    const {code, out, err} = await search('llama 70b')
    shows('table', out)
    assert.deepEqual([code, err], [0, ''])
  })

  it('searches a vendor by downloads', async () => {
    const {code, out} = await search('--vendor', 'meta', '--min-downloads', '1000000', '-o', 'json')
    shows('vendor.json', out)
    assert.equal(code, 0)
  })

  it('prints ids for a pipe', async () => {
    const {out} = await search('phi-4', '-o', 'name')
    assert.equal(out, 'hub/microsoft/phi-4\n')
  })

  it('an empty result is no failure', async () => {
    assert.deepEqual(await search('no-such-model'), {
      code: 0,
      out: '',
      err: 'no model found; fewer words or another --vendor find more\n',
    })
  })

  it('without a cluster it says what it does not know', async () => {
    const lost = async () => Promise.reject(new OmeError('unreachable', 'the cluster does not answer'))
    const {code, out, err} = await cluster.run(SearchHf, ['phi', '--offline'], {kube: lost})
    shows('offline', out)
    assert.deepEqual([code, err], [0, 'note: FITS and IMPORTED are not known: the cluster does not answer\n'])
  })

  it('a silent hub is unreachable, with the way out', async () => {
    const {code, out, err} = await cluster.run(SearchHf, ['phi'], {env: {OME_HF_ENDPOINT: 'http://127.0.0.1:9'}})
    shows('silent', err)
    assert.deepEqual([code, out], [7, ''])
  })

  it('wants to know what to search for', async () => {
    const {code, err} = await search()
    shows('nothing', err)
    assert.equal(code, 2)
  })

  it('reports errors as JSON when asked for JSON', async () => {
    const {code, err} = await search('-o', 'json')
    assert.equal(JSON.parse(err).error.kind, 'usage')
    assert.equal(code, 2)
  })
})
