import assert from 'node:assert/strict'
import {mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import Deploy from '../src/commands/deploy.ts'
import {type TestWorld, world} from './world.ts'

const cwd = mkdtempSync(join(tmpdir(), 'ome-batch-'))
const file = (name: string, text: string) => {
  writeFileSync(join(cwd, name), text)
  return name
}

describe('ome deploy of files', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world()
  })
  after(() => cluster.stop())
  const deploy = (...argv: readonly string[]) => cluster.run(Deploy, argv, {cwd})

  it('makes every service of a batch, and reads the cluster once', async () => {
    const batch = file(
      'models.yaml',
      'services:\n  - {model: mistral-7b, name: a, replicas: 2, env: {MODE: fast}}\n  - {model: llama-3-1-8b-instruct, name: b, maxReplicas: 3, autoscale: true}\n  - model: mistral-7b\n',
    )
    cluster.requests.length = 0
    const {code, out, err} = await deploy('--batch', batch, '--parallel', '2')
    assert.equal(code, 0, err)
    assert.match(err, /^a: runtime /m)
    assert.deepEqual(out.split('\n').filter(Boolean).sort(), [
      'inferenceservice/a created',
      'inferenceservice/b created',
      'inferenceservice/mistral-7b created',
    ])
    assert.equal(cluster.requests.filter(({path}) => /\/nodes\b/.test(path)).length, 1)
    assert.equal(
      cluster.requests.filter(({method, path}) => method === 'GET' && /inferenceservices\//.test(path)).length,
      0,
    )
    assert.deepEqual(
      [cluster.service('a')?.['spec'].engine.minReplicas, cluster.service('b')?.['spec'].engine.maxReplicas],
      [2, 3],
    )
    const again = await deploy('--batch', batch)
    assert.equal(again.code, 0, again.err)
    assert.match(again.out, /inferenceservice\/mistral-7b unchanged/)
  })

  it('tells nothing of services when Ctrl-C ends the waiting', async () => {
    const batch = file('stop.yaml', 'services:\n  - {model: mistral-7b, name: g}\n  - {model: mistral-7b, name: h}\n')
    const stop = new AbortController()
    const kube = await cluster.kube({}, stop.signal)
    const watch: typeof kube.watch = (...ask) => {
      setImmediate(() => stop.abort())
      return kube.watch(...ask)
    }
    const client = {...kube, watch}
    const {code, out} = await cluster.run(Deploy, ['--batch', batch, '--wait'], {
      cwd,
      kube: client,
      signal: stop.signal,
    })
    assert.equal(code, 130)
    assert.doesNotMatch(out, /Ready/)
  })

  it('tries all, tells which cannot be, and waits for the rest', async () => {
    const batch = file('some.yaml', 'services:\n  - {model: nope, name: c}\n  - {model: mistral-7b, name: d}\n')
    const {code, out, err} = await deploy('--batch', batch)
    assert.equal(code, 1)
    assert.equal(out, 'inferenceservice/d created\n')
    assert.match(err, /error: c: model "nope" not found[\s\S]*error: 1 of 2 services could not be deployed\n$/)
    const waiting = file('wait.yaml', 'services:\n  - {model: mistral-7b, name: e}\n  - {model: mistral-7b, name: f}\n')
    const ready = await cluster.pass(Deploy, ['--batch', waiting, '--wait'], {cwd})
    assert.equal(ready.code, 0, ready.err)
    assert.deepEqual(
      ready.out
        .split('\n')
        .filter((line) => line.endsWith('Ready'))
        .sort(),
      ['service/e Ready', 'service/f Ready'],
    )
  })

  for (const [name, text, code, message] of [
    ['none.yaml', 'services: []\n', 2, /lists no services/],
    ['text.yaml', 'hello\n', 2, /lists no services/],
    ['broken.yaml', 'services: [\n', 2, /broken\.yaml/],
    ['two.yaml', 'services: []\n---\nservices: []\n', 2, /several documents/],
    [
      'key.yaml',
      'services: [{model: mistral-7b, replica: 2}]\n',
      2,
      /unknown key "replica"[\s\S]*did you mean replicas/,
    ],
    ['kind.yaml', 'services: [{model: mistral-7b, replicas: two}]\n', 2, /replicas has to be a whole number/],
    ['nomodel.yaml', 'services: [{name: x}]\n', 2, /names no model/],
    ['twice.yaml', 'services: [{model: mistral-7b}, {model: mistral-7b}]\n', 2, /is there twice/],
    ['proto.yaml', 'services: [{model: mistral-7b, constructor: 1}]\n', 2, /unknown key "constructor"/],
  ] as const)
    it(`refuses a batch: ${name}`, async () => {
      const {code: found, err, out} = await deploy('--batch', file(name, text))
      assert.deepEqual([found, out], [code, ''], err)
      assert.match(err, message)
    })

  it('refuses a batch that is missing, or stands beside a model', async () => {
    assert.equal((await deploy('--batch', 'absent.yaml')).code, 4)
    assert.equal((await deploy('mistral-7b', '--batch', 'absent.yaml')).code, 2)
    assert.equal((await deploy('--batch', 'absent.yaml', '--name', 'x')).code, 2)
    assert.equal((await deploy('mistral-7b', '--parallel', '2')).code, 2)
  })

  const manifest = `apiVersion: ome.io/v1beta1
kind: InferenceService
metadata: {name: written, labels: {team: a}}
spec:
  model: {name: mistral-7b, kind: ClusterBaseModel}
  engine:
    minReplicas: 2
    maxReplicas: 2
    runner: {name: ome-container, env: [{name: A, value: "1"}]}
`
  it('takes a manifest as what the flags change', async () => {
    const path = file('service.yaml', manifest)
    const {code, err} = await deploy('-f', path, '--env', 'B=2', '--label', 'env=dev')
    assert.equal(code, 0, err)
    const written = cluster.service('written')
    assert.ok(written)
    const {metadata, spec} = written
    assert.deepEqual([metadata.labels, spec.engine.minReplicas], [{team: 'a', env: 'dev'}, 2])
    assert.deepEqual(spec.engine.runner.env, [
      {name: 'A', value: '1'},
      {name: 'B', value: '2'},
    ])
    assert.notEqual(spec.runtime?.name, undefined)
    const scaled = await deploy('-f', path, '--replicas', '3', '--env', 'B=2')
    assert.equal(scaled.code, 0, scaled.err)
    assert.equal(cluster.service('written')?.['spec'].engine.minReplicas, 3)
  })

  it('refuses a manifest that is no service, or of another namespace', async () => {
    const other = file('other.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n')
    const wrong = await deploy('-f', other)
    assert.deepEqual(
      [wrong.code, /holds no service[\s\S]*ome apply -f other\.yaml/.test(wrong.err)],
      [2, true],
      wrong.err,
    )
    const elsewhere = file('elsewhere.yaml', manifest.replace('name: written', 'name: written, namespace: there'))
    assert.equal((await deploy('-f', elsewhere, '-n', 'here')).code, 2)
    assert.equal((await deploy('-f', 'absent.yaml')).code, 4)
  })
})
