import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import type {ApiObject} from '../src/api.ts'
import {deployments, persistentVolumeClaims, pods} from '../src/controllers/resources.ts'
import {kaito} from '../src/kaito/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {ask, conditionOf, kaitoCluster, logOf, workspace} from './kaito-fixture.ts'

const minute = 60_000

const engine = (more: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'RAGEngine',
  metadata: {name: 'docs', namespace: 'default'},
  spec: {embedding: {local: {modelID: 'BAAI/bge-small-en-v1.5'}}, ...more},
})

const storage = {persistentVolume: {persistentVolumeClaim: 'docs-index', mountPath: '/mnt/data'}}
const texts = {
  cats: 'Cats sleep for sixteen hours a day. They hunt at dusk.',
  trains: 'Trains leave the station every ten minutes. Tickets are checked on board.',
  bread: 'Bread needs flour, water, salt and yeast. It rests overnight.',
}

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service answers
  readonly body: any
}

/** @feature KAITO: RAGEngines that index, find and answer from real texts | works */
describe('the RAG service', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await kaitoCluster(faults)
    cluster.api.create({group: '', plural: 'nodes'}, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'cpu'}})
    cluster.api.create(persistentVolumeClaims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {name: 'docs-index', namespace: 'default'},
      spec: {accessModes: ['ReadWriteOnce'], volumeName: 'docs', resources: {requests: {storage: '1Gi'}}},
    })
    cluster.api.create(
      {group: '', plural: 'persistentvolumes'},
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: {name: 'docs'},
        spec: {
          accessModes: ['ReadWriteOnce'],
          capacity: {storage: '1Gi'},
          hostPath: {path: '/docs'},
          claimRef: {namespace: 'default', name: 'docs-index'},
        },
      },
    )
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const up = async (more: Record<string, unknown> = {}): Promise<void> => {
    cluster.api.create(kaito.ragEngines, engine(more))
    await cluster.advance(3 * minute)
  }
  const pod = (): ApiObject => {
    const [one] = cluster.api.list(pods, {labels: {'kaito.sh/ragengine': 'docs'}})
    assert.ok(one)
    return one
  }
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await ask(cluster, pod(), method, path, body)
    assert.ok(answer, `${method} ${path}: nothing listens`)
    return {status: answer.status, body: answer.text.startsWith('#') ? answer.text : JSON.parse(answer.text)}
  }
  const documents = Object.entries(texts).map(([source, text]) => ({text, metadata: {source}}))
  const fill = (): Promise<Answer> => call('POST', '/index', {index_name: 'all', documents})

  it('a RAGEngine becomes a Deployment and a Service, and says so', async () => {
    await up()
    const object = cluster.api.get(kaito.ragEngines, 'docs', 'default')
    for (const type of ['ResourceReady', 'ServiceReady', 'RAGEngineSucceeded']) {
      assert.equal(conditionOf(object, type)?.status, 'True', type)
    }
    assert.equal(cluster.api.get(deployments, 'docs', 'default')?.spec.replicas, 1)
    assert.deepEqual((await call('GET', '/health')).body, {status: 'Healthy', detail: null})
  })

  it('indexes texts under their hash, and a second time changes nothing', async () => {
    await up()
    const first = await fill()
    assert.equal(first.status, 200)
    assert.equal(first.body[0].doc_id, createHash('sha256').update(texts.cats).digest('hex'))
    await fill()
    assert.deepEqual((await call('GET', '/indexes')).body, ['all'])
    const {body} = await call('GET', '/indexes/all/documents?limit=2&offset=1&max_text_length=6')
    assert.deepEqual([body.count, body.total_items], [2, 3])
    assert.deepEqual([body.documents[0].text, body.documents[0].is_truncated], ['Trains', true])
    assert.deepEqual((await call('POST', '/index', {index_name: 'none', documents: []})).body, [])
    assert.equal((await call('GET', '/indexes/none/documents')).status, 404)
  })

  it('filters lists by metadata, and refuses what is no filter', async () => {
    await up()
    await fill()
    const filter = encodeURIComponent('{"source":"bread"}')
    assert.equal((await call('GET', `/indexes/all/documents?metadata_filter=${filter}`)).body.total_items, 1)
    assert.equal((await call('GET', '/indexes/all/documents?metadata_filter=x')).status, 400)
    assert.equal((await call('GET', '/indexes/all/documents?limit=101')).status, 422)
  })

  it('long documents become several chunks of one document', async () => {
    await up()
    const text = Array.from({length: 300}, (_, index) => `Sentence number ${index} speaks about topic ${index}.`).join(
      ' ',
    )
    await call('POST', '/index', {index_name: 'long', documents: [{text, metadata: {}}]})
    const {body} = await call('GET', '/indexes/long/documents')
    assert.ok(body.total_items > 1)
    assert.equal(new Set(body.documents.map((one: {doc_id: string}) => one.doc_id)).size, 1)
  })

  it('finds the text that a question is about', async () => {
    await up()
    await fill()
    for (const [query, source] of [
      ['When do cats hunt?', 'cats'],
      ['How often do trains leave?', 'trains'],
      ['What does bread need?', 'bread'],
    ] as const) {
      const {body} = await call('POST', '/retrieve', {index_name: 'all', query, max_node_count: 1})
      assert.equal(body.count, 1)
      assert.equal(body.results[0].metadata.source, source, query)
      assert.equal(body.results[0].source, null)
    }
    const only = {index_name: 'all', query: 'cats', metadata_filter: {source: 'bread'}}
    assert.equal((await call('POST', '/retrieve', only)).body.results[0].metadata.source, 'bread')
  })

  it('refuses in the words and codes of the service', async () => {
    await up()
    await fill()
    const cases: readonly (readonly [string, string, unknown, number])[] = [
      ['POST', '/retrieve', {index_name: 'all', query: ' '}, 400],
      ['POST', '/retrieve', {index_name: 'nope', query: 'x'}, 404],
      ['POST', '/retrieve', {index_name: 'all', query: 'x', max_node_count: 301}, 422],
      ['POST', '/retrieve', {index_name: 'all'}, 422],
      ['POST', '/index', {documents: []}, 422],
      ['DELETE', '/indexes/nope', undefined, 404],
      ['POST', '/v1/chat/completions', {messages: []}, 503],
      ['POST', '/query', {}, 404],
      ['PUT', '/index', {}, 405],
    ]
    for (const [method, path, body, status] of cases) {
      const answer = await call(method, path, body)
      assert.equal(answer.status, status, `${method} ${path}`)
      assert.ok('detail' in answer.body)
    }
    const broken = await call('POST', '/index', {index_name: 'all', documents: [{text: 'x', metadata: null}]})
    assert.equal(broken.status, 200)
    assert.equal((await fill()).status, 500, 'null metadata breaks the next write')
  })

  it('updates keep the id, and deletions tell what was not there', async () => {
    await up()
    const {body: added} = await fill()
    const id = added[0].doc_id
    const update = {
      documents: [
        {doc_id: id, text: 'Dogs bark.', metadata: {}},
        {doc_id: 'x', text: 'y', metadata: {}},
      ],
    }
    const {body} = await call('POST', '/indexes/all/documents', update)
    assert.deepEqual([body.updated_documents[0].doc_id, body.not_found_documents[0].doc_id], [id, 'x'])
    assert.equal((await call('POST', '/indexes/all/documents', update)).body.unchanged_documents.length, 1)
    assert.deepEqual((await call('POST', '/indexes/all/documents/delete', {doc_ids: [id, 'x']})).body, {
      deleted_doc_ids: [id],
      not_found_doc_ids: ['x'],
    })
    assert.equal((await call('DELETE', '/indexes/all')).body.message, 'Successfully deleted index all.')
  })

  it('a claim keeps what was persisted, and the whole service over a restart', async () => {
    await up({storage})
    await fill()
    assert.equal((await call('POST', '/persist/all')).status, 200)
    assert.equal((await call('POST', '/load/all')).status, 500)
    assert.match((await call('POST', '/load/all')).body.detail, /409/)
    assert.equal((await call('POST', '/load/all?overwrite=true')).status, 200)
    assert.equal((await call('POST', '/load/other')).status, 404)

    cluster.api.delete(pods, pod().metadata.name, 'default')
    await cluster.advance(3 * minute)
    assert.deepEqual((await call('GET', '/indexes')).body, ['all'])
  })

  it('without a claim a restart forgets everything', async () => {
    await up()
    await fill()
    cluster.api.delete(pods, pod().metadata.name, 'default')
    await cluster.advance(3 * minute)
    assert.deepEqual((await call('GET', '/indexes')).body, [])
  })

  it('chats with the model it is configured for, out of what it knows', async () => {
    cluster.api.create(kaito.workspaces, workspace('llm', 'phi-4'))
    await cluster.advance(12 * minute)
    const url = 'http://llm.default.svc.cluster.local/v1/chat/completions'
    await up({inferenceService: {url, contextWindowSize: 16_384}})
    await fill()
    const chat = async (more: Record<string, unknown>): Promise<Answer> => {
      const asked = call('POST', '/v1/chat/completions', {model: 'phi-4', ...more})
      await cluster.advance(2 * minute)
      return asked
    }
    const messages = [{role: 'user', content: 'How long do cats sleep?'}]
    const {body} = await chat({index_name: 'all', messages})
    assert.equal(body.choices[0].message.content, 'Cats sleep for sixteen hours a day.')
    assert.equal(body.source_nodes[0].metadata.source, 'cats')

    const plain = await chat({messages})
    assert.equal(plain.body.source_nodes, undefined)
    assert.equal((await chat({index_name: 'all', messages, stream: true})).status, 400)
    assert.equal((await chat({index_name: 'all', messages, context_token_ratio: 0.9})).status, 400)

    await chat({index_name: 'all', messages: [{role: 'user', content: 'Which volcano erupted?'}]})
    assert.ok(
      (await logOf(cluster, pod(), 'docs')).some((line) => line.startsWith('WARNING') && line.includes('similarity')),
    )
    const {body: metrics} = await call('GET', '/metrics')
    assert.match(metrics, /^rag_chat_latency_seconds_count\{status="success"\} 3$/m)
    assert.match(metrics, /^rag_chat_requests_total\{status="failure"\} 2$/m)
  })

  it('collections on a Qdrant server outlive the service; without the server it does not start', async () => {
    const server = {name: 'qdrant', namespace: 'default', labels: {app: 'qdrant'}}
    const vectorDB = {engine: 'qdrant', url: 'http://qdrant.default.svc:6333'}
    await up({storage: {vectorDB}})
    assert.equal(conditionOf(cluster.api.get(kaito.ragEngines, 'docs', 'default'), 'ServiceReady'), undefined)
    assert.ok((pod().status.containerStatuses[0].restartCount ?? 0) > 0)

    const containers = [{name: 'qdrant', image: 'qdrant/qdrant:v1.15', ports: [{containerPort: 6333}]}]
    cluster.api.create(pods, {apiVersion: 'v1', kind: 'Pod', metadata: server, spec: {containers}})
    const spec = {selector: {app: 'qdrant'}, ports: [{port: 6333, targetPort: 6333}]}
    cluster.api.create({group: '', plural: 'services'}, {apiVersion: 'v1', kind: 'Service', metadata: server, spec})
    await cluster.advance(10 * minute)
    const {body} = await fill()
    const again = {documents: [{doc_id: body[0].doc_id, text: texts.cats, metadata: {source: 'cats'}}]}
    assert.equal((await call('POST', '/indexes/all/documents', again)).body.updated_documents.length, 1)
    const found = (await call('POST', '/retrieve', {index_name: 'all', query: 'cats', max_node_count: 1})).body
    assert.equal(found.results[0].source, 'both')
    await call('DELETE', '/indexes/all')
    assert.deepEqual((await call('GET', '/indexes')).body, [])

    cluster.api.delete(pods, pod().metadata.name, 'default')
    await cluster.advance(3 * minute)
    assert.deepEqual((await call('GET', '/indexes')).body, ['all'], 'the collection was kept')
  })

  it('a model outside the cluster is not reached, and that is an error', async () => {
    await up({inferenceService: {url: 'https://models.example.com/v1/chat/completions', contextWindowSize: 4096}})
    const answer = await call('POST', '/v1/chat/completions', {messages: [{role: 'user', content: 'x'}]})
    assert.equal(answer.status, 500)
    assert.match(answer.body.detail, /Name or service not known: models\.example\.com/)
  })
})
