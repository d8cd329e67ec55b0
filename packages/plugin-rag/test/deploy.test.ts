import assert from 'node:assert/strict'
import {run} from '@ome/testkit/run'
import RagDeploy from '../src/commands/rag/deploy.ts'
import {type RagWorld, world} from './world.ts'

const engines = {group: 'kaito.sh', plural: 'ragengines'}

describe('ome rag deploy', () => {
  let tour: RagWorld
  before(async () => {
    tour = await world()
  })
  after(() => tour.stop())
  const deploy = (...argv: string[]) => tour.run(RagDeploy, argv, {namespace: 'lab'})
  const specOf = (name: string) => tour.api.get(engines, name, 'lab')?.['spec']

  it('asks a model for chats, whatever address was given', async () => {
    const {code, out, err} = await deploy('my-rag', '--inference-url', 'http://my-service/v1/completions')

    assert.deepEqual({code, out}, {code: 0, out: 'ragengine/my-rag created\n'})
    assert.match(err, /\/v1\/chat\/completions is asked instead of \/v1\/completions/)
    assert.match(err, /the index is in memory/)
    assert.equal(specOf('my-rag').inferenceService.url, 'http://my-service/v1/chat/completions')
    assert.equal(specOf('my-rag').compute, undefined)
    assert.equal(specOf('my-rag').storage, undefined)
  })

  it('takes the model of a Workspace, and the cheapest machine for one that is not offered any more', async () => {
    const words = ['--llm-workspace', 'my-inference-workspace', '--instance-type', 'Standard_NC6s_v3']
    const {code, err} = await deploy('my-rag-app', '--vector-store', 'faiss', ...words)

    assert.equal(code, 0)
    assert.match(
      err,
      /Standard_NC6s_v3 \(3\.06 USD\/h\) is not offered.*NV36ads_A10_v5 \(3\.20 USD\/h\) takes its place/,
    )
    assert.match(err, /1 node Standard_NV36ads_A10_v5, 3\.20 USD\/h .*2026-06-18/)
    const {compute, inferenceService} = specOf('my-rag-app')
    assert.equal(compute.instanceType, 'Standard_NV36ads_A10_v5')
    assert.equal(inferenceService.url, 'http://my-inference-workspace.lab.svc.cluster.local/v1/chat/completions')
    assert.ok(inferenceService.contextWindowSize > 4096)
  })

  it('says unchanged for the same again, and refuses another one of that name', async () => {
    const url = 'https://api.example/models/org/zephyr/v1/completions'
    const words = ['my-rag-external', '--inference-url', url, '--inference-secret', 'huggingface-token']
    const first = await deploy(...words)
    const again = await deploy(...words)
    const other = await deploy('my-rag-external', '--inference-url', url, '--pvc', 'training-data')

    assert.match(first.err, /context window 4096 is assumed/)
    assert.equal(again.out, 'ragengine/my-rag-external unchanged\n')
    assert.equal(other.code, 6)
    assert.equal(specOf('my-rag-external').inferenceService.accessSecret, 'huggingface-token')
  })

  it('tells all that is wrong at once and writes nothing', async () => {
    const words = ['--llm-workspace', 'nope', '--pvc', 'no', '--inference-secret', 'push', '--instance-type', 'foo']
    const {code, err} = await deploy('wrong', '--vector-store', 'qdrant', ...words)

    assert.equal(code, 2)
    assert.match(err, /5 problems, nothing was written/)
    assert.match(err, /needs the address of the Qdrant server/)
    assert.match(err, /secret "push" cannot be used.*no key LLM_ACCESS_SECRET/)
    assert.equal(specOf('wrong'), undefined)
  })

  for (const [what, words, code] of [
    ['a Workspace that is not there', ['--llm-workspace', 'nope'], 4],
    ['a Secret that is not there', ['--inference-url', 'http://x/', '--inference-secret', 'nope'], 4],
    ['an address that is none', ['--inference-url', 'my-service'], 2],
    ['two models', ['--inference-url', 'http://x/', '--llm-workspace', 'y'], 2],
    ['a password in the address of the model', ['--inference-url', 'http://me:secret@x/'], 2],
    ['an address of embeddings that is none', ['--embedding-url', 'embed'], 2],
    ['an address of a store that is none', ['--vector-store', 'qdrant', '--vector-url', 'qdrant:6333'], 2],
    ['a store address without its store', ['--vector-url', 'http://qdrant:6333'], 2],
  ] as const) {
    it(`ends with ${code} for ${what}`, async () => assert.equal((await deploy('wrong', ...words)).code, code))
  }

  it('says that the service does not heed the embedding model of this release', async () => {
    const {out} = await deploy('other', '--embedding-model', 'intfloat/e5-small', '--dry-run')

    assert.match(out, /#2365.*intfloat\/e5-small has no effect/)
  })

  it('runs on a machine without a GPU', async () => {
    const {code, err} = await deploy('plain', '--instance-type', 'Standard_D8s_v5')
    await tour.until(
      () => tour.api.get({group: 'apps', plural: 'deployments'}, 'plain', 'lab')?.['status']?.readyReplicas === 1,
    )

    assert.equal(code, 0)
    assert.match(err, /1 node Standard_D8s_v5, price <unknown>[\s\S]*it has no GPU/)
    assert.equal(specOf('plain').compute.instanceType, 'Standard_D8s_v5')
  })

  it('gives the manifest of an engine on Qdrant', async () => {
    const store = ['--vector-store', 'qdrant', '--vector-url', 'http://qdrant:6333', '--embedding-url', 'http://embed/']
    const {out} = await deploy('papers', '--dry-run=client', '-o', 'yaml', ...store)

    assert.match(out, /embedding:\n {4}remote:\n {6}url: http:\/\/embed\//)
    assert.match(out, /vectorDB:\n {6}engine: qdrant\n {6}url: http:\/\/qdrant:6333/)
  })

  it('renders a manifest without any cluster', async () => {
    const words = ['papers', '--offline', '--dry-run=client', '-o', 'yaml', '--llm-workspace', 'phi', '--pvc', 'kept']
    const machine = ['--cloud', 'aws', '--instance-type', 'G6.xlarge']
    const {code, out, err} = await run(RagDeploy, [...words, ...machine], {plugin: 'rag'})
    const write = await run(RagDeploy, ['papers', '--offline'], {plugin: 'rag'})

    assert.equal(code, 0)
    assert.match(out, /instanceType: g6\.xlarge/)
    assert.match(out, /url: http:\/\/phi\.default\.svc\.cluster\.local\/v1\/chat\/completions/)
    assert.match(err, /1 node g6\.xlarge, 0\.8048 USD\/h/)
    assert.equal(write.code, 2)
  })

  it('waits until the engine serves', async () => {
    const waiting = tour.pass(RagDeploy, ['quick', '--wait'], {namespace: 'lab'})
    const {code, err} = await waiting

    assert.equal(code, 0)
    assert.match(err, /ragengine\/quick Pending/)
    assert.match(err, /ragengine\/quick Ready\n$/)
  })
})
