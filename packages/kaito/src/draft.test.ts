import assert from 'node:assert/strict'
import {inferenceSets, workspaces} from '@ome/kinds/kaito'
import {cluster} from '@ome/testkit/cluster'
import {checkAdapters, parseAdapter, parseStrength} from './adapter-source.ts'
import {annotation, configMapDraft, inferenceSetDraft, scalerAnnotation, workspaceDraft} from './draft.ts'

const draft = {
  name: 'phi',
  namespace: 'lab',
  place: {instanceType: 'Standard_NC24ads_A100_v4', matchLabels: {apps: 'phi'}},
  annotations: {[annotation.runtime]: 'vllm', [scalerAnnotation.provision]: 'true'},
}
const inference = {
  preset: 'phi-4-mini-instruct',
  secret: 'hf-token',
  adapters: [parseAdapter('registry.example:5000/adapters/support:v1'), parseAdapter('pvc://output-adapters')],
}

describe('drafts of objects', () => {
  it('are what admission takes', async () => {
    await using lab = await cluster({scenario: 'tour-kaito'})
    const kube = await lab.kube()
    const tuning = {
      preset: 'phi-3-mini-4k-instruct',
      method: 'QLoRA',
      input: {urls: ['https://data.example/train.parquet']},
      output: {volumeSource: {persistentVolumeClaim: {claimName: 'output-adapters'}}},
    }
    for (const [resource, object] of [
      [workspaces, workspaceDraft({...draft, inference})],
      [workspaces, workspaceDraft({...draft, name: 'tune', tuning})],
      [inferenceSets, inferenceSetDraft({...draft, inference, replicas: 2})],
    ] as const)
      assert.equal(
        (await kube.apply(resource, object, {namespace: 'lab', dryRun: true})).metadata.name,
        object.metadata.name,
      )
  })
  it('give children of a set the annotations that KAITO reads', () => {
    const set = inferenceSetDraft({...draft, inference, replicas: 3})
    assert.deepEqual(set['spec'].template.metadata, {annotations: {'kaito.sh/runtime': 'vllm'}})
    assert.equal(set['spec'].replicas, 3)
    assert.equal('replicas' in inferenceSetDraft({...draft, inference})['spec'], false)
  })
  it('name no instance type where nodes are the own', () =>
    assert.deepEqual(workspaceDraft({...draft, place: {matchLabels: {pool: 'gpu'}}, inference})['resource'], {
      labelSelector: {matchLabels: {pool: 'gpu'}},
    }))
  it('of a map have its texts', () =>
    assert.deepEqual(configMapDraft(draft, {'inference_config.yaml': 'vllm: {}'}).data, {
      'inference_config.yaml': 'vllm: {}',
    }))
})

describe('an adapter', () => {
  for (const [typed, name] of [
    ['my-adapter:v1', 'my-adapter'],
    ['registry.example:5000/adapters/Support_DE:v1', 'support-de'],
    [`ghcr.io/a/b@sha256:${'0'.repeat(64)}`, 'b'],
    ['pvc://legal-adapter', 'legal-adapter'],
  ] as const)
    it(`${typed} is called ${name}`, () => assert.equal(parseAdapter(typed).name, name))
  for (const typed of ['', 'pvc://', 'pvc://A', 'a b', 'https://x/y', '-x'])
    it(`"${typed}" is refused`, () => assert.throws(() => parseAdapter(typed), {kind: 'usage'}))
  it('has a strength between 0 and 1', () => {
    assert.equal(parseStrength('0.80'), '0.8')
    for (const typed of ['2', '-1', 'x', '']) assert.throws(() => parseStrength(typed), {kind: 'usage'})
  })
  it('has a name of its own, and nine beside it', () => {
    const some = Array.from({length: 11}, (_, index) => ({name: `a${index}`}))
    checkAdapters(some.slice(0, 10))
    assert.throws(() => checkAdapters(some), {kind: 'usage', message: /11 adapters/})
    assert.throws(() => checkAdapters([{name: 'a'}, {name: 'a'}]), {kind: 'usage', message: /two adapters "a"/})
  })
})
