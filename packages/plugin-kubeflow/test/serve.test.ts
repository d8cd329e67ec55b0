import assert from 'node:assert/strict'
import KfServe from '../src/commands/kf/serve.ts'
import KfTensorboard from '../src/commands/kf/tensorboard.ts'
import {type TrainingWorld, trainingWorld, without} from './training-world.ts'

const model = {modelFormat: {name: 'sklearn'}, storageUri: 'gs://example/iris'}
const service = (predictor: object, more: object = {}) => ({
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: 'other'},
  spec: {predictor},
  ...more,
})
const large = {model: {...model, resources: {limits: {'nvidia.com/gpu': '32'}}}}
const unnamed = {model: {...model, image: 'ghcr.io/Example/iris'}}

describe('ome kf serve and tensorboard', () => {
  let world: TrainingWorld
  before(async () => {
    world = await trainingWorld()
  })
  after(() => world.stop())
  const serve = (name: string, content: unknown, ...argv: readonly string[]) =>
    world.run(KfServe, [name, world.file(content), ...argv])
  const board = (name: string, content: unknown, ...argv: readonly string[]) =>
    world.run(KfTensorboard, [name, world.file(content), ...argv])
  const lacking = (plural: string) => ({
    kube: async () => without(await world.kube({context: 'production-scientist'}), plural),
  })

  it('makes a service, waits until it is ready and prints its URL', async () => {
    const {code, out} = await serve('iris-2', service({model}))
    assert.deepEqual([code, out], [0, 'inferenceservice/iris-2 created\nhttp://iris-2-team-a.example.com\n'])
    assert.match((await serve('iris-2', service({model}))).out, /^inferenceservice\/iris-2 unchanged\nhttp/)
  })

  it('brings it to what the file says; nobody has to wait', async () => {
    const {out} = await serve('iris-2', service({model: {...model, storageUri: 'gs://example/iris-3'}}), '--no-wait')
    assert.equal(out, 'inferenceservice/iris-2 configured (storageUri gs://example/iris → gs://example/iris-3)\n')
  })

  for (const [what, name, predictor, message] of [
    ['a quota', 'large', large, /is not ready: the quota of the namespace refuses its pods: exceeded quota/],
    ['a model that is none', 'none', {}, /is not ready: .*the predictor names no model \(waited 20s\)/],
  ] as const)
    it(`says why it is not ready: ${what}`, async () => {
      const {code, err} = await serve(name, service(predictor), '--timeout', '20s')
      assert.equal(code, 3, err)
      assert.match(err, message)
      assert.match(err, new RegExp(`hint: see what keeps it: ome kf status info inferenceservice/${name} -n team-a\n$`))
    })

  it('does not wait for an image that cannot be pulled', async () => {
    const {code, err} = await serve('unpulled', service(unnamed))
    assert.equal(code, 3, err)
    assert.match(err, /error: inferenceservice\/unpulled is not ready: pod \S+ cannot run \(InvalidImageName\)/)
  })

  for (const [what, content, code, message] of [
    [
      'another kind',
      {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a'}},
      2,
      /holds a Pod: serve takes one InferenceService/,
    ],
    [
      'two objects',
      `${JSON.stringify(service({model}))}\n---\n${JSON.stringify(service({model}))}\n`,
      2,
      /holds 2 objects/,
    ],
    ['another namespace', {...service({model}), metadata: {namespace: 'team-b'}}, 2, /says namespace team-b/],
    [
      'a version that is not served',
      {...service({model}), apiVersion: 'serving.kserve.io/v9'},
      4,
      /does not serve serving\.kserve\.io\/v9/,
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      const {code: got, err} = await serve('refused', content)
      assert.equal(got, code, err)
      assert.match(err, message)
    })

  it('refuses names that no Service can have, and logs outside of their claim', async () => {
    for (const name of ['IRIS', '9x', 'a.b', 'a'.repeat(64)]) {
      const served = await serve(name, service({model}))
      assert.deepEqual([served.code, served.out], [2, ''])
      assert.match(served.err, /cannot be the name of a service\nhint: a letter first/)
      assert.equal((await board(name, {logs: 'pvc://training-data/sft'})).code, 2)
    }
    const outside = await board('outside', {logs: 'pvc://training-data/../../etc'})
    assert.deepEqual([outside.code, world.object('tensorboards', 'outside')], [2, undefined])
    assert.equal((await board('dots', {logs: 'pvc://training-data/a..b'}, '--dry-run')).code, 0)
  })

  it('says that KServe is not there', async () => {
    const {code, err} = await world.run(KfServe, ['a', world.file(service({model}))], lacking('inferenceservices'))
    assert.equal(code, 4)
    assert.match(err, /KServe is not installed/)
  })

  it('serves with OME, for who may', async () => {
    const ome = {
      apiVersion: 'ome.io/v1beta1',
      kind: 'InferenceService',
      metadata: {name: 'a'},
      spec: {model: {name: 'no-such-model'}, engine: {minReplicas: 1, maxReplicas: 1}},
    }
    const {code, out, err} = await world.as('production', KfServe, ['chat', world.file(ome), '--timeout', '5s'])
    assert.deepEqual([code, out], [5, ''])
    assert.match(err, /referenced model "no-such-model" not found/)
  })

  it('makes a tensorboard and prints its path', async () => {
    const {code, out} = await board('runs', {logs: 'pvc://training-data/sft'})
    assert.deepEqual([code, out], [0, 'tensorboard/runs created\n/tensorboard/team-a/runs/\n'])
    assert.equal(world.object('tensorboards', 'runs')?.['spec'].logspath, 'pvc://training-data/sft')
    assert.match((await board('runs', {logs: 'pvc://training-data/sft'})).out, /^tensorboard\/runs unchanged\n/)
  })

  it('takes a whole Tensorboard under the name that was typed, and buckets', async () => {
    const whole = {
      apiVersion: 'tensorboard.kubeflow.org/v1alpha1',
      kind: 'Tensorboard',
      metadata: {name: 'other'},
      spec: {logspath: 'gs://bucket/logs'},
    }
    const {out} = await board('bucket', whole, '--dry-run')
    assert.match(out, /\ntensorboard\/bucket created \(server dry run\)\n$/)
    assert.match(out, /the secret user-gcp-sa of the namespace is used/)
  })

  for (const [what, name, content, code, message] of [
    [
      'another place',
      'tb-sft',
      {logs: 'pvc://training-data/other'},
      6,
      /tensorboard\/tb-sft is there already and shows pvc:/,
    ],
    ['a claim that is not there', 'a', {logs: 'pvc://training-dat/x'}, 4, /did you mean training-data\?/],
    ['the old form without its claim', 'a', {logs: '/logs'}, 4, /there is no claim "tb-volume"/],
    ['no place', 'a', {logs: 'somewhere'}, 2, /"somewhere" is no place for logs/],
    ['another document', 'a', {path: 'x'}, 2, /holds no tensorboard/],
    [
      'a name that is taken',
      'iris-predictor',
      {logs: 's3://bucket/x'},
      6,
      /deployment\/iris-predictor, service\/iris-predictor would be written over/,
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      const {code: got, out, err} = await board(name, content)
      assert.deepEqual([got, out], [code, ''], err)
      assert.match(err, message)
    })

  it('cannot be stopped, needs a file, Istio and its controller', async () => {
    const stopped = await world.run(KfTensorboard, ['runs', '--stop'])
    assert.equal(stopped.code, 2)
    assert.match(stopped.err, /remove it: ome kf remove tensorboard\/runs -n team-a/)
    assert.equal((await world.run(KfTensorboard, ['runs'])).code, 2)
    const file = world.file({logs: 's3://bucket/x'})
    const noIstio = await world.run(KfTensorboard, ['a', file], lacking('virtualservices'))
    assert.equal(noIstio.code, 3)
    assert.match(noIstio.err, /need Istio/)
    assert.equal((await world.run(KfTensorboard, ['a', file], lacking('tensorboards'))).code, 4)
  })
})
