import assert from 'node:assert/strict'
import RagHealth from '../src/commands/rag/health.ts'
import RagStatus from '../src/commands/rag/status.ts'
import {type RagWorld, world} from './world.ts'

const engine = (name: string, spec: object = {}) => ({
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'RAGEngine',
  metadata: {name, namespace: 'default'},
  spec: {embedding: {local: {modelID: 'intfloat/e5-small'}}, ...spec},
})

describe('ome rag status and health', () => {
  let tour: RagWorld
  before(async () => {
    tour = await world()
  })
  after(() => tour.stop())

  it('tell of a well engine what it holds and who answers', async () => {
    const {code, out} = await tour.run(RagStatus, ['my-rag'])

    assert.equal(code, 0)
    for (const line of [
      /^State: +Ready$/m,
      /^Service: +Healthy$/m,
      /^Embedding: +BAAI\/bge-small-en-v1\.5$/m,
      /^Claim: +my-rag-index$/m,
      /^LLM answers: +service default\/my-workspace answers$/m,
      /^default +3$/m,
      /^ServiceReady +True/m,
    ])
      assert.match(out, line)
    assert.equal((await tour.run(RagHealth, ['my-rag', '--detailed'])).code, 0)
  })

  it('wait for a service that does not answer for seconds alone', async () => {
    const waits = new Set<number | undefined>()
    const kube: typeof tour.kube = async (options, signal) => {
      const client = await tour.kube(options, signal)
      const request: typeof client.request = (method, path, how) => {
        if (path.includes('/services/my-rag')) waits.add(how?.idleMs)
        return client.request(method, path, how)
      }
      return Object.assign(Object.create(client), {request})
    }
    await tour.run(RagStatus, ['my-rag'], {kube})
    await tour.run(RagHealth, ['my-rag'], {kube})

    assert.deepEqual([...waits], [10_000])
  })

  it('tell of a new engine that nothing serves yet, and of one without a model that it has none', async () => {
    tour.api.create({group: 'kaito.sh', plural: 'ragengines'}, engine('young'))
    const young = await tour.run(RagHealth, ['young'])
    await tour.until(
      () => tour.api.get({group: 'apps', plural: 'deployments'}, 'young', 'default')?.['status']?.readyReplicas === 1,
    )
    const {out} = await tour.run(RagStatus, ['young', '-o', 'json'])

    assert.equal(young.code, 3)
    assert.match(young.out, /^service +failed +no pod is ready$/m)
    assert.match(young.err, /hint: see why: ome rag status young -n default/)
    const {embedding, llm, indexes, store} = JSON.parse(out)
    assert.deepEqual(embedding, {inUse: 'BAAI/bge-small-en-v1.5', asked: 'intfloat/e5-small'})
    assert.deepEqual([llm.url, indexes, store.claim], [null, [], null])
  })

  it('tell that the model of an engine is not there', async () => {
    const inferenceService = {url: 'http://gone/v1/chat/completions', contextWindowSize: 4096}
    tour.api.create({group: 'kaito.sh', plural: 'ragengines'}, engine('alone', {inferenceService}))
    await tour.until(
      () => tour.api.get({group: 'apps', plural: 'deployments'}, 'alone', 'default')?.['status']?.readyReplicas === 1,
    )
    const {code, out} = await tour.run(RagHealth, ['alone'])

    assert.equal(code, 3)
    assert.match(out, /^model +failed +there is no service default\/gone$/m)
  })

  it('follow an engine until Ctrl-C, a line per change in a pipe', async () => {
    const stop = new AbortController()
    const {code, out} = await tour.pass(RagStatus, ['my-rag', '--watch'], {
      signal: stop.signal,
      onWrite: () => stop.abort(),
    })

    assert.deepEqual([code, out], [130, 'ragengine/my-rag Ready, service answers\n'])
  })

  it('name the engine that was meant', async () => {
    const {code, err} = await tour.run(RagStatus, ['my-rg'])

    assert.equal(code, 4)
    assert.match(err, /hint: did you mean my-rag\?/)
  })
})
