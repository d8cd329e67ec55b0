import assert from 'node:assert/strict'
import {ApiError, type ApiObject} from '../src/api.ts'
import {configMaps} from '../src/controllers/resources.ts'
import {kaito} from '../src/kaito/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {kaitoCluster, workspace} from './kaito-fixture.ts'

const tuning = (more: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'Workspace',
  metadata: {name: 'tune', namespace: 'default'},
  resource: {instanceType: 'Standard_NC24ads_A100_v4', labelSelector: {}},
  tuning: {
    preset: {name: 'phi-4'},
    method: 'lora',
    config: 'training',
    input: {urls: ['https://data.example.com/a.parquet']},
    output: {image: 'registry.example.com/a:v1', imagePushSecret: 'push'},
    ...more,
  },
})

const config = (name: string, key: string, text: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name, namespace: 'default'},
  data: {[key]: text},
})

/** @feature KAITO: admission of every kind | works */
describe("KAITO's webhooks", () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await kaitoCluster(faults)
    cluster.api.create(
      configMaps,
      config('training', 'training_config.yaml', 'training_config:\n  LoraConfig:\n    r: 8\n'),
    )
    cluster.api.create(configMaps, config('engine', 'inference_config.yaml', 'vllm:\n  max-model-len: 99999\n'))
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const refused = (object: ApiObject, pattern: RegExp, resource = kaito.workspaces): void =>
    assert.throws(
      () => cluster.api.create(resource, object),
      (error) => error instanceof ApiError && error.status.code === 400 && pattern.test(error.message),
    )

  const inference: readonly (readonly [name: string, object: ApiObject, pattern: RegExp])[] = [
    [
      'a name without alias',
      workspace('w', 'llama-3'),
      /Unsupported inference preset name llama-3: inference\.preset\.name/,
    ],
    ['a Hub model that is not there', workspace('w', 'nobody/nothing'), /failed to get metadata of nobody\/nothing/],
    [
      'a model without the transformers runtime',
      workspace('w', 'phi-4-mini-instruct', {annotations: {'kaito.sh/runtime': 'transformers'}}),
      /does not support the transformers runtime/,
    ],
    ['no instance type', workspace('w', 'phi-4', {instanceType: ''}), /missing field\(s\): resource\.instanceType/],
    [
      'an unknown instance type',
      workspace('w', 'phi-4', {instanceType: 'p5.48xlarge'}),
      /Unsupported instance type p5\.48xlarge/,
    ],
    [
      'a performance mode that is none',
      workspace('w', 'phi-4', {annotations: {'kaito.sh/performance-mode': 'fast'}}),
      /invalid value: fast: metadata\.annotations\.kaito\.sh\/performance-mode/,
    ],
    [
      'an adapter with strength on vLLM',
      workspace('w', 'phi-4', {inference: {adapters: [{source: {name: 'a', image: 'a:v1'}, strength: '0.5'}]}}),
      /vLLM does not support adapter strength/,
    ],
    [
      'a config that is not there',
      workspace('w', 'phi-4', {inference: {config: 'none'}}),
      /ConfigMap 'none' .* not found in namespace 'default'/,
    ],
    [
      'a context beyond the model',
      workspace('w', 'phi-4', {inference: {config: 'engine'}}),
      /max-model-len 99999 exceeds the token limit 16384/,
    ],
  ]
  for (const [name, object, pattern] of inference) it(`refuses ${name}`, () => refused(object, pattern))

  it('refuses more than ten adapters, and two of one name', () => {
    const adapters = Array.from({length: 11}, () => ({source: {name: 'same', image: 'a:v1'}}))
    refused(
      workspace('w', 'phi-4', {inference: {adapters}}),
      /maximum of 10 allowed: inference\.adapters\nDuplicate adapter source name found: same/,
    )
  })

  it('refuses a selector of reserved labels alone', () => {
    const object = workspace('w', 'phi-4')
    const resource = {...object['resource'], labelSelector: {matchLabels: {'kaito.sh/workspace': 'w'}}}
    refused({...object, resource}, /reserved/)
  })

  it('takes a Hub model that the Hub has, in any case', () => {
    cluster.api.create(kaito.workspaces, workspace('w', 'TIIUAE/Falcon-7B'))
    assert.ok(cluster.api.get(kaito.workspaces, 'w', 'default'))
  })

  it('refuses both and neither of inference and tuning', () => {
    refused(
      {...workspace('w', 'phi-4'), tuning: tuning()['tuning']},
      /expected exactly one, got both: inference, tuning/,
    )
    const {inference: _inference, ...nothing} = workspace('w', 'phi-4')
    refused(nothing, /expected exactly one, got neither/)
  })

  const tunings: readonly (readonly [name: string, more: Record<string, unknown>, pattern: RegExp])[] = [
    ['an unknown method', {method: 'full'}, /invalid value: full: tuning\.method/],
    [
      'two inputs',
      {input: {urls: ['https://a.example.com/a'], image: 'a:v1'}},
      /exactly one of urls, image and volumeSource/,
    ],
    ['a bucket', {input: {urls: ['gs://bucket/object']}}, /only http and https/],
    ['a private host', {input: {urls: ['http://169.254.169.254/latest']}}, /local and private hosts/],
    ['an image without push secret', {output: {image: 'a:v1'}}, /missing field\(s\): tuning\.output\.imagePushSecret/],
    ['a method against its quantization', {method: 'qlora'}, /For method qlora, exactly one of load_in_4bit/],
    ['a config of another kind', {config: 'engine'}, /missing field\(s\): tuning\.config\.data\.training_config\.yaml/],
  ]
  for (const [name, more, pattern] of tunings) it(`refuses a tuning with ${name}`, () => refused(tuning(more), pattern))

  it('does not ask whether a model can be tuned', () => {
    cluster.api.create(kaito.workspaces, tuning({preset: {name: 'llama-3.1-8b-instruct'}}))
    assert.ok(cluster.api.get(kaito.workspaces, 'tune', 'default'))
  })

  it('what is immutable stays', () => {
    cluster.api.create(kaito.workspaces, workspace('w', 'phi-4'))
    const change = (body: unknown, pattern: RegExp): void =>
      assert.throws(() => cluster.api.patch(kaito.workspaces, 'w', 'default', body), pattern)
    change({resource: {instanceType: 'Standard_NC48ads_A100_v4'}}, /field is immutable: resource\.instanceType/)
    change({inference: {preset: {name: 'phi-4-mini-instruct'}}}, /field is immutable: inference\.preset/)
    change({inference: null, tuning: tuning()['tuning']}, /field cannot be unset\/set if it was set\/unset: inference/)
  })

  it('checks the child of an InferenceSet, also when it changes', () => {
    const set = (preset: string): ApiObject => ({
      apiVersion: 'kaito.sh/v1beta1',
      kind: 'InferenceSet',
      metadata: {name: 'set', namespace: 'default'},
      spec: {
        replicas: 0,
        labelSelector: {},
        template: {resource: {instanceType: 'Standard_NC24ads_A100_v4'}, inference: {preset: {name: preset}}},
      },
    })
    refused(
      set('nope'),
      /validation\.inferenceset\.kaito\.sh.*spec\.template\.inference\.preset\.name/,
      kaito.inferenceSets,
    )
    cluster.api.create(kaito.inferenceSets, set('phi-4'))
    const body = {spec: {template: {inference: {preset: {name: 'nope'}}}}}
    assert.throws(() => cluster.api.patch(kaito.inferenceSets, 'set', 'default', body), /Unsupported inference preset/)
  })

  it('checks what a RAGEngine embeds with and where it runs', () => {
    const engine = (spec: Record<string, unknown>): ApiObject => ({
      apiVersion: 'kaito.sh/v1beta1',
      kind: 'RAGEngine',
      metadata: {name: 'rag', namespace: 'default'},
      spec,
    })
    const local = {local: {modelID: 'BAAI/bge-small-en-v1.5'}}
    const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
      [{embedding: {}}, /got neither: spec\.embedding\.local, spec\.embedding\.remote/],
      [{embedding: {...local, remote: {url: 'http://e'}}}, /got both/],
      [{embedding: local, compute: {labelSelector: {}}}, /missing field\(s\): spec\.compute\.instanceType/],
      [{embedding: local, inferenceService: {url: 'http://e', contextWindowSize: 0}}, /contextWindowSize/],
    ]
    for (const [spec, pattern] of cases) refused(engine(spec), pattern, kaito.ragEngines)
  })
})
