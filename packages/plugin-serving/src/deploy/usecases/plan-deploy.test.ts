import assert from 'node:assert/strict'
import type {Accelerator} from '@ome/inference-model/accelerator'
import type {
  DeployFacts,
  DeployPreferences,
  DeployRequest,
  DeployWorld,
  ExistingService,
} from '@ome/inference-model/deploy/request'
import type {Model} from '@ome/inference-model/model'
import type {Node} from '@ome/inference-model/node'
import type {Runtime} from '@ome/inference-model/runtime'
import {isOmeError} from '@ome/sdk/errors'
import {dialectOf} from '../domain/dialects.ts'
import {serviceWriter} from '../kube/service-writer.ts'
import {planDeploy} from './plan-deploy.ts'

const model: Model = {
  kind: 'ClusterBaseModel',
  name: 'llama-3-1-8b-instruct',
  scope: 'cluster',
  vendor: 'meta',
  format: {name: 'safetensors', version: '1.0.0'},
  framework: {name: 'transformers', version: '4.43.0'},
  architecture: 'LlamaForCausalLM',
  size: '8.03B',
  capabilities: [],
  storage: {scheme: 'hf', nodeSelector: {}},
  disabled: false,
  status: 'Ready',
  nodesReady: ['gpu-1', 'gpu-2'],
  nodesFailed: [],
  downloads: [],
  labels: {},
}

const runtime = (name: string, more: Partial<Runtime> = {}): Runtime => ({
  name,
  kind: 'ClusterServingRuntime',
  scope: 'cluster',
  disabled: false,
  formats: [
    {
      format: {name: 'safetensors', version: '1.0.0', weight: 1},
      framework: {name: 'transformers', version: '4.43.0', weight: 1},
      architecture: 'LlamaForCausalLM',
      autoSelect: true,
      priority: 1,
    },
  ],
  sizeRange: {min: '7B', max: '9B'},
  acceleratorClasses: [],
  engine: 'vllm',
  mode: 'Raw',
  architectures: ['LlamaForCausalLM'],
  quantizations: [],
  autoSelect: true,
  gpusPerPod: 2,
  gpus: 2,
  memoryBytes: 0,
  hasRouter: false,
  hasDecoder: false,
  args: [],
  ...more,
})

const node = (name: string): Node => ({
  name,
  labels: {gpu: 'h100'},
  gpus: 8,
  memoryBytes: 0,
  ready: true,
  schedulable: true,
  spot: false,
  taints: [],
})
const h100: Accelerator = {
  name: 'nvidia-h100',
  source: 'class',
  nodes: ['gpu-1', 'gpu-2'],
  gpus: 16,
  free: 16,
  nodeSelector: {gpu: 'h100'},
  costPerHour: 3,
}

const facts: DeployFacts = {
  models: [model],
  runtimes: [runtime('vllm-llama')],
  accelerators: [h100],
  nodes: [node('gpu-1'), node('gpu-2')],
  used: new Map(),
}
const request: DeployRequest = {
  model: model.name,
  namespace: 'default',
  replicas: {},
  env: {},
  labels: {},
  strict: false,
  waitModel: false,
}
const preferences: DeployPreferences = {autoscale: false, monitoring: false, selectRuntime: true}

const world = (more: Partial<DeployFacts> = {}, existing?: ExistingService): DeployWorld => ({
  facts: async () => ({...facts, ...more}),
  machines: async () => ({...facts, ...more}),
  all: async () => new Map(),
  existing: async () => existing,
})

const plan = (more: Partial<DeployRequest> = {}, around = world(), wishes = preferences) =>
  planDeploy(
    {world: around, writer: serviceWriter(), dialect: dialectOf(false), canaries: {find: async () => undefined}},
    {...request, ...more},
    wishes,
  )
const bodyOf = async (planned: ReturnType<typeof plan>) => {
  const write = (await planned).changes[0]?.write
  assert.ok(write && 'body' in write)
  return write.body as {metadata: {annotations: Record<string, string>}; spec: Record<string, Record<string, unknown>>}
}
const refusal = (planned: Promise<unknown>, kind: string, message: RegExp) =>
  assert.rejects(
    planned,
    (error) => isOmeError(error) && error.kind === kind && message.test(`${error.message}\n${error.hints.join('\n')}`),
  )

describe('the plan of a deployment', () => {
  it('names the model kind, the runtime and why it was chosen', async () => {
    const body = await bodyOf(plan())

    assert.deepEqual(body.spec['model'], {name: model.name, kind: 'ClusterBaseModel'})
    assert.deepEqual(body.spec['runtime'], {name: 'vllm-llama', kind: 'ClusterServingRuntime'})
    assert.deepEqual(body.spec['engine'], {minReplicas: 1, maxReplicas: 1})
    assert.ok(body.metadata.annotations['ome.cli/runtime-reason'])
  })

  it('says GPUs, what is free, and the price with its source', async () => {
    const notes = (await plan({replicas: {replicas: 2}})).notes?.join('\n') ?? ''

    assert.match(notes, /2 replicas × 2 GPUs; 16 free on 2 nodes that have the model/)
    assert.match(notes, /\$12\.00\/h \(4 GPUs × \$3\.00; accelerator class nvidia-h100\)/)
  })

  it('completes a shortened model name and says so', async () => {
    const planned = await plan({model: 'llama-3-1-8b'})

    assert.equal(planned.changes[0]?.object.name, model.name)
    assert.match(planned.notes?.[0] ?? '', /"llama-3-1-8b" is taken as/)
  })

  it('warns when GPUs are short, and refuses with --strict', async () => {
    const busy = world({
      used: new Map([
        ['gpu-1', 8],
        ['gpu-2', 7],
      ]),
    })

    assert.match((await plan({}, busy)).notes?.join('\n') ?? '', /warning: only 0 of 1 replicas fit now/)
    await refusal(plan({strict: true}, busy), 'unmet', /only 0 of 1/)
  })

  it('counts only nodes that have the model', async () => {
    const around = world({models: [{...model, nodesReady: ['gpu-2']}]})

    assert.match((await plan({}, around)).notes?.join('\n') ?? '', /8 free on 1 node that has the model/)
  })

  it('declares a router and a decoder where the runtime has them', async () => {
    const around = world({runtimes: [runtime('pd', {hasRouter: true, hasDecoder: true})]})
    const body = await bodyOf(plan({}, around))

    assert.deepEqual(body.spec['router'], {})
    assert.deepEqual(body.spec['decoder'], {minReplicas: 1, maxReplicas: 1})
  })

  it('uses a listed accelerator class by name and an unlisted one by its node labels', async () => {
    const listed = world({runtimes: [runtime('listed', {acceleratorClasses: ['nvidia-h100']})]})
    const byClass = await bodyOf(plan({accelerator: 'nvidia-h100'}, listed))
    const byLabels = await bodyOf(plan({accelerator: 'nvidia-h100'}))

    assert.deepEqual(byClass.spec['acceleratorSelector'], {acceleratorClass: 'nvidia-h100'})
    assert.deepEqual(byLabels.spec['engine'], {minReplicas: 1, maxReplicas: 1, nodeSelector: {gpu: 'h100'}})
  })

  it('prefers the engine of the settings among equals', async () => {
    const around = world({runtimes: [runtime('a-vllm'), runtime('b-sglang', {engine: 'sglang'})]})

    assert.deepEqual((await bodyOf(plan({}, around))).spec['runtime'], {name: 'a-vllm', kind: 'ClusterServingRuntime'})
    assert.deepEqual((await bodyOf(plan({}, around, {...preferences, engine: 'sglang'}))).spec['runtime'], {
      name: 'b-sglang',
      kind: 'ClusterServingRuntime',
    })
  })

  it('tells of another runtime that only its name puts behind', async () => {
    const around = world({runtimes: [runtime('a-vllm'), runtime('b-vllm')]})
    const {notes = []} = await plan({}, around)
    assert.deepEqual(
      notes.filter((note) => note.startsWith('warning: ')),
      ['warning: b-vllm fits just as well: name it with --runtime to have it instead'],
    )
  })

  describe('for a service that exists', () => {
    const existing = (model: string, values: Readonly<Record<string, unknown>> = {}): ExistingService => ({
      model,
      uid: 'uid',
      field: (at) => values[at.join('.')],
    })

    it('changes only what was typed', async () => {
      const values = {'spec.engine.minReplicas': 1, 'spec.engine.maxReplicas': 1}
      const [change] = (await plan({replicas: {replicas: 3}}, world({}, existing(model.name, values)))).changes

      assert.deepEqual(change?.fields, [
        {path: 'spec.engine.minReplicas', from: 1, to: 3},
        {path: 'spec.engine.maxReplicas', from: 1, to: 3},
      ])
    })

    it('sets typed variables and keeps the others', async () => {
      const env = [
        {name: 'KEEP', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}},
        {name: 'MODE', value: 'slow'},
      ]
      const values = {'spec.engine.runner.name': 'ome-container', 'spec.engine.runner.env': env}
      const [change] = (await plan({env: {MODE: 'fast'}}, world({}, existing(model.name, values)))).changes

      assert.deepEqual(change?.fields, [
        {path: 'spec.engine.runner.env', from: env, to: [env[0], {name: 'MODE', value: 'fast'}]},
      ])
    })

    it('explains only what was typed', async () => {
      const {notes} = await plan({labels: {team: 'a'}}, world({}, existing(model.name)))

      assert.deepEqual(notes, [])
    })

    it('is unchanged when nothing was typed', async () => {
      assert.equal((await plan({}, world({}, existing(model.name)))).changes[0]?.action, 'unchanged')
    })

    it('is a conflict when it serves another model', async () =>
      refusal(plan({}, world({}, existing('other'))), 'conflict', /serves model "other"/))
  })

  describe('is refused', () => {
    it('for an unknown model', async () => refusal(plan({model: 'nope'}), 'not-found', /ome get models/))
    it('for a disabled model', async () =>
      refusal(plan({}, world({models: [{...model, disabled: true}]})), 'failed', /disabled/))
    it('for an unknown accelerator', async () =>
      refusal(plan({accelerator: 'tpu'}), 'not-found', /ome get accelerators/))
    it('for an unknown runtime', async () => refusal(plan({runtime: 'nope'}), 'not-found', /ome runtime suggest/))
    it('when no runtime fits, with the reason', async () =>
      refusal(
        plan({}, world({runtimes: [runtime('big', {sizeRange: {min: '60B', max: '80B'}})]})),
        'failed',
        /8\.03B is outside supported range/,
      ))
    it('before the format of the model is known', async () =>
      refusal(plan({}, world({models: [{...model, format: {name: ''}}]})), 'failed', /format is unknown/))
    it('while no node has the model, unless asked to wait for it', async () => {
      const around = world({models: [{...model, nodesReady: [], status: 'In_Transit'}]})

      await refusal(plan({}, around), 'failed', /on no node yet \(In_Transit\)/)
      assert.equal((await plan({waitModel: true}, around)).changes.length, 1)
    })
    it('for a name that Kubernetes does not take', async () => refusal(plan({name: 'My_Llama'}), 'usage', /--name/))
    it('for a name whose children would be hashed', async () =>
      refusal(plan({name: 'l'.repeat(51)}), 'usage', /at most 50/))
    it('without a runtime when the settings say so', async () =>
      refusal(plan({}, world(), {...preferences, selectRuntime: false}), 'usage', /--runtime/))
  })
})
