import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {exported} from '@ome/inference-model/export'
import type {KubeObject} from '@ome/sdk/kube'
import {cluster} from '@ome/testkit/cluster'
import {run} from '@ome/testkit/run'
import Validate from '../src/commands/validate.ts'

const ome = (kind: string, name: string, spec: object, more: object = {}): object => ({
  apiVersion: 'ome.io/v1beta1',
  kind,
  metadata: {name, ...more},
  spec,
})
const service = (spec: object = {}, more: object = {}): object =>
  ome('InferenceService', 's', {model: {name: 'm'}, engine: {minReplicas: 1, maxReplicas: 1}, ...spec}, more)
const model = ome('ClusterBaseModel', 'm', {
  storage: {storageUri: 'hf://org/m', path: '/raid/models/m'},
  modelFormat: {name: 'safetensors', version: '1.0.0'},
  modelArchitecture: 'LlamaForCausalLM',
  modelParameterSize: '8B',
})
const runtime = (spec: object): object => ome('ClusterServingRuntime', 'r', spec)
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: 'widgets.example.com'},
  spec: {
    group: 'example.com',
    scope: 'Cluster',
    names: {kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList'},
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {low: {type: 'integer'}, high: {type: 'integer'}},
                'x-kubernetes-validations': [{rule: 'self.low <= self.high', message: 'low above high'}],
              },
            },
          },
        },
      },
    ],
  },
}
const widget = (spec: object): object => ({apiVersion: 'example.com/v1', kind: 'Widget', metadata: {name: 'w'}, spec})

describe('ome validate --offline', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-offline-'))
  })
  after(() => rmSync(folder, {recursive: true, force: true}))

  const noCluster = async (): Promise<never> => {
    throw new Error('a cluster was asked')
  }
  async function validate(
    objects: readonly object[],
    words = '',
  ): Promise<{code: number; found: string[]; out: string}> {
    writeFileSync(join(folder, 'x.yaml'), JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects}))
    const argv = ['-f', 'x.yaml', '--offline', '--warnings', '-o', 'json', ...words.split(' ').filter(Boolean)]
    const {code, out, err} = await run(Validate, argv, {cwd: folder, kube: noCluster})
    assert.equal(err, '')
    const {items} = JSON.parse(out)
    return {code, out, found: items.map((each: {level: string; rule: string}) => `${each.level} ${each.rule}`)}
  }

  for (const [title, objects, expected] of [
    ['a service whose model and runtime are elsewhere', [service()], ['warning model']],
    ['a field that no line of OME has', [service({engin: {}}), model], ['error schema', 'warning runtime-fit']],
    ['a field that v1.3 alone has', [model, service({rollout: {}})], ['warning generation', 'warning runtime-fit']],
    ['a value of the wrong type', [service({engine: {minReplicas: 'one'}})], ['error schema', 'warning model']],
    ['a required field that is missing', [ome('ClusterBaseModel', 'm', {})], ['error schema']],
    ['a built-in kind with a number for a text', [configMap({data: {a: 1}})], ['error schema']],
    ['a built-in kind with a field too many', [configMap({dta: {}})], ['error schema']],
    ['a kind that its group does not have', [{...service(), kind: 'InferenceServise'}], ['error kind']],
    ['a kind nobody knows', [widget({})], ['warning kind']],
    ['a kind the manifests define', [definition, widget({low: 1, high: 2})], []],
    ['a rule of a definition in the manifests', [definition, widget({low: 3, high: 2})], ['error cel']],
    ['a name that is none', [configMap({metadata: {name: 'A_b'}})], ['error name']],
    ['no name', [configMap({metadata: {}})], ['error name']],
    ['a label that is none', [configMap({metadata: {name: 'a', labels: {x: 'not ok!'}}})], ['error name']],
    ['a label that is a number', [configMap({metadata: {name: 'a', labels: {x: 1}}})], ['error name']],
    ['an object twice', [configMap({}), configMap({})], ['error double']],
    ['a name the webhook refuses', [model, service({}, {name: '1st'})], ['error admission', 'warning runtime-fit']],
    [
      'a scaler class the webhook refuses',
      [service({}, {annotations: {'ome.io/autoscalerClass': 'knative'}})],
      ['error admission', 'warning model'],
    ],
    [
      'a runtime whose worker has no size',
      [runtime({engineConfig: {worker: {}}, supportedModelFormats: []})],
      ['error admission'],
    ],
    [
      'a model that crashes the agent',
      [ome('ClusterBaseModel', 'm', {storage: {storageUri: 'hf://a/b'}})],
      ['error storage-path'],
    ],
    [
      'half a size range',
      [runtime({modelSizeRange: {min: '1B'}, supportedModelFormats: []})],
      ['error model-size-range'],
    ],
    [
      'BestFit without limits',
      [model, service({acceleratorSelector: {policy: 'BestFit'}})],
      ['error best-fit', 'warning runtime-fit'],
    ],
    [
      'a runtime that does not fit the model beside it',
      [
        model,
        runtime({supportedModelFormats: [{modelFormat: {name: 'onnx'}, modelFramework: {name: 'x'}}]}),
        service({runtime: {name: 'r'}}),
      ],
      ['error runtime-fit'],
    ],
  ] as const)
    it(`${expected.length === 0 ? 'accepts' : 'names'} ${title}`, async () => {
      const {code, found, out} = await validate(objects)
      assert.deepEqual(found, expected, out)
      assert.equal(code, expected.some((each) => each.startsWith('error')) ? 3 : 0)
    })

  it('says what only a cluster could tell', async () => {
    const named = service({runtime: {name: 'r'}})
    assert.deepEqual((await validate([named])).found, ['warning model', 'warning runtime'])
    const {err, code} = await run(Validate, ['-f', 'x.yaml', '--offline'], {cwd: folder, kube: noCluster})
    assert.deepEqual(
      [code, err],
      [0, 'nothing to complain about\nnote: 2 references could not be checked: see them with --warnings\n'],
    )
  })

  it('knows that OME v0.1 takes no replicas for Serverless', async () => {
    const none = service({engine: {minReplicas: 0, maxReplicas: 1}})
    assert.deepEqual((await validate([model, none])).found, ['warning replicas', 'warning runtime-fit'])
    assert.deepEqual((await validate([model, none], '--generation v0.1')).found, [
      'error replicas',
      'warning runtime-fit',
    ])
    assert.deepEqual((await validate([model, none], '--generation v1.3')).found, ['warning runtime-fit'])
  })

  it('is strict about one line of OME when asked', async () => {
    const objects = [model, service({rollout: {}})]
    assert.deepEqual((await validate(objects, '--generation v0.1')).found, ['error schema', 'warning runtime-fit'])
    assert.deepEqual((await validate(objects, '--generation v1.3')).found, ['warning runtime-fit'])
    assert.deepEqual((await validate([ome('InferenceReplica', 'r', {})], '--generation v0.1')).found, ['error kind'])
  })

  for (const scenario of ['tour-ome', 'old-ome', 'new-ome'] as const)
    it(`finds nothing wrong with what runs in ${scenario}`, async () => {
      await using live = await cluster({scenario})
      const kinds = [
        'acceleratorclasses',
        'clusterbasemodels',
        'basemodels',
        'clusterservingruntimes',
        'servingruntimes',
        'inferenceservices',
      ]
      const objects = kinds.flatMap((plural) =>
        live.api.list({group: 'ome.io', plural}).map((object) => exported(object as KubeObject, {asIs: true})),
      )
      const {found, out} = await validate(objects)
      assert.ok(objects.length > 3)
      assert.deepEqual(
        found.filter((each) => each.startsWith('error')),
        [],
        out,
      )
    })
})

function configMap(more: object): object {
  return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'c'}, ...more}
}
