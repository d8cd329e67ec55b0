import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'

const ome = (plural: string) => ({group: 'ome.io', plural})
const core = (plural: string) => ({group: '', plural})
const now = Date.parse('2026-11-21T12:00:00Z')

const readyOf = (service: ApiObject | undefined): string | undefined =>
  service?.['status']?.conditions?.find((condition: {type: string}) => condition.type === 'Ready')?.status

/** @feature OME: v0.1 with full or open definitions, v1.3, the stock catalogue | works */
describe('scenarios of OME', () => {
  let cluster: Cluster | undefined
  const faults: string[] = []

  const start = async (scenario: string): Promise<Cluster> => {
    cluster = await startCluster({scenario, clock: 'manual', now, log: (line) => faults.push(line)})
    return cluster
  }

  afterEach(async () => {
    await cluster?.stop()
    cluster = undefined
    assert.deepEqual(faults.splice(0), [])
  })

  it('stock: 48 runtimes and 86 models, one chosen by itself', async () => {
    const {api} = await start('stock')

    const runtimes = api.list(ome('clusterservingruntimes'))
    const automatic = runtimes.filter(({spec}) =>
      spec.supportedModelFormats.some((one: {autoSelect: boolean}) => one.autoSelect),
    )
    assert.deepEqual([runtimes.length, automatic.length], [48, 24])
    const models = api.list(ome('clusterbasemodels'))
    assert.equal(models.length, 86)
    const llama = models.find(({metadata}) => metadata.name === 'llama-3-3-70b-instruct')
    assert.deepEqual([llama?.['status'].state, llama?.['spec'].modelArchitecture], ['Ready', 'LlamaForCausalLM'])
    const made = api.create(ome('inferenceservices'), {
      apiVersion: 'ome.io/v1beta1',
      kind: 'InferenceService',
      metadata: {name: 'chat', namespace: 'default'},
      spec: {model: {name: 'llama-3-3-70b-instruct'}, engine: {minReplicas: 1, maxReplicas: 1}},
    })
    await cluster?.clock.advance(5000)
    const [pod] = api.list(core('pods'), {
      namespace: 'default',
      labels: {'ome.io/inferenceservice': made.metadata.name},
    })
    assert.equal(pod?.metadata.labels?.['serving-runtime'], 'vllm-llama-3-3-70b-instruct')
  }).timeout(60_000)

  it('slow-rollout: one of two is new, and the next finds no GPUs', async () => {
    const {api} = await start('slow-rollout')

    const deployment = api.get({group: 'apps', plural: 'deployments'}, 'chat-engine', 'default')
    const {updatedReplicas, availableReplicas, conditions} = deployment?.['status'] ?? {}
    assert.deepEqual([updatedReplicas, availableReplicas], [2, 2])
    const progressing = conditions.find((one: {type: string}) => one.type === 'Progressing')
    assert.equal(progressing.reason, 'ProgressDeadlineExceeded')
    const [waiting] = api.list(core('pods'), {namespace: 'default'}).filter((pod) => pod['status'].phase === 'Pending')
    const scheduled = waiting?.['status'].conditions.find((one: {type: string}) => one.type === 'PodScheduled')
    assert.match(scheduled?.message ?? '', /Insufficient nvidia\.com\/gpu/)
    assert.equal(readyOf(api.get(ome('inferenceservices'), 'chat', 'default')), 'True')
  })

  it('old-ome: open definitions, no fine-tuned weights, a predictor that serves', async () => {
    const {api} = await start('old-ome')

    assert.equal(api.serves(ome('finetunedweights')), false)
    const legacy = api.get(ome('inferenceservices'), 'legacy', 'default')
    assert.equal(readyOf(legacy), 'True')
    assert.ok(legacy?.['spec'].predictor)
    const types = legacy?.['status'].conditions.map((one: {type: string}) => one.type)
    assert.ok(types.includes('PredictorReady'), types)
    assert.equal(readyOf(api.get(ome('inferenceservices'), 'chat', 'default')), 'True')
    assert.equal(api.get(ome('inferenceservices'), 'chat', 'default')?.['spec'].model.kind, undefined)
  })

  it('new-ome: instances, a canary that waits, and Deployments', async () => {
    const {api} = await start('new-ome')

    const chat = api.get(ome('inferenceservices'), 'chat', 'default')
    const {rolloutPhase, canary} = chat?.['status'].components.engine ?? {}
    assert.deepEqual([rolloutPhase, canary.currentStep, canary.observedTrafficWeight], ['Paused', 0, 25])
    assert.equal(readyOf(chat), 'True')
    assert.equal(readyOf(api.get(ome('inferenceservices'), 'plain', 'default')), 'True')
    assert.equal(api.list(ome('inferencereplicas'))[0]?.['status'].readyReplicas, 4)
    const manager = api.get({group: 'apps', plural: 'deployments'}, 'ome-controller-manager', 'ome')
    assert.match(manager?.['spec'].template.spec.containers[0].image, /:v1\.3/)
  })
})
