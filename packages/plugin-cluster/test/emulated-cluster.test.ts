import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Cluster, startCluster} from '@ome/sandbox/cluster'
import {kubeClient} from '@ome/sdk/client'
import type {KubeClient} from '@ome/sdk/kube'
import {type CommandClass, run} from '@ome/testkit/run'
import Delete from '../src/commands/delete.ts'
import Describe from '../src/commands/describe.ts'
import Events from '../src/commands/events.ts'
import Get from '../src/commands/get.ts'

const now = new Date('2026-11-21T12:00:00Z')
const ome = 'ome.io/v1beta1'
const gpus = {limits: {'nvidia.com/gpu': '4'}, requests: {'nvidia.com/gpu': '4', memory: '80Gi'}}
const versions = {
  modelFormat: {name: 'safetensors', version: '1.0.0'},
  modelFramework: {name: 'transformers', version: '4.40'},
}
const resources = {cpu: '96', memory: '1000Gi', pods: '110', 'nvidia.com/gpu': '8'}

const objects = [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'team'}},
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name: 'gpu-1', labels: {'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3'}},
    spec: {},
    status: {capacity: resources, allocatable: resources},
  },
  {
    apiVersion: ome,
    kind: 'ClusterBaseModel',
    metadata: {name: 'llama-3-3-70b'},
    spec: {
      ...versions,
      vendor: 'meta',
      modelArchitecture: 'LlamaForCausalLM',
      modelParameterSize: '70.6B',
      storage: {storageUri: 'hf://meta-llama/Llama-3.3-70B-Instruct', path: '/raid/models/llama'},
    },
  },
  {
    apiVersion: ome,
    kind: 'ClusterServingRuntime',
    metadata: {name: 'vllm-llama'},
    spec: {
      supportedModelFormats: [{...versions, modelArchitecture: 'LlamaForCausalLM', autoSelect: true, priority: 1}],
      modelSizeRange: {min: '60B', max: '75B'},
      engineConfig: {
        runner: {name: 'ome-container', image: 'vllm/vllm-openai:v0.9', command: ['vllm', 'serve'], resources: gpus},
      },
    },
  },
  {
    apiVersion: ome,
    kind: 'InferenceService',
    metadata: {name: 'chat', namespace: 'team', labels: {env: 'staging'}},
    spec: {model: {name: 'llama-3-3-70b'}, engine: {minReplicas: 1, maxReplicas: 1}},
  },
]

describe('the cluster commands on an emulated cluster', () => {
  let cluster: Cluster
  let folder: string
  let kube: KubeClient
  const stop = new AbortController()

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ome-cluster-'))
    cluster = await startCluster({
      scenario: {
        name: 'test',
        summary: '',
        install: ['ome'],
        contexts: {test: 'team'},
        steps: [{ageMs: 3_600_000, objects}],
      },
      clock: 'manual',
      now: now.getTime(),
    })
    const kubeconfig = join(folder, 'config')
    writeFileSync(kubeconfig, JSON.stringify(cluster.kubeconfig))
    const world = {
      env: {},
      cwd: folder,
      home: folder,
      cacheFolder: folder,
      version: 'test',
      plugin: 'cluster',
      canAsk: false,
    }
    kube = await kubeClient({kubeconfig}, {...world, signal: stop.signal, now: () => now})
  })
  after(async () => {
    stop.abort()
    kube.close()
    await cluster.stop()
    rmSync(folder, {recursive: true, force: true})
  })

  const ask = (command: CommandClass, ...argv: readonly string[]) => run(command, argv, {kube, now, namespace: 'team'})

  it('list services, models and runtimes with what the controllers made of them', async () => {
    const [services, models, runtimes] = await Promise.all([
      ask(Get, 'services'),
      ask(Get, 'models'),
      ask(Get, 'runtimes'),
    ])
    assert.match(services.out, /\nchat +llama-3-3-70b +vllm-llama +0\/1 +Progressing +\d+m\n$/)
    assert.match(models.out, /\nllama-3-3-70b +cluster +meta +70\.6B +LlamaForCausalLM +\S+ +0\/1 /)
    assert.match(runtimes.out, /\nvllm-llama +cluster +vllm +LlamaForCausalLM +60B-75B +4 +yes /)
    assert.deepEqual([services.err, models.err, runtimes.err], ['', '', ''])
  })

  it("print the server's tables and objects for all other words", async () => {
    assert.match((await ask(Get, 'isvc')).out, /^NAME +URL +READY +BASEMODEL /)
    assert.match((await ask(Get, 'deployments.apps', '-o', 'name')).out, /^deployment\.apps\/chat-engine\n$/)
    assert.equal((await ask(Get, 'nodes', 'gpu-1', '-o', 'jsonpath={.status.capacity.cpu}')).out, '96')
  })

  it('describe what belongs to a service and why it waits', async () => {
    const {out} = await ask(Describe, 'service', 'chat')
    assert.match(out, /\nReason: +Unschedulable: /)
    assert.match(
      out,
      /\ndeployment\/chat-engine {2}0\/1\n└─ replicaset\/chat-engine-\S+ {2}0\/1\n {3}└─ pod\/chat-engine-\S+ {2}Pending\n/,
    )
    assert.match(out, /Warning +FailedScheduling +pod\/chat-engine/)
    assert.match((await ask(Events, 'service', 'chat')).out, /Warning +FailedScheduling +pod\/chat-engine/)
  })

  it('export a service so that it can be created again', async () => {
    const {out} = await ask(Get, 'service', 'chat', '--export')
    assert.equal(
      out,
      `apiVersion: ${ome}\nkind: InferenceService\nmetadata:\n  labels:\n    env: staging\n  name: chat\n  namespace: team\nspec:\n  engine:\n    maxReplicas: 1\n    minReplicas: 1\n  model:\n    name: llama-3-3-70b\n`,
    )
  })

  it('delete a service and with it all that it owns, but no model in use', async () => {
    assert.equal((await ask(Delete, 'model', 'llama-3-3-70b', '--yes')).code, 6)
    assert.match(
      (await ask(Delete, 'service', 'chat', '--dry-run')).out,
      /^inferenceservice\/chat deleted \(server dry run\)\n/,
    )
    assert.match((await ask(Get, 'services')).out, /chat/)

    const deleted = await ask(Delete, 'services', '--label', 'env=staging', '--yes', '--wait')
    await cluster.settled()

    assert.deepEqual([deleted.code, deleted.out], [0, 'inferenceservice/chat deleted\n'])
    assert.equal((await ask(Get, 'deployments')).err, 'No resources found in team namespace.\n')
    assert.equal((await ask(Delete, 'model', 'llama-3-3-70b', '--yes')).code, 0)
  })
})
