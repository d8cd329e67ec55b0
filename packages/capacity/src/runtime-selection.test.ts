import assert from 'node:assert/strict'
import fc from 'fast-check'
import type {SelectableModel, SupportedFormat} from './format-match.ts'
import {checkNamed, explainNoRuntime, type SelectableRuntime, selectRuntime} from './runtime-selection.ts'

const llama: SelectableModel = {
  format: {name: 'safetensors', version: '1.0.0'},
  framework: {name: 'transformers', version: '4.47.0.dev0'},
  architecture: 'LlamaForCausalLM',
  size: '70.6B',
}
const llamaFormat: SupportedFormat = {
  format: {name: 'safetensors', version: '1.0.0', weight: 1},
  framework: {name: 'transformers', version: '4.47.0.dev0', weight: 1},
  architecture: 'LlamaForCausalLM',
  autoSelect: true,
}
const runtime = (name: string, changes: Partial<SelectableRuntime> = {}): SelectableRuntime => ({
  name,
  scope: 'cluster',
  disabled: false,
  formats: [llamaFormat],
  sizeRange: {min: '65B', max: '75B'},
  acceleratorClasses: [],
  ...changes,
})
const choose = (runtimes: readonly SelectableRuntime[], model = llama, acceleratorClasses: readonly string[] = []) =>
  selectRuntime({model, runtimes, namespace: 'default', acceleratorClasses})
const names = (runtimes: readonly SelectableRuntime[]): readonly string[] =>
  choose(runtimes).candidates.map((candidate) => candidate.runtime.name)

describe('selectRuntime', () => {
  it('orders by scope, then score, then size distance, then name', () => {
    const high = {...llamaFormat, priority: 3}
    const ordered = names([
      runtime('z-equal'),
      runtime('a-wide', {sizeRange: {min: '60B', max: '90B'}}),
      runtime('b-equal'),
      runtime('high', {formats: [high], sizeRange: {min: '1B', max: '900B'}}),
      runtime('mine', {scope: 'namespace', sizeRange: {min: '1B', max: '900B'}}),
    ])

    assert.deepEqual(ordered, ['mine', 'high', 'b-equal', 'z-equal', 'a-wide'])
  })

  it('puts a runtime without a size range before a tight one', () => {
    const {sizeRange: _, ...open} = runtime('open')
    assert.deepEqual(names([runtime('tight'), open]), ['open', 'tight'])
  })

  it('scores weight times priority, with 10 and 5 for weights of zero', () => {
    const zero = {
      ...llamaFormat,
      format: {name: 'safetensors', version: '1.0.0', weight: 0},
      framework: {name: 'transformers', version: '4.47.0.dev0'},
      priority: 2,
    }
    const scores = choose([runtime('zero', {formats: [zero]}), runtime('one')]).candidates.map(({score}) => score)
    assert.deepEqual(scores, [30, 2])
  })

  it('lists runtimes without auto-select last and never chooses them', () => {
    const named = runtime('a-named', {formats: [{...llamaFormat, autoSelect: false}]})
    const both = choose([named, runtime('b-auto')])

    assert.equal(both.chosen?.runtime.name, 'b-auto')
    assert.deepEqual(
      both.candidates.map(({rank, autoSelect}) => [rank, autoSelect]),
      [
        [1, true],
        [2, false],
      ],
    )
    assert.equal(choose([named]).chosen, undefined)
    assert.equal(both.candidates[1]?.reason, 'runtime does not have auto-select enabled for any supported format')
  })

  it('does not choose a runtime whose only matching format forbids auto-select', () => {
    const other: SupportedFormat = {format: {name: 'onnx'}, autoSelect: true}
    const mixed = runtime('mixed', {formats: [{...llamaFormat, autoSelect: false}, other]})

    const {chosen, candidates} = choose([mixed])

    assert.equal(chosen, undefined)
    assert.equal(candidates[0]?.reason, 'no matching format is auto-selectable')
  })

  it('warns about a model without a size', () => {
    const {size: _, ...unsized} = llama
    assert.deepEqual(choose([runtime('sized')], unsized).warnings, [
      'model does not specify size, but runtime has size constraints',
    ])
  })

  it('rejects everything for a model whose format is not known yet', () => {
    const {chosen, rejected} = choose([runtime('any')], {format: {name: ''}})
    assert.equal(chosen, undefined)
    assert.equal(rejected[0]?.reason, 'invalid model specification: modelFormat.name: model format name is required')
  })
})

describe('reasons of rejected runtimes', () => {
  const label = 'mt:safetensors:1.0.0:LlamaForCausalLM:transformers:4.47.0.dev0'
  const mismatch = (reason: string): string => `model format '${label}' not in supported formats: ${reason}`
  const entry = (changes: Partial<SupportedFormat>) => ({formats: [{...llamaFormat, ...changes}]})
  const {architecture: _a, ...noArchitecture} = llamaFormat
  const {framework: _f, ...noFramework} = llamaFormat
  const cases: readonly (readonly [Partial<SelectableRuntime>, string])[] = [
    [{disabled: true}, 'runtime is disabled'],
    [{formats: []}, mismatch('no supported formats defined')],
    [{sizeRange: {min: '7B', max: '9B'}}, 'model size 70.6B is outside supported range [7B, 9B]'],
    [entry({architecture: 'X'}), mismatch('architecture mismatch (model=LlamaForCausalLM, runtime=X)')],
    [
      {formats: [noArchitecture]},
      mismatch('model has architecture LlamaForCausalLM but runtime has no architecture requirement'),
    ],
    [entry({quantization: 'fp8'}), mismatch('model has no quantization but runtime requires fp8')],
    [entry({format: {name: 'onnx'}}), mismatch('format name mismatch (model=safetensors, runtime=onnx)')],
    [
      entry({format: {name: 'safetensors', version: '2.0.0'}}),
      mismatch('format version mismatch (model=1.0.0, runtime=2.0.0)'),
    ],
    [
      entry({format: {name: 'safetensors'}}),
      mismatch('model has format version but runtime has no version requirement'),
    ],
    [
      entry({framework: {name: 'transformers', version: '4.48.0'}, architecture: 'X'}),
      mismatch(
        'architecture mismatch (model=LlamaForCausalLM, runtime=X), framework version mismatch (model=4.47.0.dev0, runtime=4.48.0)',
      ),
    ],
    [{formats: [noFramework]}, mismatch('model has framework transformers but runtime has no framework requirement')],
    [
      entry({diffusionPipeline: {components: {}, additional: {}}}),
      mismatch('diffusion pipeline required by runtime but not specified in model'),
    ],
    [
      {formats: [{autoSelect: true}]},
      mismatch(
        'model has architecture LlamaForCausalLM but runtime has no architecture requirement, model has framework transformers but runtime has no framework requirement',
      ),
    ],
  ]
  for (const [changes, reason] of cases)
    it(reason, () => {
      const [rejected] = choose([runtime('r', changes)]).rejected
      assert.equal(rejected?.reason, reason)
    })

  it('runtime does not support the required accelerator class', () => {
    const listed = runtime('listed', {acceleratorClasses: ['nvidia-h100']})
    const {chosen, rejected} = choose([listed, runtime('none')], llama, ['nvidia-h100'])

    assert.equal(chosen?.runtime.name, 'listed')
    assert.deepEqual(
      rejected.map((each) => [each.runtime.name, each.reason]),
      [['none', 'runtime does not support the required accelerator class']],
    )
  })

  it('compares diffusion pipelines component by component', () => {
    const vae = (type: string) => ({components: {vae: {library: 'diffusers', type}}, additional: {}})
    const model: SelectableModel = {format: {name: 'diffusers'}, diffusionPipeline: vae('AutoencoderKL')}
    const wants = (pipeline: SupportedFormat['diffusionPipeline'] & {}) =>
      choose(
        [runtime('d', {formats: [{format: {name: 'diffusers'}, diffusionPipeline: pipeline, autoSelect: true}]})],
        model,
      )

    assert.equal(wants(vae('AutoencoderKL')).chosen?.runtime.name, 'd')
    assert.match(
      wants(vae('Other')).rejected[0]?.reason ?? '',
      /vae type mismatch \(model=AutoencoderKL, runtime=Other\)$/,
    )
    assert.match(
      wants({className: 'Flux', components: {}, additional: {}}).rejected[0]?.reason ?? '',
      /pipeline class mismatch \(model=<nil>, runtime=Flux\)$/,
    )
  })
})

describe('checkNamed', () => {
  const input = {
    model: llama,
    namespace: 'default',
    runtimes: [
      runtime('fits', {formats: [{...llamaFormat, autoSelect: false}]}),
      runtime('off', {disabled: true}),
      runtime('small', {sizeRange: {min: '7B', max: '9B'}}),
      runtime('both', {disabled: true}),
      runtime('both', {scope: 'namespace', disabled: true}),
    ],
  }
  const message = (name: string): string => {
    const check = checkNamed(name, input)
    return check.ok ? 'ok' : `${check.problem}: ${check.message}`
  }

  it('accepts a runtime that fits, auto-selectable or not', () => assert.equal(message('fits'), 'ok'))
  for (const [name, text] of [
    ['none', 'missing: runtime none not found in namespace default or at cluster scope'],
    ['off', 'disabled: cluster-scoped runtime off is disabled'],
    ['both', 'disabled: namespace-scoped runtime both is disabled'],
    [
      'small',
      'mismatch: runtime small does not support model safetensors: model size 70.6B is outside supported range [7B, 9B]',
    ],
  ] as const)
    it(text, () => assert.equal(message(name), text))
})

describe('explainNoRuntime', () => {
  it('counts the runtimes and gives the first reason of each', () => {
    const text = explainNoRuntime({
      model: llama,
      namespace: 'prod',
      runtimes: [
        runtime('off', {disabled: true}),
        runtime('small', {scope: 'namespace', sizeRange: {min: '7B', max: '9B'}}),
        runtime('named', {formats: [{...llamaFormat, autoSelect: false}]}),
      ],
    })
    assert.equal(
      text,
      'no runtime found to support model safetensors with format safetensors in namespace prod. Checked 3 runtimes (1 namespace-scoped, 2 cluster-scoped). Excluded runtimes: small (model size 70.6B is outside supported range [7B, 9B]); off (runtime is disabled)',
    )
  })

  it('says only that there is none when the cluster has no runtimes', () => {
    assert.equal(
      explainNoRuntime({model: llama, namespace: 'prod', runtimes: []}),
      'no runtime found to support model safetensors with format safetensors in namespace prod',
    )
  })
})

describe('any set of runtimes', () => {
  const anyRuntime = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    scope: fc.constantFrom('namespace' as const, 'cluster' as const),
    disabled: fc.boolean(),
    formats: fc.array(
      fc.record({
        format: fc.record({
          name: fc.constantFrom('safetensors', 'onnx'),
          version: fc.constant('1.0.0'),
          weight: fc.nat(3),
        }),
        framework: fc.constant({name: 'transformers', version: '4.47.0.dev0'}),
        architecture: fc.constantFrom('LlamaForCausalLM', 'X'),
        autoSelect: fc.boolean(),
        priority: fc.nat(3),
      }),
      {maxLength: 3},
    ),
    sizeRange: fc.record({min: fc.constantFrom('1B', '65B', '80B'), max: fc.constantFrom('75B', '100B')}),
    acceleratorClasses: fc.constant([]),
  })
  const sets = fc.uniqueArray(anyRuntime, {selector: ({name, scope}) => `${scope}/${name}`, maxLength: 8})

  it('gives the same answer in whatever order they come', () => {
    fc.assert(fc.property(sets, (runtimes) => assert.deepEqual(choose(runtimes), choose([...runtimes].reverse()))))
  })

  it('sorts every runtime into exactly one of candidates and rejected, ranks without gaps', () => {
    fc.assert(
      fc.property(sets, (runtimes) => {
        const {candidates, rejected, chosen} = choose(runtimes)
        assert.equal(candidates.length + rejected.length, runtimes.length)
        assert.deepEqual(
          candidates.map(({rank}) => rank),
          candidates.map((_, index) => index + 1),
        )
        assert.equal(
          chosen,
          candidates.find(({autoSelect}) => autoSelect),
        )
      }),
    )
  })
})
