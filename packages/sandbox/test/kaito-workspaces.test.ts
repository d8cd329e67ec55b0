import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {cloudRefusals} from '../src/cloud-stock.ts'
import {configMaps, nodes, pods, services, statefulSets} from '../src/controllers/resources.ts'
import {kaito} from '../src/kaito/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {ask, conditionOf, kaitoCluster, logOf, workspace} from './kaito-fixture.ts'

const minute = 60_000

/** @feature KAITO: Workspaces, machines from NodeClaims, engines with adapters, benchmark | works */
describe('KAITO Workspaces', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await kaitoCluster(faults)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const found = (name: string): ApiObject | undefined => cluster.api.get(kaito.workspaces, name, 'default')
  const pod = (name: string): ApiObject => {
    const one = cluster.api.get(pods, name, 'default')
    assert.ok(one)
    return one
  }

  it('a node is bought, joins and tells its GPUs before anything runs', async () => {
    cluster.api.create(kaito.workspaces, workspace('phi', 'phi-4-mini-instruct'))
    await cluster.advance(2000)

    assert.equal(found('phi')?.['status'].state, 'Pending')
    assert.equal(conditionOf(found('phi'), 'ResourceReady')?.reason, 'AwaitingReconciliation')
    const [claim] = cluster.api.list(kaito.nodeClaims)
    assert.match(claim?.metadata.name ?? '', /^ws[0-9a-f]{9}$/)
    assert.equal(claim?.metadata.labels?.['kaito.sh/workspacenamespace'], 'default')
    assert.equal(claim?.spec.resources.requests.storage, '87Gi')

    await cluster.advance(4 * minute)
    const [node] = cluster.api.list(nodes)
    assert.equal(node?.status.allocatable['nvidia.com/gpu'], '1')
    assert.equal(node?.metadata.labels?.['node.kubernetes.io/instance-type'], 'Standard_NC24ads_A100_v4')
    assert.deepEqual(node?.spec.taints?.[0], {key: 'sku', value: 'gpu', effect: 'NoSchedule'})
    assert.equal(conditionOf(found('phi'), 'NodeClaimReady')?.reason, 'NodeClaimsReady')
  })

  it('a preset becomes Ready after its benchmark, with everything KAITO makes', async () => {
    cluster.api.create(kaito.workspaces, workspace('phi', 'Phi-4-mini-instruct'))
    await cluster.advance(12 * minute)

    const object = found('phi')
    assert.equal(object?.['status'].state, 'Ready')
    assert.equal(object?.['status'].targetNodeCount, 1)
    assert.equal(object?.['status'].workerNodes.length, 1)
    for (const [type, reason] of [
      ['ResourceReady', 'workspaceResourceStatusSuccess'],
      ['InferenceReady', 'WorkspaceInferenceStatusSuccess'],
      ['BenchmarkCompleted', 'BenchmarkCompleted'],
      ['WorkspaceSucceeded', 'workspaceSucceeded'],
    ] as const) {
      assert.deepEqual([conditionOf(object, type)?.status, conditionOf(object, type)?.reason], ['True', reason])
    }
    const {peakTokensPerMinute} = object?.['status'].performance.metrics ?? {}
    assert.equal(peakTokensPerMinute.unit, 'tokens/min')
    const log = await logOf(cluster, pod('phi-0'), 'phi')
    const result = log.find((line) => line.startsWith('KAITO_BENCHMARK_RESULT'))
    assert.equal(
      String(JSON.parse(result?.split(' ').slice(2).join(' ') ?? '{}').vllm_total_tpm),
      peakTokensPerMinute.value,
    )
    assert.deepEqual(
      cluster.api
        .list(services, {namespace: 'default'})
        .map(({metadata}) => metadata.name)
        .filter((name) => name !== 'kubernetes'),
      ['phi', 'phi-headless'],
    )
    const models = await ask(cluster, pod('phi-0'), 'GET', '/v1/models')
    assert.equal(JSON.parse(models?.text ?? '{}').data[0].id, 'phi-4-mini-instruct')
    const metrics = await ask(cluster, pod('phi-0'), 'GET', '/metrics')
    assert.match(metrics?.text ?? '', /^kaito_model_download_remaining_seconds 0$/m)
    assert.match(metrics?.text ?? '', /^vllm:num_requests_running/m)
  })

  it('a large model is spread over as many nodes as the estimate says', async () => {
    cluster.api.create(kaito.workspaces, workspace('big', 'qwen2.5-coder-32b-instruct'))
    await cluster.advance(15 * minute)

    assert.equal(found('big')?.['status'].targetNodeCount, 2)
    assert.equal(found('big')?.['status'].state, 'Ready')
    assert.equal(cluster.api.list(kaito.nodeClaims).length, 2)
    assert.equal((await ask(cluster, pod('big-0'), 'GET', '/health'))?.status, 200)
    assert.equal(await ask(cluster, pod('big-1'), 'GET', '/health'), undefined)
    const [container] = cluster.api.get(statefulSets, 'big', 'default')?.spec.template.spec.containers ?? []
    assert.match(container.command[2], /--pipeline-parallel-size=2 --distributed-executor-backend=ray/)
  })

  it('adapters have ids of their own, until the first one comes too late', async () => {
    const adapters = [{source: {name: 'support', image: 'registry.example/support:v1'}}]
    cluster.api.create(kaito.workspaces, workspace('with', 'phi-4', {inference: {adapters}}))
    cluster.api.create(kaito.workspaces, workspace('without', 'phi-4'))
    await cluster.advance(12 * minute)

    const models = JSON.parse((await ask(cluster, pod('with-0'), 'GET', '/v1/models'))?.text ?? '{}')
    assert.deepEqual(
      models.data.map(({id}: {id: string}) => id),
      ['phi-4', 'support'],
    )

    cluster.api.patch(kaito.workspaces, 'without', 'default', {inference: {adapters}})
    await cluster.advance(5 * minute)
    assert.equal(found('without')?.['status'].state, 'NotReady')
    assert.match(conditionOf(found('without'), 'InferenceReady')?.reason ?? '', /CrashLoopBackOff|Pending/)
  })

  it('a gated model without a token fails in its pod, not at the door', async () => {
    cluster.api.create(kaito.workspaces, workspace('llama', 'llama-3.1-8b-instruct'))
    await cluster.advance(12 * minute)

    assert.equal(conditionOf(found('llama'), 'InferenceReady')?.reason, 'ContainerCrashLoopBackOff')
    assert.equal(found('llama')?.['status'].state, 'Pending')
  })

  it('a cloud without quota is told in the conditions', async () => {
    const annotations = {'sandbox.ome.cli/fault': 'quota'}
    cluster.api.create(kaito.workspaces, workspace('phi', 'phi-4', {annotations}))
    await cluster.advance(5 * minute)

    const condition = conditionOf(found('phi'), 'ResourceReady')
    assert.equal(condition?.reason, 'LaunchFailed')
    assert.match(condition?.message ?? '', /quota for Standard_NC24ads_A100_v4/)
    assert.deepEqual(cluster.api.list(nodes), [])
  })

  it('a cloud that refuses a type is asked again, and gives it once it is healed', async () => {
    const give = cluster.cloud.refuse('standard_nc24ads_a100_v4', cloudRefusals.quota('Standard_NC24ads_A100_v4'))
    cluster.api.create(kaito.workspaces, workspace('dear', 'phi-4-mini-instruct'))
    cluster.api.create(
      kaito.workspaces,
      workspace('other', 'phi-4-mini-instruct', {instanceType: 'Standard_NV36ads_A10_v5'}),
    )
    await cluster.advance(12 * minute)
    const refused = conditionOf(found('dear'), 'NodeClaimReady')

    assert.match(refused?.message ?? '', /exceeding approved Total Regional Cores quota for Standard_NC24ads_A100_v4/)
    assert.deepEqual([refused?.reason, found('other')?.['status'].state], ['LaunchFailed', 'Ready'])
    give()
    await cluster.advance(12 * minute)
    assert.equal(found('dear')?.['status'].state, 'Ready')
  })

  it('a benchmark without throughput leaves the Workspace NotReady', async () => {
    const annotations = {'sandbox.ome.cli/tokens-per-minute': '-1'}
    cluster.api.create(kaito.workspaces, workspace('phi', 'phi-4', {annotations}))
    await cluster.advance(12 * minute)

    assert.equal(found('phi')?.['status'].state, 'NotReady')
    assert.equal(conditionOf(found('phi'), 'WorkspaceSucceeded')?.reason, 'BenchmarkFailed')
  })

  it('an engine refuses requests while too many wait', async () => {
    cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'small', namespace: 'default'},
      data: {'inference_config.yaml': 'vllm:\n  max-num-seqs: 2\n'},
    })
    cluster.api.create(kaito.workspaces, workspace('phi', 'phi-4', {inference: {config: 'small'}}))
    await cluster.advance(12 * minute)

    const body = {model: 'phi-4', messages: [{role: 'user', content: 'Tell me of the sea.'}]}
    const answers = Array.from({length: 7}, () => ask(cluster, pod('phi-0'), 'POST', '/v1/chat/completions', body))
    await cluster.advance(5 * minute)
    const all = await Promise.all(answers)
    assert.deepEqual(
      all.map((answer) => answer?.status),
      [200, 200, 200, 200, 200, 429, 429],
    )
    assert.equal(JSON.parse(all[6]?.text ?? '{}').error.code, 'rate_limit_exceeded')
    const again = ask(cluster, pod('phi-0'), 'POST', '/v1/chat/completions', body)
    await cluster.advance(minute)
    assert.equal((await again)?.status, 200)
    assert.match(
      (await ask(cluster, pod('phi-0'), 'GET', '/metrics'))?.text ?? '',
      /^kaito_ratelimit_rejected_total 2$/m,
    )
  })

  it('the transformers runtime has other routes and JSON metrics', async () => {
    const annotations = {'kaito.sh/runtime': 'transformers'}
    cluster.api.create(kaito.workspaces, workspace('phi', 'phi-4', {annotations}))
    await cluster.advance(12 * minute)

    assert.equal(found('phi')?.['status'].state, 'Ready')
    assert.equal(conditionOf(found('phi'), 'BenchmarkCompleted'), undefined)
    const metrics = JSON.parse((await ask(cluster, pod('phi-0'), 'GET', '/metrics'))?.text ?? '{}')
    assert.match(metrics.gpu_info[0].load, /^\d+\.\d\d%$/)
    assert.equal((await ask(cluster, pod('phi-0'), 'POST', '/v1/completions', {}))?.status, 404)
  })

  it('deleting it gives the machine back', async () => {
    cluster.api.create(kaito.workspaces, workspace('phi', 'phi-4'))
    await cluster.advance(12 * minute)

    cluster.api.delete(kaito.workspaces, 'phi', 'default', {propagation: 'Background'})
    await cluster.advance(1000)
    assert.equal(conditionOf(found('phi'), 'WorkspaceDeleting')?.status, 'True')
    await cluster.advance(2 * minute)

    for (const resource of [kaito.workspaces, kaito.nodeClaims, nodes, pods, statefulSets]) {
      assert.deepEqual(cluster.api.list(resource), [])
    }
  })
})
