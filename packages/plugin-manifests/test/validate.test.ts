import assert from 'node:assert/strict'
import {cluster} from '@ome/testkit/cluster'
import Validate from '../src/commands/validate.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

const ome = (kind: string, name: string, spec: object) => ({
  apiVersion: 'ome.io/v1beta1',
  kind,
  metadata: {name},
  spec,
})
const service = (model: string, more: object = {}) =>
  ome('InferenceService', 'checked', {
    model: {name: model, kind: 'ClusterBaseModel'},
    engine: {minReplicas: 1, maxReplicas: 1},
    ...more,
  })

describe('ome validate', () => {
  let here: Workspace
  before(async () => {
    here = await workspace({scenario: 'tour-ome'})
  })
  after(() => here.stop())

  it('is silent about what is right, and writes nothing', async () => {
    here.write({'ok.yaml': service('mistral-7b')})
    here.writes()
    const {out, err, code} = await here.run(Validate, '-f ok.yaml')
    assert.deepEqual([out, err, code, here.writes()], ['', 'nothing to complain about\n', 0, []])
  })

  for (const [title, object, rule, message] of [
    ['a model that is not there', service('nothing'), 'model', /no ClusterBaseModel "nothing"/],
    [
      'a runtime that is not there',
      service('mistral-7b', {runtime: {name: 'nothing'}}),
      'runtime',
      /no runtime "nothing" for namespace default/,
    ],
    ['a runtime that does not fit', service('mistral-7b', {runtime: {name: 'vllm-llama-3-3-70b'}}), 'runtime-fit', /./],
    [
      'an accelerator class that is not there',
      service('mistral-7b', {acceleratorSelector: {acceleratorClass: 'nothing'}}),
      'accelerator',
      /no AcceleratorClass "nothing"$/,
    ],
    [
      'more replicas at least than at most',
      service('mistral-7b', {engine: {minReplicas: 3, maxReplicas: 2}}),
      'replicas',
      /minReplicas 3 is more than maxReplicas 2/,
    ],
    [
      'an engine without replicas, which becomes another thing',
      service('mistral-7b', {engine: {minReplicas: 0, maxReplicas: 2}}),
      'replicas',
      /minReplicas 0 makes OME up to v1\.2 run it as Serverless/,
    ],
    [
      'a Secret that is not there',
      ome('ClusterBaseModel', 'm', {storage: {storageUri: 'hf://a/b', path: '/raid/m', key: 'nothing'}}),
      'secret',
      /no Secret "nothing" of namespace ome/,
    ],
    [
      'a Secret without the key',
      ome('ClusterBaseModel', 'm', {
        storage: {storageUri: 'hf://a/b', path: '/raid/m', key: 'hf-token', parameters: {secretKey: 'other'}},
      }),
      'secret',
      /has no key "other"/,
    ],
    ['a field that does not exist', service('mistral-7b', {engin: {}}), 'schema', /\.spec\.engin: field not declared/],
    ['a kind that does not exist', {apiVersion: 'a/v1', kind: 'B', metadata: {name: 'x'}}, 'kind', /no kind "B"/],
    ['an object without a name', configMap('', {}), 'name', /has no name/],
    ['a name the webhook refuses', {...service('mistral-7b'), metadata: {name: '1st'}}, 'admission', /invalid/],
    [
      'a model that crashes the agent',
      ome('ClusterBaseModel', 'm', {storage: {storageUri: 'hf://a/b'}}),
      'storage-path',
      /crashes/,
    ],
    [
      'half a range',
      ome('ClusterServingRuntime', 'r', {modelSizeRange: {min: '1B'}}),
      'model-size-range',
      /only "min"/,
    ],
  ] as const)
    it(`names ${title}`, async () => {
      here.write({'bad.yaml': object, 'good.yaml': configMap('good', {})})
      const {out, code} = await here.run(Validate, '-f good.yaml -f bad.yaml -o json')
      const {items} = JSON.parse(out)
      const found = items.find((item: {rule: string}) => item.rule === rule)
      assert.ok(found, out)
      assert.deepEqual([found.source, found.level, code], ['bad.yaml', 'error', 3])
      assert.match(found.message, message)
    })

  it('keeps warnings to itself unless asked, and counts them with --strict', async () => {
    here.write({'s3.yaml': ome('ClusterBaseModel', 'stuck', {storage: {storageUri: 's3://b/x', path: '/raid/x'}})})
    assert.equal((await here.run(Validate, '-f s3.yaml')).code, 0)
    const {out, code} = await here.run(Validate, '-f s3.yaml --warnings')
    assert.match(
      out,
      /^FILE +OBJECT +LEVEL +RULE +MESSAGE\ns3\.yaml +clusterbasemodel\/stuck +warning +storage-scheme /,
    )
    assert.deepEqual([code, (await here.run(Validate, '-f s3.yaml --strict')).code], [0, 3])
  })

  it('takes no replicas where that is a mode or stays one', async () => {
    const engine = {minReplicas: 0, maxReplicas: 2, annotations: {'ome.io/deploymentMode': 'Serverless'}}
    here.write({'asked.yaml': service('mistral-7b', {engine})})
    const {items} = JSON.parse((await here.run(Validate, '-f asked.yaml --warnings -o json')).out)
    assert.deepEqual(
      items.filter(({rule}: {rule: string}) => rule === 'replicas'),
      [],
    )
  })

  it('has a row for each file that cannot be read, and goes on', async () => {
    here.write({
      'many/a.yaml': 'kind: [',
      'many/b.yaml': 'just words',
      'many/c.yaml': service('nothing'),
      'many/d.yaml': '# nothing\n',
    })
    const {out, code} = await here.run(Validate, '-f many -o json')
    const {items} = JSON.parse(out)
    assert.deepEqual(
      items.map(({source, rule}: {source: string; rule: string}) => `${source} ${rule}`),
      ['many/a.yaml file', 'many/b.yaml file', 'many/c.yaml admission', 'many/c.yaml model'],
    )
    assert.equal(code, 3)
  })

  it('wants something to check', async () => {
    here.write({'none/a.yaml': '# nothing\n', 'none.yaml': ''})
    for (const words of ['-f none', '-f none.yaml', '-f none.yaml --offline']) {
      const {err, code} = await here.run(Validate, words)
      assert.deepEqual([code, err.split('\n')[0]], [2, `error: ${words.split(' ')[1]} holds no objects`])
    }
  })

  it('does not call missing what it may not list', async () => {
    await using closed = await cluster({scenario: 'forbidden'})
    here.write({'ok.yaml': service('mistral-7b')})
    const {items} = JSON.parse((await here.run(Validate, '-f ok.yaml --warnings -o json', {kube: closed.kube})).out)
    const found = items.find((item: {rule: string}) => item.rule === 'model')
    assert.equal(found.level, 'warning')
    assert.match(found.message, /is not known: you may not list clusterbasemodels\.ome\.io/)
  })

  it('knows what stands in the same manifests', async () => {
    here.write({
      'set.yaml': {
        apiVersion: 'v1',
        kind: 'List',
        items: [
          service('fresh'),
          ome('ClusterBaseModel', 'fresh', {
            modelFormat: {name: 'safetensors'},
            storage: {storageUri: 'hf://a/b', path: '/raid/models/b'},
          }),
        ],
      },
    })
    const {items} = JSON.parse((await here.run(Validate, '-f set.yaml --warnings -o json')).out)
    assert.deepEqual(
      items.filter((item: {rule: string}) => item.rule === 'model'),
      [],
    )
  })
})
