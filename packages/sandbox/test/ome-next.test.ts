import assert from 'node:assert/strict'
import {crd} from '@ome/kinds/crd'
import {omeNextCrds} from '@ome/kinds/ome-forms'
import {ApiError, type ApiObject} from '../src/api.ts'
import {pods} from '../src/controllers/resources.ts'
import {omeNextAdmissions} from '../src/ome/next/admission.ts'
import {omeNextControllers} from '../src/ome/next/ome-next.ts'
import {inferenceReplicas, inferenceServices} from '../src/ome/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {conditionOf, omeCluster, service, withMistral} from './ome-fixture.ts'

const native = (name: string, more: Record<string, unknown> = {}): ApiObject =>
  service(name, {deploymentMode: 'OMENative', engine: {minReplicas: 4, maxReplicas: 4}, ...more})

const canary = (steps: readonly Record<string, unknown>[]): Record<string, unknown> => ({
  rollout: {groups: [{components: ['engine'], canary: {steps}}]},
})

/** @feature OME: v1.3: instances, rolling updates, canaries with promotion and rollback, its refusals | works */
describe('OME v1.3', () => {
  let cluster: StandingCluster
  const faults: string[] = []
  const live = (name = 'chat'): ApiObject | undefined => cluster.api.get(inferenceServices, name, 'default')
  const engine = (): Record<string, unknown> & {rolloutPhase: string; canary: Record<string, unknown>} =>
    live()?.['status'].components.engine
  const hashes = (): string[] =>
    cluster.api.list(pods, {namespace: 'default'}).map((pod) => pod.metadata.labels?.['ome.io/revision-hash'] ?? '')
  const change = (spec: Record<string, unknown>, annotations: Record<string, unknown> = {}): void => {
    cluster.api.patch(inferenceServices, 'chat', 'default', {metadata: {annotations}, spec})
  }
  const newRevision = {engine: {runner: {env: [{name: 'EDITION', value: '2'}]}}}

  beforeEach(async () => {
    const monitors = crd('podmonitors.monitoring.coreos.com')
    cluster = await omeCluster(faults, [], {
      crds: [...omeNextCrds(), ...(monitors ? [monitors] : [])].map((one) => ({...one, metadata: {...one.metadata}})),
      controllers: omeNextControllers,
      admissions: omeNextAdmissions,
    })
    await withMistral(cluster)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  it('runs instances by index under an InferenceReplica', async () => {
    cluster.api.create(inferenceServices, native('chat'))
    await cluster.advance(200_000)

    const names = cluster.api.list(pods, {namespace: 'default'}).map((pod) => pod.metadata.name)
    const replica = cluster.api.get(inferenceReplicas, 'chat-engine', 'default')
    assert.deepEqual(
      names.sort(),
      [0, 1, 2, 3].map((index) => `chat-engine-${index}-default-0`),
    )
    assert.equal(replica?.['status'].readyReplicas, 4)
    assert.equal(conditionOf(live(), 'Ready').status, 'True')
    assert.equal(engine().rolloutPhase, 'Stable')
    assert.match(String(engine()['latestRolledoutRevision']), /^chat-engine-rev-[a-z0-9]+$/)
  })

  it('a service of Deployments works as before', async () => {
    cluster.api.create(inferenceServices, service('chat'))
    await cluster.advance(200_000)

    assert.equal(conditionOf(live(), 'EngineReady').reason, 'MinimumReplicasAvailable')
    assert.equal(cluster.api.list(inferenceReplicas).length, 0)
    assert.equal(live()?.metadata.annotations?.['ome.io/deploymentMode'], undefined)
  })

  it('rolls a new revision out a few instances at a time', async () => {
    cluster.api.create(inferenceServices, native('chat'))
    await cluster.advance(200_000)
    const [old] = hashes()

    change(newRevision)
    await cluster.advance(5000)
    assert.equal(engine().rolloutPhase, 'Promoting')
    assert.ok(hashes().filter((hash) => hash === old).length >= 3)
    await cluster.advance(1_200_000)

    assert.equal(engine().rolloutPhase, 'Stable')
    assert.equal(hashes().includes(old ?? ''), false)
    assert.equal(engine()['previousRolledoutRevision'], `chat-engine-rev-${old}`)
  })

  /** @feature OME: v1.3: analysis of canaries (it holds), policies, quotas, several clusters | missing */
  it('a canary takes its capacity, waits for a promotion, and goes on', async () => {
    const steps = [
      {capacity: '25%', traffic: 10, pause: {}},
      {capacity: 2, traffic: 50, pause: {duration: '2m'}},
    ]
    cluster.api.create(inferenceServices, native('chat', canary(steps)))
    await cluster.advance(200_000)
    const [old] = hashes()

    change(newRevision)
    await cluster.advance(300_000)
    const hash = String(engine().canary['canaryRevisionHash'])
    assert.equal(engine().rolloutPhase, 'Paused')
    assert.deepEqual(
      [hashes().filter((each) => each === hash).length, engine().canary['observedTrafficWeight']],
      [1, 25],
    )

    change({}, {'ome.io/rollout-promote': hash})
    await cluster.advance(60_000)
    assert.equal(engine().canary['currentStep'], 1)
    assert.equal(live()?.metadata.annotations?.['ome.io/rollout-promote'], undefined)
    await cluster.advance(900_000)

    assert.equal(engine().rolloutPhase, 'Stable')
    assert.deepEqual([...new Set(hashes())], [hash])
    assert.notEqual(hash, old)
    assert.equal(engine().canary, undefined)
  })

  it('a canary is sent back on request and stays away', async () => {
    cluster.api.create(inferenceServices, native('chat', canary([{capacity: 1, traffic: 10, pause: {}}])))
    await cluster.advance(200_000)
    const [old] = hashes()
    change(newRevision)
    await cluster.advance(200_000)

    change({}, {'ome.io/rollout-rollback': 'true'})
    await cluster.advance(300_000)

    assert.equal(engine().rolloutPhase, 'RolledBack')
    assert.deepEqual([...new Set(hashes())], [old])
    assert.equal(conditionOf(live(), 'Ready').status, 'True')
  })

  it('a canary that is never ready is sent back after its time', async () => {
    cluster.api.create(inferenceServices, native('chat', canary([{capacity: 1, traffic: 10}])))
    await cluster.advance(200_000)

    change({engine: {runner: {image: 'vllm/vllm-openai:does-not-exist'}}}, {'ome.io/rollout-ready-timeout': '5m'})
    await cluster.advance(200_000)
    assert.equal(engine().rolloutPhase, 'Canarying')
    await cluster.advance(600_000)

    assert.equal(engine().rolloutPhase, 'RolledBack')
  })

  it('replicas are scaled, and written by nobody else', async () => {
    cluster.api.create(
      inferenceServices,
      native('chat', {engine: {minReplicas: 1, maxReplicas: 4, autoscaler: {class: 'External'}}}),
    )
    await cluster.advance(200_000)

    assert.throws(
      () => cluster.api.patch(inferenceReplicas, 'chat-engine', 'default', {spec: {revisionHash: 'x'}}),
      (error) => error instanceof ApiError && error.status.code === 403,
    )
    cluster.api.patch(inferenceReplicas, 'chat-engine', 'default', {spec: {replicas: 3}})
    await cluster.advance(200_000)

    assert.equal(hashes().length, 3)
    assert.equal(engine()['autoscaler'] !== undefined && conditionOf(live(), 'Ready').status, 'True')
  })

  const refusals: readonly [what: string, ApiObject, RegExp][] = [
    ['a runtime that is not there', service('x', {runtime: {name: 'nope'}}), /runtime nope not found/],
    ['nothing to serve', service('x', {model: undefined}), /at least one of model and runtime/],
    ['KEDA without triggers', native('x', {engine: {autoscaler: {class: 'KEDA'}}}), /\(KedaTriggersRequired\)/],
    ['nothing at rest without KEDA', native('x', {engine: {minReplicas: 0}}), /\(InvalidScaleToZero\)/],
    ['a canary of Deployments', service('x', canary([{capacity: 1, traffic: 1}])), /\(CanaryRequiresOMENative\)/],
    ['a hash without a key', native('x', {traffic: {algorithm: 'ConsistentHash'}}), /\(MissingConsistentHashSpec\)/],
    [
      'the reserved override',
      native('x', {traffic: {endpointOverride: {type: 'Metadata'}}}),
      /\(ReservedEndpointOverrideType\)/,
    ],
  ]
  for (const [what, body, message] of refusals) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => cluster.api.create(inferenceServices, body),
        (error) => error instanceof ApiError && error.status.code === 403 && message.test(error.message),
      )
    })
  }

  it('a model on a claim says why it is not ready', async () => {
    const models = {group: 'ome.io', plural: 'basemodels'}
    cluster.api.create(models, {
      apiVersion: 'ome.io/v1beta1',
      kind: 'BaseModel',
      metadata: {name: 'kept', namespace: 'default'},
      spec: {storage: {storageUri: 'pvc://weights/Qwen/Qwen3-8B'}},
    })
    await cluster.advance(5000)

    const kept = cluster.api.get(models, 'kept', 'default')
    assert.equal(kept?.['status'].state, 'Failed')
    assert.equal(conditionOf(kept, 'SourceReachable').reason, 'PVCNotFound')
  })
})
