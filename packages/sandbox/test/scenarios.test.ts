import assert from 'node:assert/strict'
import {existsSync} from 'node:fs'
import type {ApiObject} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {listScenarios, loadScenario, ScenarioError} from '../src/scenario.ts'

const ome = (plural: string) => ({group: 'ome.io', plural})
const core = (plural: string) => ({group: '', plural})
const now = Date.parse('2026-11-21T12:00:00Z')

interface ContainerStatus {
  restartCount: number
  state: {waiting?: {reason: string}; terminated?: {reason: string}}
  lastState: {terminated?: {reason: string; exitCode: number}}
}

const readyOf = (service: ApiObject | undefined): string | undefined =>
  service?.status?.conditions?.find((condition: {type: string}) => condition.type === 'Ready')?.status

const statusesOf = (cluster: Cluster, service: string): ContainerStatus[] =>
  cluster.api
    .list(core('pods'), {namespace: 'default', labels: {'ome.io/inferenceservice': service}})
    .flatMap((pod) => pod.status.containerStatuses)

/** @feature Sandbox: scenarios empty, quickstart, crash-loop, no-gpu, oom | works */
describe('scenarios', () => {
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

  it('every scenario has a summary of one line', () => {
    const list = listScenarios()

    assert.ok(list.length >= 6)
    for (const {summary} of list) assert.match(summary, /^[A-Z][^\n]+\.$/)
  })

  it('empty: three plain nodes and nothing else', async () => {
    const {api} = await start('empty')

    assert.deepEqual(
      api.list(core('nodes')).map((node) => node.metadata.name),
      ['node-1', 'node-2', 'node-3'],
    )
    assert.deepEqual(api.list(core('pods')), [])
    assert.equal(api.serves(ome('inferenceservices')), false)
  })

  it('quickstart: GPU nodes, OME and serving runtimes', async () => {
    const {api} = await start('quickstart')

    const gpus = api.list(core('nodes')).map((node) => Number(node.status.allocatable['nvidia.com/gpu'] ?? 0))
    assert.equal(
      gpus.reduce((sum, count) => sum + count, 0),
      68,
    )
    assert.ok(api.list(ome('clusterservingruntimes')).length >= 5)
    assert.deepEqual(api.list(ome('clusterbasemodels')), [])
    const agents = api.list(core('pods'), {namespace: 'ome'})
    assert.ok(agents.every((pod) => pod.status.phase === 'Running'))
  })

  it('crash-loop: the engine runs out of GPU memory again and again', async () => {
    const running = await start('crash-loop')

    const [status] = statusesOf(running, 'llama')
    assert.ok((status?.restartCount ?? 0) >= 2)
    assert.equal(status?.lastState.terminated?.exitCode, 1)
    assert.equal(readyOf(running.api.get(ome('inferenceservices'), 'llama', 'default')), 'False')
  })

  it('no-gpu: the engine waits for a GPU, with the reason', async () => {
    const {api} = await start('no-gpu')

    const [pod] = api.list(core('pods'), {namespace: 'default', labels: {'ome.io/inferenceservice': 'chat'}})
    const scheduled = pod?.status.conditions.find((condition: {type: string}) => condition.type === 'PodScheduled')
    assert.equal(pod?.status.phase, 'Pending')
    assert.match(scheduled.message, /^0\/11 nodes are available: .*9 Insufficient nvidia\.com\/gpu/)
  })

  it('oom: the container is killed for its memory', async () => {
    const running = await start('oom')

    const [status] = statusesOf(running, 'chat')
    assert.equal(status?.lastState.terminated?.reason, 'OOMKilled')
  })

  it('tour-ome: models, services that serve and two that do not', async () => {
    const {api} = await start('tour-ome')

    const services = api.list(ome('inferenceservices'))
    const failing = services.filter((service) => readyOf(service) !== 'True').map((service) => service.metadata.name)
    assert.deepEqual(failing.sort(), ['broken-llama', 'experiment'])
    const prod = api.get({group: 'apps', plural: 'deployments'}, 'prod-llama-engine', 'default')
    assert.equal(prod?.status.availableReplicas, 3)
    const models = api.list(ome('clusterbasemodels')).map((model) => [model.metadata.name, model.status.state])
    assert.deepEqual(models, [
      ['llama-3-3-70b', 'Ready'],
      ['llama-3-3-70b-fp8', 'Ready'],
      ['mistral-7b', 'Ready'],
      ['new-unused', 'Ready'],
      ['old-falcon-7b', 'Ready'],
    ])
    assert.equal(api.get(ome('basemodels'), 'custom-model', 'ml-team')?.status.state, 'In_Transit')
    const age =
      now - Date.parse(services.find(({metadata}) => metadata.name === 'prod-llama')?.metadata.creationTimestamp ?? '')
    assert.equal(Math.floor(age / 86_400_000), 7)
  })

  it('an unknown scenario is refused with the names there are', () => {
    assert.throws(
      () => loadScenario('nope'),
      (error) => error instanceof ScenarioError && /crash-loop, empty/.test(error.message),
    )
    for (const name of ['../empty', '', '_ome-base/..', 'empty/']) {
      assert.throws(() => loadScenario(name), ScenarioError)
    }
    assert.equal(existsSync('/empty'), false)
  })
})
