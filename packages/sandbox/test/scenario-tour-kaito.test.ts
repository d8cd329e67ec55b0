import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {load} from 'js-yaml'
import type {ApiObject} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {
  configMaps,
  deployments,
  nodes,
  persistentVolumeClaims,
  pods,
  secrets,
  services,
} from '../src/controllers/resources.ts'
import {kaito} from '../src/kaito/resources.ts'
import {scenarioWorkingFiles} from '../src/scenario.ts'
import {ask, conditionOf, logOf} from './kaito-fixture.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const dayMs = 86_400_000

/** @feature KAITO: scenario tour-kaito with five clusters | works */
describe('tour-kaito', () => {
  let cluster: Cluster
  const faults: string[] = []

  before(async () => {
    cluster = await startCluster({scenario: 'tour-kaito', clock: 'manual', now, log: (line) => faults.push(line)})
  })
  after(async () => {
    await cluster.stop()
    assert.deepEqual(faults, [])
  })

  const workspace = (name: string, namespace = 'default'): ApiObject => {
    const found = cluster.api.get(kaito.workspaces, name, namespace)
    assert.ok(found, name)
    return found
  }
  const podOf = (name: string, namespace = 'default'): ApiObject => {
    const found = cluster.api.get(pods, name, namespace)
    assert.ok(found, name)
    return found
  }
  const podsWith = (labels: Record<string, string>): ApiObject[] => cluster.api.list(pods, {labels})
  const ageDays = ({metadata}: ApiObject): number =>
    Math.floor((now - Date.parse(metadata.creationTimestamp ?? '')) / dayMs)
  const answer = async (pod: ApiObject, method: string, path: string, body?: unknown) =>
    JSON.parse((await ask(cluster, pod, method, path, body))?.text ?? 'null')

  const answerAt = async (port: number, pod: ApiObject, method: string, path: string) =>
    JSON.parse((await ask(cluster, pod, method, path, undefined, port))?.text ?? 'null')

  it('six contexts, the first in namespace default, lab in its own', () => {
    const {contexts} = cluster.scenario
    assert.deepEqual(Object.keys(contexts), ['production', 'lab', 'prod', 'staging', 'us-east', 'us-west'])
    assert.deepEqual([contexts['production']?.namespace, contexts['lab']?.namespace], ['default', 'lab'])
    assert.deepEqual(Object.keys(cluster.scenario.clusters), ['prod', 'staging', 'us-east', 'us-west'])
  })

  it('both operators run version 0.12.0 on azure with the default gates', () => {
    const [operator] = cluster.api.list(deployments, {labels: {'app.kubernetes.io/name': 'workspace'}})
    assert.equal(operator?.status.availableReplicas, 1)
    assert.equal(operator?.metadata.labels?.['app.kubernetes.io/version'], '0.12.0')
    const [container] = operator?.spec.template.spec.containers ?? []
    assert.equal(container.name, 'workspace')
    assert.ok(container.args.includes('--node-provisioner=azure-gpu-provisioner'))
    assert.match(container.args[0], /^--feature-gates=vLLM=true,/)
    assert.equal(container.env.find(({name}: {name: string}) => name === 'CLOUD_PROVIDER').value, 'azure')
    assert.equal(cluster.api.get(deployments, 'kaito-ragengine', 'kaito-ragengine')?.status.availableReplicas, 1)
  })

  it('templates and the list of models lie in the namespace of the operator', () => {
    const names = cluster.api.list(configMaps, {namespace: 'kaito-workspace'}).map(({metadata}) => metadata.name)
    for (const name of [
      'lora-params-template',
      'qlora-params-template',
      'inference-params-template',
      'kaito-supported-models',
    ])
      assert.ok(names.includes(name), name)
    const models = load(
      cluster.api.get(configMaps, 'kaito-supported-models', 'kaito-workspace')?.['data'].SupportedModels,
    )
    assert.equal((models as {models: unknown[]}).models.length, 27)
  })

  it('admission knows Mixtral and falcon-7b on the Hub, and refuses what KAITO refuses', () => {
    const create = (preset: string, more: Record<string, unknown> = {}): ApiObject =>
      cluster.api.create(kaito.workspaces, {
        apiVersion: 'kaito.sh/v1beta1',
        kind: 'Workspace',
        metadata: {name: 'tried', namespace: 'lab'},
        resource: {instanceType: 'Standard_NC48ads_A100_v4', labelSelector: {matchLabels: {apps: 'tried'}}, ...more},
        inference: {preset: {name: preset}},
      })
    for (const preset of ['mistralai/Mixtral-8x7B-Instruct-v0.1', 'tiiuae/falcon-7b']) {
      create(preset)
      cluster.api.delete(kaito.workspaces, 'tried', 'lab', {propagation: 'Background'})
    }
    assert.throws(
      () => create('mixtral'),
      /validation\.workspace\.kaito\.sh.*Unsupported inference preset name mixtral/,
    )
    assert.throws(() => create('phi-4', {instanceType: 'p3.2xlarge'}), /Unsupported instance type p3\.2xlarge/)
  })

  it('machines are azure nodes in eastus, each with its NodeClaim', () => {
    const claims = cluster.api.list(kaito.nodeClaims)
    const gpuNodes = cluster.api.list(nodes).filter((node) => node.metadata.labels?.['accelerator'] === 'nvidia')
    assert.equal(gpuNodes.length, claims.length)
    for (const node of gpuNodes) {
      assert.equal(node.metadata.labels?.['topology.kubernetes.io/region'], 'eastus')
      assert.match(node.spec.providerID, /^azure:\/\//)
    }
  })

  it('my-workspace serves phi-3.5-mini and its adapter for 45 days', async () => {
    const object = workspace('my-workspace')
    assert.equal(ageDays(object), 45)
    assert.equal(object['status'].state, 'Ready')
    assert.equal(object['status'].targetNodeCount, 1)
    assert.equal(object['resource'].instanceType, 'Standard_NC24ads_A100_v4')
    assert.deepEqual(object['inference'].adapters, [{source: {name: 'old-adapter', image: 'old-adapter:v1'}}])
    assert.equal(object['status'].performance.metrics.peakTokensPerMinute.value, '96000')
    const {data} = await answer(podOf('my-workspace-0'), 'GET', '/v1/models')
    assert.deepEqual(
      data.map(({id}: {id: string}) => id),
      ['phi-3.5-mini-instruct', 'old-adapter'],
    )
  })

  it('its log has run out of memory 40 minutes and three hours ago', async () => {
    const since = async (sinceSeconds: number): Promise<string[]> => {
      const {signal} = new AbortController()
      const request = {
        container: 'my-workspace',
        follow: false,
        previous: false,
        timestamps: false,
        sinceSeconds,
        signal,
      }
      const lines: string[] = []
      for await (const line of cluster.kubelet.logs(podOf('my-workspace-0'), request)) lines.push(line)
      return lines.filter((line) => line.includes('OOM'))
    }
    assert.deepEqual(
      (await since(3600)).map((line) => line.slice(line.indexOf('OOM'))),
      ['OOM: CUDA out of memory. Tried to allocate 1.50 GiB'],
    )
    assert.match((await since(4 * 3600))[0] ?? '', /Tried to allocate 6\.00 GiB/)
  })

  it('gen-answers is Ready on two nodes', () => {
    const {status, inference} = workspace('gen-answers')
    assert.deepEqual([status.state, status.targetNodeCount], ['Ready', 2])
    assert.equal(inference.preset.name, 'qwen2.5-coder-32b-instruct')
  })

  it('my-tuning is held at step 120 of 300, with its losses and its GPU', async () => {
    const object = workspace('my-tuning')
    assert.deepEqual([object['tuning'].preset.name, object['tuning'].method], ['phi-3-mini-4k-instruct', 'qlora'])
    assert.equal(object['status'].state, 'Running')
    const [pod] = podsWith({'kaito.sh/workspace': 'my-tuning'})
    assert.ok(pod)
    const log = await logOf(cluster, pod, 'my-tuning')
    const losses = log.flatMap((line) => /^\{'loss': ([\d.]+)/.exec(line)?.[1] ?? [])
    assert.equal(losses.length, 12)
    assert.deepEqual([losses[0], losses.at(-1)], ['2.31', '0.94'])
    assert.match(log.filter((line) => line.includes('%|')).at(-1) ?? '', /120\/300/)
    const {gpu_info: gpus} = await answer(pod, 'GET', '/metrics')
    assert.deepEqual([gpus[0].load, gpus[0].temperature], ['93.00%', '64 C'])
  })

  it('workspace-llama-3-tune has its node and cannot begin', () => {
    const object = workspace('workspace-llama-3-tune')
    assert.equal(object['status'].workerNodes.length, 1)
    assert.equal(object['status'].state, 'Pending')
    assert.equal(conditionOf(object, 'JobStarted')?.status, 'False')
  })

  it('config maps of the user hold what the templates hold', () => {
    const text = (name: string, namespace: string, key: string): string =>
      cluster.api.get(configMaps, name, namespace)?.['data'][key]
    const tuning = 'training_config.yaml'
    const inference = 'inference_config.yaml'
    assert.equal(text('my-qlora-config', 'default', tuning), text('qlora-params-template', 'kaito-workspace', tuning))
    assert.equal(
      text('my-vllm-config', 'default', inference),
      text('inference-params-template', 'kaito-workspace', inference),
    )
  })

  it('my-rag answers out of its three documents with the first sentence of the best', async () => {
    const engine = cluster.api.get(kaito.ragEngines, 'my-rag', 'default')
    assert.equal(conditionOf(engine, 'ServiceReady')?.status, 'True')
    assert.equal(engine?.spec.storage.persistentVolume.persistentVolumeClaim, 'my-rag-index')
    const [pod] = podsWith({'kaito.sh/ragengine': 'my-rag'})
    assert.ok(pod)
    const {documents} = await answer(pod, 'GET', '/indexes/default/documents')
    assert.deepEqual(
      documents.map(({metadata}: {metadata: {source: string}}) => metadata.source),
      ['kaito-overview.md', 'faq.txt', 'notes.txt'],
    )
    assert.equal(documents[2].metadata.id, 'doc-id-123')

    const body = {
      index_name: 'default',
      model: 'phi-3.5-mini-instruct',
      messages: [{role: 'user', content: 'What is KAITO?'}],
    }
    const asked = answer(pod, 'POST', '/v1/chat/completions', body)
    await cluster.clock.advance(60_000)
    const said = await asked
    assert.equal(said.choices[0].message.content, 'KAITO is an operator that runs large models on Kubernetes.')
    assert.equal(said.source_nodes[0].metadata.source, 'kaito-overview.md')
    assert.equal(cluster.api.get(persistentVolumeClaims, 'my-rag-index', 'default')?.metadata.name, 'my-rag-index')
  })

  it('my-rag has warned twice about similarity and has latencies to show', async () => {
    const [pod] = podsWith({'kaito.sh/ragengine': 'my-rag'})
    assert.ok(pod)
    const log = await logOf(cluster, pod, 'my-rag')
    assert.equal(log.filter((line) => line.startsWith('WARNING') && line.includes('similarity')).length, 2)
    const metrics = (await ask(cluster, pod, 'GET', '/metrics'))?.text ?? ''
    for (const name of ['rag_chat', 'rag_indexes_retrieve']) {
      const count = new RegExp(`^${name}_latency_seconds_count\\{status="success"\\} (\\d+)$`, 'm').exec(metrics)
      assert.ok(Number(count?.[1]) > 1000, name)
    }
  })

  it('questions about it: three of four are hits', async () => {
    const [pod] = podsWith({'kaito.sh/ragengine': 'my-rag'})
    assert.ok(pod)
    const rows = String(scenarioWorkingFiles('tour-kaito')['questions.csv']).trim().split('\n').slice(1)
    assert.equal(rows.length, 4)
    let hits = 0
    for (const row of rows) {
      const [query = '', expected = ''] = row.split(',')
      const {results} = await answer(pod, 'POST', '/retrieve', {index_name: 'default', query, max_node_count: 5})
      if (results.some(({text}: {text: string}) => text.includes(expected))) hits++
    }
    assert.equal(hits, 3)
  })

  it('an alert rule watches the GPU of my-workspace', () => {
    const rule = cluster.api.get(
      {group: 'monitoring.coreos.com', plural: 'prometheusrules'},
      'ome-workspace-my-workspace',
      'default',
    )
    assert.equal(rule?.metadata.labels?.['ome.cli/managed'], 'true')
    assert.match(rule?.spec.groups[0].rules[0].expr, /> 80$/)
  })

  it('kaito/chat has two replicas, the second one for a week', () => {
    const set = cluster.api.get(kaito.inferenceSets, 'chat', 'kaito')
    assert.deepEqual([set?.spec.replicas, set?.['status'].readyReplicas], [2, 2])
    const ages = cluster.api.list(kaito.workspaces, {namespace: 'kaito'}).map(ageDays)
    assert.deepEqual(
      ages.sort((a, b) => a - b),
      [7, 40],
    )
  })

  it('Prometheus remembers a month of the GPUs that KAITO used', () => {
    assert.ok(cluster.api.get(services, 'prometheus-operated', 'monitoring'))
    const table = load(cluster.api.get(configMaps, 'kaito-history', 'monitoring')?.['data']['series.yaml'])
    const series = table as {name: string; gauge?: number; from?: string; labels: Record<string, string>}[]
    const requested = series.filter(({name}) => name === 'kube_pod_container_resource_requests')
    const running = podsWith({}).filter(({metadata}) => requested.some(({labels}) => labels['pod'] === metadata.name))
    assert.equal(running.length, 3, 'every remembered pod is there')
    assert.deepEqual(
      requested.map(({from}) => from),
      [undefined, undefined, '7d'],
    )
    assert.equal(series.find(({name}) => name === 'DCGM_FI_DEV_GPU_UTIL')?.gauge, 71)
  })

  it('a month of my-workspace are 720 GPU hours, of chat 888', async () => {
    const hours = async (namespace: string): Promise<number> => {
      const used = `sum(kube_pod_container_resource_requests{resource="nvidia_com_gpu",namespace="${namespace}"} * on(namespace,pod) group_left() (kube_pod_status_phase{phase="Running"}==1))`
      const query = new URLSearchParams({
        query: used,
        start: String((now - 30 * dayMs) / 1000),
        end: String(now / 1000 - 3600),
        step: '3600',
      })
      const pod = podOf('prometheus-k8s-0', 'monitoring')
      const {data} = await answerAt(9090, pod, 'GET', `/api/v1/query_range?${query}`)
      return data.result[0].values.reduce((sum: number, [, value]: [number, string]) => sum + Number(value), 0)
    }
    assert.equal(await hours('default'), 720)
    assert.equal(await hours('kaito'), 888)
  })

  it('lab holds what its command lines start from, and nothing they make', () => {
    assert.equal(workspace('my-inference-workspace', 'lab')['status'].state, 'Ready')
    const data = (name: string): string[] => Object.keys(cluster.api.get(secrets, name, 'lab')?.['data'] ?? {})
    assert.deepEqual(
      [data('hf-token'), data('push'), data('huggingface-token')],
      [['HF_TOKEN'], ['.dockerconfigjson'], ['LLM_ACCESS_SECRET']],
    )
    const names = (resource: {group: string; plural: string}): string[] =>
      cluster.api.list(resource, {namespace: 'lab'}).map(({metadata}) => metadata.name)
    for (const claim of ['training-data', 'output-adapters']) assert.ok(names(persistentVolumeClaims).includes(claim))
    assert.ok(names(services).includes('my-service'))
    assert.deepEqual(names(kaito.ragEngines), [])
    assert.deepEqual(names(kaito.inferenceSets), [])
  })

  it('prod buys nodes, staging brings two A100 along', () => {
    const mode = (name: string): string => {
      const [operator] =
        cluster.clusters[name]?.api.list(deployments, {labels: {'app.kubernetes.io/name': 'workspace'}}) ?? []
      return operator?.spec.template.spec.containers[0].args[1]
    }
    assert.deepEqual(
      [mode('prod'), mode('staging')],
      ['--node-provisioner=azure-gpu-provisioner', '--node-provisioner=byo'],
    )
    const own = cluster.clusters['staging']?.api.list(nodes, {
      labels: {'nvidia.com/gpu.product': 'NVIDIA-A100-80GB-PCIe'},
    })
    assert.equal(own?.length, 2)
  })

  it('chat-east is Ready, chat-west crashes', () => {
    const east = cluster.clusters['us-east']?.api.get(kaito.workspaces, 'chat-east', 'default')
    const west = cluster.clusters['us-west']?.api.get(kaito.workspaces, 'chat-west', 'default')
    assert.equal(east?.['status'].state, 'Ready')
    assert.equal(west?.['status'].state, 'NotReady')
    assert.equal(conditionOf(west, 'InferenceReady')?.reason, 'ContainerCrashLoopBackOff')
  })

  it('the folder has a page of PDF, twelve readable files of four types, an image, and a backup', () => {
    const files = scenarioWorkingFiles('tour-kaito')
    assert.match(String(files['doc.pdf']), /^%PDF-1\.4[\s\S]*KAITO runs large language models[\s\S]*%%EOF\n$/)
    const docs = Object.keys(files).filter((path) => path.startsWith('docs/'))
    const readable = docs.filter((path) => typeof files[path] === 'string')
    assert.equal(readable.length, 12)
    assert.equal(new Set(readable.map((path) => path.slice(path.lastIndexOf('.')))).size, 4)
    assert.deepEqual(
      docs.filter((path) => !readable.includes(path)),
      ['docs/diagram.png'],
    )
    const manifest = JSON.parse(String(files['backup/manifest.json']))
    assert.deepEqual([manifest.engine, manifest.indexes[0].documents], ['my-rag', 3])
    for (const line of String(files['backup/default.jsonl']).trim().split('\n')) {
      const {doc_id: id, text} = JSON.parse(line)
      assert.equal(id, createHash('sha256').update(text).digest('hex'))
    }
  })
})
