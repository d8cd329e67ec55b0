import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {golden} from '@ome/testkit/golden'
import ModelsValidate from '../src/commands/models/validate.ts'
import {gpuCluster, llama} from './objects.ts'
import {type TestWorld, world} from './world.ts'

const model = (name: string, spec: object, kind = 'ClusterBaseModel'): KubeObject => ({
  ...llama,
  kind,
  metadata: {name, ...(kind === 'BaseModel' && {namespace: 'ml'})},
  spec: {...llama['spec'], ...spec},
})
const stored = (storageUri: string, more: object = {}) => ({
  storage: {storageUri, path: '/raid/models/x', ...more},
})

describe('ome models validate', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world([
      ...gpuCluster,
      llama,
      model('no-address', {storage: {storageUri: ''}}),
      model('odd-address', stored('ftp://x')),
      model('half-address', stored('hf://alone')),
      model('bucket', stored('s3://bucket/x')),
      model('claim', stored('pvc://claim/x')),
      model('unplaced', {storage: {storageUri: 'local:///data/elsewhere'}}),
      model('no-secret', stored('hf://Qwen/Qwen3-8B', {key: 'lost'})),
      model('no-key', stored('hf://Qwen/Qwen3-8B', {key: 'empty'})),
      model('odd-size', {...stored('local:///raid/models/x'), modelParameterSize: '70K'}),
      model('no-runtime', {...stored('local:///raid/models/x'), modelArchitecture: 'FalconForCausalLM'}),
      model('disabled', {...stored('local:///raid/models/x'), disabled: true}),
      model('giant', {...stored('local:///raid/models/x'), modelParameterSize: '20T'}),
      model('nowhere', stored('local:///raid/models/x', {nodeSelector: {pool: 'none'}})),
      model('mine', {...stored('local:///raid/models/x'), modelFormat: {name: ''}}, 'BaseModel'),
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {name: 'empty', namespace: 'ome'},
        data: {token: ''},
      },
    ])
    await cluster.advance(10 * 60_000)
  })
  after(() => cluster.stop())
  const validate = (...argv: readonly string[]) => cluster.run(ModelsValidate, argv)

  it('finds nothing wrong with a model that serves', async () => {
    const {code, out, err} = await validate('llama-3-3-70b')
    golden(import.meta.dirname, 'models-validate/sound', out)
    assert.deepEqual([code, err], [0, 'note: "llama-3-3-70b" is taken as "llama-3-3-70b-instruct"\n'])
  })

  for (const [name, check, result, detail] of [
    ['no-address', 'storage', 'fail', /storageUri is empty/],
    ['odd-address', 'storage', 'fail', /knows no such address/],
    ['half-address', 'storage', 'fail', /not of the form hf:\/\/ORG\/MODEL/],
    ['bucket', 'storage', 'fail', /does not bring s3:\/\//],
    ['claim', 'storage', 'fail', /OME v0.1 does not bring pvc:\/\//],
    ['unplaced', 'path', 'warn', /outside the agent's folder \/raid\/models/],
    ['no-secret', 'secret', 'fail', /Secret "lost" is missing in namespace "ome"/],
    ['no-key', 'secret', 'fail', /has no key "token"/],
    ['odd-size', 'metadata', 'fail', /size "70K" is not read/],
    ['no-runtime', 'runtime', 'fail', /none of 5 fits/],
    ['disabled', 'use', 'warn', /no service may use it/],
    ['giant', 'memory', 'warn', /fit on no GPU node/],
    ['nowhere', 'download', 'fail', /matches no node/],
  ] as const)
    it(`${name}: ${check} ${result}`, async () => {
      const {code, out} = await validate(name, '-o', 'json')
      const {items} = JSON.parse(out)
      const found = items.find((item: {check: string}) => item.check === check)
      assert.equal(found.result, result, found.detail)
      assert.match(found.detail, detail)
      assert.equal(code, items.some((item: {result: string}) => item.result === 'fail') ? 3 : 0)
    })

  it('checks all models, and those of the namespace', async () => {
    const {code, out, err} = await validate('-n', 'ml')
    assert.equal(code, 3)
    assert.match(out, /^mine +metadata +fail +format not known: no runtime can be selected$/m)
    assert.match(err, /checks failed for models /)
  })

  it('an unknown model is not found', async () => {
    assert.equal((await validate('nothing-like-it')).code, 4)
  })
})
