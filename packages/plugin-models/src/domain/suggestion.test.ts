import assert from 'node:assert/strict'
import {toModel} from '@ome/inference-model/model'
import {type Runtime, toRuntime} from '@ome/inference-model/runtime'
import {serverVerdict, suggest} from './suggestion.ts'

const runtime = (name: string, changes: object = {}, autoSelect = true): Runtime =>
  toRuntime({
    apiVersion: 'ome.io/v1beta1',
    kind: 'ClusterServingRuntime',
    metadata: {name},
    spec: {
      supportedModelFormats: [{modelFormat: {name: 'safetensors'}, modelArchitecture: 'Llama', autoSelect}],
      engineConfig: {runner: {image: 'vllm', resources: {limits: {'nvidia.com/gpu': 4}}}},
      ...changes,
    },
  })
const model = (
  spec: object = {modelFormat: {name: 'safetensors'}, modelArchitecture: 'Llama', modelParameterSize: '8B'},
) => toModel({apiVersion: 'ome.io/v1beta1', kind: 'ClusterBaseModel', metadata: {name: 'llama'}, spec})
const ask = (runtimes: readonly Runtime[], changes: Partial<Parameters<typeof suggest>[0]> = {}) =>
  suggest({
    model: model(),
    namespace: 'default',
    runtimes,
    machines: undefined,
    all: false,
    server: {answer: 'silent'},
    ...changes,
  })

describe('suggest', () => {
  const other = {
    supportedModelFormats: [{modelFormat: {name: 'safetensors'}, modelArchitecture: 'Qwen', autoSelect: true}],
  }
  const runtimes = [
    runtime('b-named', {}, false),
    runtime('c-auto'),
    runtime('a-auto'),
    runtime('d-off', {disabled: true}),
    runtime('e-other', other),
  ]

  it('recommends first, then alternatives, then runtimes to be named, then excluded ones', () => {
    const {recommended, runtimes: rows, omitted} = ask(runtimes)
    assert.equal(recommended, 'a-auto')
    assert.deepEqual(
      rows.map(({runtime: {name}, use}) => [name, use]),
      [
        ['a-auto', 'recommended'],
        ['c-auto', 'alternative'],
        ['b-named', 'named-only'],
        ['d-off', 'excluded'],
      ],
    )
    assert.equal(omitted, 1)
  })

  it('lists runtimes for other architectures on request, with the reason', () => {
    const {runtimes: rows, omitted} = ask(runtimes, {all: true})
    assert.equal(omitted, 0)
    assert.match(rows.at(-1)?.reason ?? '', /architecture mismatch \(model=Llama, runtime=Qwen\)/)
  })

  it('recommends nothing when all must be named', () => {
    assert.equal(ask([runtime('b-named', {}, false)]).recommended, undefined)
  })

  it('refuses a model whose metadata is not known yet', () => {
    assert.throws(() => ask(runtimes, {model: model({})}), {
      kind: 'failed',
      message: /its format is unknown, until the first node has downloaded it \(status Unknown\)/,
    })
    assert.throws(() => ask(runtimes, {model: {...model({}), namespace: 'ml-team'}}), {
      hints: [
        'see how far it is: ome get model llama -n ml-team',
        'an import from the hub sets the format at once: ome import hf ID',
      ],
    })
  })

  it('adds what stands in the way on the nodes', () => {
    const [first] = ask([runtime('a')], {machines: {nodes: [], used: new Map()}}).runtimes
    assert.deepEqual(
      [first?.room, first?.reason],
      ['no', 'only runtime that fits and is auto-selectable; no node has 4 GPUs'],
    )
  })
})

describe('serverVerdict', () => {
  for (const [server, text] of [
    [{answer: 'selects', runtime: 'a'}, /^confirmed by server$/],
    [{answer: 'selects', runtime: 'b'}, /^the server would select b/],
    [{answer: 'refuses', reason: 'webhook says no'}, /^the server refuses .*: webhook says no$/],
    [{answer: 'not-asked', reason: 'forbidden'}, /^not confirmed by server: forbidden$/],
    [{answer: 'silent'}, /^not confirmed/],
  ] as const)
    it(`${server.answer}`, () => assert.match(serverVerdict({recommended: 'a', server}), text))

  it('a refusal confirms that there is nothing to recommend', () => {
    const text = serverVerdict({server: {answer: 'refuses', reason: 'long'}})
    assert.equal(text, 'confirmed by server: it refuses a service that names no runtime')
  })
})
