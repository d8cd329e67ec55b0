import assert from 'node:assert/strict'
import type {Hub, HubModel, HubQuery} from '@ome/inference-model/hub/hub'
import {toModel} from '@ome/inference-model/model'
import type {Node} from '@ome/inference-model/node'
import {OmeError} from '@ome/sdk/errors'
import type {Cluster, ClusterFacts} from '../domain/cluster.ts'
import {type SearchInput, searchHub} from './search-hub.ts'

const models: readonly HubModel[] = [
  {id: 'meta-llama/Llama-3.3-70B-Instruct', gated: true, downloads: 800, parameters: 70e9},
  {id: 'meta-llama/Llama-3.1-8B', gated: true, downloads: 500, parameters: 8e9},
]
const search = async (input: Partial<SearchInput>, cluster?: () => Promise<Cluster>) => {
  const asked: HubQuery[] = []
  const notes: string[] = []
  const hub: Hub = {
    endpoint: 'https://hub.example',
    search: async (query) => {
      asked.push(query)
      return models.filter(query.accept ?? (() => true))
    },
    read: () => assert.fail('a search reads no model'),
  }
  const none = async () => Promise.reject(new OmeError('unreachable', 'no cluster'))
  const hits = await searchHub(
    {hub, cluster: cluster ?? none, note: (text) => notes.push(text)},
    {sort: 'downloads', limit: 20, offline: false, ...input},
  )
  return {asked, notes, hits}
}
const clusterWith = (facts: Partial<ClusterFacts>) => async (): Promise<Cluster> => ({
  models: async () => ({models: [], unread: []}),
  facts: async () => ({models: [], runtimes: [], accelerators: [], unread: [], ...facts}),
  agent: () => assert.fail('a search does not ask for the agent'),
  secret: () => assert.fail('a search reads no Secret'),
  generation: () => assert.fail('a search does not ask for the generation'),
})

describe('searchHub', () => {
  it('wants a text or a filter', async () => {
    await assert.rejects(search({}), {kind: 'usage', message: 'nothing to search for'})
  })

  it('turns a vendor into an organisation and cuts by downloads', async () => {
    const {asked, hits} = await search({vendor: 'meta', minDownloads: 600, sort: 'likes'})
    assert.deepEqual(
      asked.map(({accept: _, ...query}) => query),
      [{organisation: 'meta-llama', sort: 'likes', limit: 20}],
    )
    assert.deepEqual(
      hits.map(({downloads}) => downloads),
      [800],
    )
  })

  it('leaves out what is gated, or of another licence', async () => {
    const {asked} = await search({text: 'llama', gated: false, licence: 'MIT'})
    const accepts = (model: object) => asked[0]?.accept?.({id: 'a/b', gated: false, licence: 'mit', ...model})
    assert.equal(asked[0]?.licence, 'MIT')
    assert.deepEqual([accepts({}), accepts({gated: true}), accepts({licence: 'gemma'})], [true, false, false])
  })

  it('works without a cluster and says what is missing', async () => {
    const {hits, notes} = await search({text: 'llama'})
    assert.equal(hits.length, 2)
    assert.deepEqual([hits[0]?.placement, hits[0]?.importedAs], [undefined, undefined])
    assert.deepEqual(notes, ['FITS and IMPORTED are not known: no cluster'])
  })

  it('marks what the cluster has and what fits on none of its nodes', async () => {
    const imported = toModel({
      apiVersion: 'ome.io/v1beta1',
      kind: 'ClusterBaseModel',
      metadata: {name: 'small'},
      spec: {storage: {storageUri: 'hf://meta-llama/Llama-3.1-8B'}},
    })
    const {hits, notes} = await search({text: 'llama'}, clusterWith({models: [imported], nodes: [], used: new Map()}))
    assert.deepEqual(
      hits.map(({importedAs, placement}) => [importedAs, placement]),
      [
        [null, null],
        ['small', null],
      ],
    )
    assert.deepEqual(notes, [])
  })

  it('sizes what is quantised by how its weights are stored', async () => {
    const node = (gpus: number): Node => ({
      name: 'n',
      labels: {'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3'},
      product: 'NVIDIA-H100-80GB-HBM3',
      gpus,
      memoryBytes: 1e12,
      ready: true,
      schedulable: true,
      spot: false,
      taints: [],
    })
    const large = {gated: false, parameters: 70e9}
    const hub: Hub = {
      endpoint: 'https://hub.example',
      search: async () => [
        {...large, id: 'a/plain'},
        {...large, id: 'a/fp8', weightType: 'fp8'},
        {...large, id: 'a/awq', weightType: 'int4'},
      ],
      read: () => assert.fail('a search reads no model'),
    }
    const cluster = clusterWith({nodes: [node(8)], used: new Map()})
    const input = {text: 'a', sort: 'downloads', limit: 20, offline: false} as const
    const hits = await searchHub({hub, cluster, note: () => undefined}, input)
    const gpus = hits.map(({placement}) => placement?.fit.gpus ?? 0)
    assert.deepEqual(
      gpus,
      [...gpus].sort((a, b) => b - a),
    )
    assert.ok((gpus[0] ?? 0) > (gpus[1] ?? 0) && (gpus[1] ?? 0) > (gpus[2] ?? 0), gpus.join())
  })

  it('does not call a model missing when models may not be read', async () => {
    const {hits} = await search({text: 'llama'}, clusterWith({unread: ['clusterbasemodels']}))
    assert.equal(hits[0]?.importedAs, undefined)
  })

  it('searches the bundled catalogue offline: all words, by vendor', async () => {
    const {asked, hits} = await search({text: 'LLAMA 70b', vendor: 'meta', offline: true})
    assert.deepEqual(asked, [])
    assert.deepEqual(
      hits.map(({id}) => id),
      ['meta-llama/Llama-3.3-70B-Instruct', 'meta-llama/Llama-3.1-70B-Instruct'],
    )
    await assert.rejects(search({minDownloads: 5, offline: true}), {kind: 'usage'})
  })

  it('a defect of ours is not taken for a missing cluster', async () => {
    await assert.rejects(
      search({text: 'x'}, async () => Promise.reject(new TypeError('defect'))),
      TypeError,
    )
  })
})
