import assert from 'node:assert/strict'
import {findAccelerator} from '@ome/capacity/accelerators'
import {dominates} from '@ome/capacity/pareto'
import {toModel} from '@ome/inference-model/model'
import {modelFigures} from '@ome/inference-model/model-figures'
import {toNode} from '@ome/inference-model/node'
import {toRuntime} from '@ome/inference-model/runtime'
import fc from 'fast-check'
import {choose, comparisons, type Demands} from './choice.ts'
import type {Option} from './option.ts'
import {presentOption} from './present.ts'
import {type SearchInput, searchOptions, type Variant} from './search.ts'
import {splitText} from './split.ts'
import type {Target} from './target.ts'

const GiB = 2 ** 30
const config = {
  num_hidden_layers: 80,
  hidden_size: 8192,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  torch_dtype: 'bfloat16',
}

function variant(name: string, suffix = '', more: object = {}): Variant {
  const model = toModel({
    apiVersion: 'ome.io/v1beta1',
    kind: 'ClusterBaseModel',
    metadata: {name},
    spec: {
      modelFormat: {name: 'safetensors'},
      modelArchitecture: 'LlamaForCausalLM',
      modelParameterSize: '70B',
      maxTokens: 131_072,
      modelConfiguration: config,
      storage: {storageUri: `hf://meta-llama/Llama-3.3-70B-Instruct${suffix}`},
    },
    status: {state: 'Ready', nodesReady: ['n0', 'n1', 'n2', 'n3']},
    ...more,
  })
  const figures = modelFigures(model)
  assert.ok(figures)
  return {model, figures}
}

const runtime = (name: string, gpus: number, more: object = {}, args: readonly string[] = []) =>
  toRuntime({
    apiVersion: 'ome.io/v1beta1',
    kind: 'ClusterServingRuntime',
    metadata: {name},
    spec: {
      supportedModelFormats: [
        {modelFormat: {name: 'safetensors'}, modelArchitecture: 'LlamaForCausalLM', autoSelect: true},
      ],
      engineConfig: {
        runner: {
          name: 'ome-container',
          image: 'vllm/vllm-openai:v0.11.0',
          args,
          resources: {limits: {'nvidia.com/gpu': String(gpus)}},
        },
      },
      ...more,
    },
  })

interface Machines {
  readonly gpu?: string
  readonly memoryGiB?: number
  readonly nodes?: number
  readonly perNode?: number
  readonly used?: number
  readonly price?: number | undefined
}

function target(
  name: string,
  {gpu = 'H100-SXM', memoryGiB, nodes = 2, perNode = 8, used = 0, ...more}: Machines = {},
): Target {
  const spec = findAccelerator(gpu)
  assert.ok(spec)
  const price = 'price' in more ? more.price : 4
  return {
    name,
    byClass: true,
    nodeSelector: {gpu: name},
    spec,
    gpuMemoryBytes: (memoryGiB ?? spec.memoryGiB) * GiB,
    gpusPerNode: perNode,
    places: Array.from({length: nodes}, (_, index) => ({
      node: toNode({
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {name: `n${index}`},
        status: {
          allocatable: {'nvidia.com/gpu': String(perNode)},
          conditions: [{type: 'Ready', status: 'True'}],
        },
      }),
      freeGpus: perNode - used,
    })),
    ...(price !== undefined && {price: {usdPerGpuHour: price, source: 'a class'}}),
  }
}

const own = variant('llama')
const vllm4 = runtime('vllm-llama', 4)
const usual: SearchInput = {
  targets: [target('h100')],
  variants: [own],
  runtimes: [vllm4],
  namespace: 'default',
  present: {accelerator: 'h100', model: 'llama', runtime: vllm4, replicas: 1, tensorParallel: 4, nodes: 1},
  size: {inputTokens: 1000, outputTokens: 200},
  load: {kind: 'rate', tokensPerSecond: 500},
  maxReplicas: 4,
}
const search = (more: Partial<SearchInput> = {}) => searchOptions({...usual, ...more})
const plain: Demands = {goal: 'cost', objectives: [], isTyped: false}
const reasons = (more: Partial<SearchInput>): readonly string[] => search(more).fallen.map(({reason}) => reason)

describe('the search for other ways to run a service', () => {
  it('takes the numbers of GPUs that hold the model, as often as there is room', () => {
    const {options, fallen} = search()

    assert.deepEqual(
      options.map(({tensorParallel, replicas, contextTokens}) => [tensorParallel, replicas, contextTokens]),
      [
        [4, 1, 131_072],
        [4, 2, 131_072],
        [4, 3, 131_072],
        [4, 4, 131_072],
        [8, 1, 131_072],
        [8, 2, 131_072],
      ],
    )
    assert.deepEqual(
      fallen.map(({what}) => what),
      ['1 × h100, llama', '2 × h100, llama'],
    )
    assert.match(fallen[0]?.reason ?? '', /^needs 1\d\d GiB on each GPU, which has 72 GiB for it$/)
  })

  it('keeps the runtime that is there, and copies it for other numbers of GPUs', () => {
    const {options} = search()
    const of = (gpus: number) => options.find(({tensorParallel}) => tensorParallel === gpus)?.runtime

    assert.deepEqual(of(4), {kind: 'existing', runtime: vllm4})
    assert.deepEqual(of(8), {kind: 'copy', from: vllm4, name: 'vllm-llama-8gpu', gpus: 8})
  })

  it('takes the longest context that there is room for', () => {
    const [option] = search({targets: [target('l40s', {gpu: 'L40S', perNode: 4})]}).options
    assert.deepEqual(
      [option?.tensorParallel, option?.contextTokens, option?.runtime.kind === 'copy' && option.runtime.name],
      [4, 65_536, 'vllm-llama-64k'],
    )
  })

  for (const [what, more, reason] of [
    [
      'classes of its runtime',
      {runtimes: [runtime('a', 4, {acceleratorRequirements: {acceleratorClasses: ['a100']}})]},
      /^runtime a does not list accelerator h100$/,
    ],
    [
      'prefill and decode apart',
      {runtimes: [runtime('a', 4, {decoderConfig: {}})]},
      /^runtime a runs prefill and decode apart/,
    ],
    ['no runtime', {runtimes: [runtime('a', 4, {supportedModelFormats: []})]}, /^no runtime of the cluster takes it/],
    [
      'a model that is elsewhere',
      {variants: [variant('llama', '', {status: {state: 'Ready', nodesReady: ['x']}})]},
      /^the model is on none of these nodes$/,
    ],
    ['no bf16', {targets: [target('v100', {gpu: 'V100-32GB'})]}, /^V100-32GB does not compute bf16$/],
    [
      'an unknown engine',
      {
        runtimes: [
          runtime('a', 3, {engineConfig: {runner: {image: 'acme/x', resources: {limits: {'nvidia.com/gpu': '3'}}}}}),
        ],
      },
      /^runtime a is for other numbers of GPUs/,
    ],
  ] as readonly (readonly [string, Partial<SearchInput>, RegExp])[])
    it(`says what falls out for ${what}`, () => {
      const all = reasons(more)
      assert.ok(all.length > 0 && all.some((each) => reason.test(each)), all.join('\n'))
      assert.deepEqual(search(more).options, [])
    })

  it('does not deal attention heads out unevenly', () => {
    const odd = variant('llama')
    const shape = odd.figures.shape && {...odd.figures.shape, heads: 20}
    assert.ok(shape)
    assert.ok(
      reasons({variants: [{...odd, figures: {...odd.figures, shape}}]}).includes(
        'its 20 attention heads cannot be dealt out over 8 GPUs',
      ),
    )
  })

  it('spreads over nodes only where a runtime does', () => {
    const wide = runtime('wide', 8, {
      engineConfig: {
        leader: {runner: {image: 'vllm/vllm-openai:v1', resources: {limits: {'nvidia.com/gpu': '8'}}}},
        worker: {size: 1, runner: {image: 'vllm/vllm-openai:v1', resources: {limits: {'nvidia.com/gpu': '8'}}}},
      },
    })
    const {options} = search({runtimes: [wide]})
    assert.deepEqual(
      options.map((option) => [splitText(option), option.gpus]),
      [['2 nodes of 8 ×', 16]],
    )
  })

  it('finds the present configuration among the options, also where an estimate has no room for it', () => {
    assert.equal(search().options.find(({isPresent}) => isPresent)?.id, presentOption(usual)?.id)
    const tight = {...usual, targets: [target('h100', {memoryGiB: 20})]}
    assert.equal(presentOption(tight)?.isPresent, true)
    assert.deepEqual(
      searchOptions(tight).options.filter(({tensorParallel}) => tensorParallel === 4),
      [],
    )
  })
})

const gpus = fc.constantFrom('H100-SXM', 'A100-80GB', 'L40S', 'H200-SXM', 'H100-NVL', 'B200-SXM')
const someTarget = fc.record({
  gpu: gpus,
  nodes: fc.integer({min: 1, max: 4}),
  perNode: fc.constantFrom(1, 2, 4, 8),
  used: fc.integer({min: 0, max: 8}),
  price: fc.option(fc.integer({min: 1, max: 9}), {nil: undefined}),
})
const situations = fc.record({
  machines: fc.array(someTarget, {minLength: 1, maxLength: 3}),
  rate: fc.integer({min: 0, max: 4000}),
  hasFp8: fc.boolean(),
})
const inputOf = ({
  machines,
  rate,
  hasFp8,
}: {
  machines: readonly Machines[]
  rate: number
  hasFp8: boolean
}): SearchInput => ({
  ...usual,
  targets: machines.map((each, index) => target(`t${index}`, each)),
  variants: hasFp8 ? [own, variant('llama-fp8', '-FP8-dynamic')] : [own],
  load: {kind: 'rate', tokensPerSecond: rate},
})
const rowsOf = (options: readonly Option[], demands: Demands = plain) =>
  choose({options, present: undefined, demands, spreads: {}}).rows

describe('in any cluster', () => {
  it('no row is dominated, and what an option lacks is never taken for nothing', () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const {options} = searchOptions(inputOf(situation))
        const rows = rowsOf(options)
        const compare = comparisons(undefined)
        for (const row of rows) assert.ok(!options.some((other) => dominates(other, row, compare)), row.id)
        for (const row of rows) assert.ok(row.usdPerHour === undefined || row.usdPerHour > 0)
        assert.equal(new Set(options.map(({id}) => id)).size, options.length)
      }),
      {numRuns: 60},
    )
  })

  it('another accelerator takes no row away that it does not beat', () => {
    fc.assert(
      fc.property(situations, someTarget, (situation, more) => {
        const input = inputOf(situation)
        const before = rowsOf(searchOptions(input).options)
        const grown = searchOptions({...input, targets: [...input.targets, target('new', more)]}).options
        const after = new Set(rowsOf(grown).map(({id}) => id))
        const news = grown.filter(({accelerator}) => accelerator === 'new')
        const compare = comparisons(undefined)
        for (const row of before)
          assert.equal(after.has(row.id), !news.some((each) => dominates(each, row, compare)), row.id)
      }),
      {numRuns: 40},
    )
  })

  it('more memory loses no option', () => {
    fc.assert(
      fc.property(situations, fc.integer({min: 1, max: 200}), (situation, more) => {
        const input = inputOf(situation)
        const larger = input.targets.map((each) => ({...each, gpuMemoryBytes: each.gpuMemoryBytes + more * GiB}))
        const [less, now] = [input.targets, larger].map((targets) => searchOptions({...input, targets}).options)
        const kept = new Map(
          now?.map((option) => [splitText(option) + option.accelerator + option.model.name + option.replicas, option]),
        )
        for (const option of less ?? []) {
          const found = kept.get(splitText(option) + option.accelerator + option.model.name + option.replicas)
          assert.ok(found && (found.contextTokens ?? 0) >= (option.contextTokens ?? 0), option.id)
          assert.ok(found.requestsAtOnce >= option.requestsAtOnce)
        }
      }),
      {numRuns: 40},
    )
  })

  it('gives the same again', () => {
    fc.assert(
      fc.property(situations, (situation) =>
        assert.deepEqual(searchOptions(inputOf(situation)), searchOptions(inputOf(situation))),
      ),
      {numRuns: 10},
    )
  })
})
