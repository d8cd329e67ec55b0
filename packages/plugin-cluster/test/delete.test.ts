import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {KubeObject} from '@ome/sdk/kube'
import {type RunOptions, run} from '@ome/testkit/run'
import Delete from '../src/commands/delete.ts'
import {type FakeOptions, fakeKube} from './fake-kube.ts'
import {clusterModel, model, runtime, service, tour} from './tour.ts'

async function remove(argv: string[], options: RunOptions & FakeOptions & {more?: readonly KubeObject[]} = {}) {
  const objects = [
    ...tour,
    service('a-staging', 'default', 'x', {env: 'staging'}),
    service('b-staging', 'default', 'x', {env: 'staging'}),
    model('same', 'default'),
    clusterModel('same'),
    ...(options.more ?? []),
  ]
  const {kube, deleted} = fakeKube(objects, options)
  return {...(await run(Delete, argv, {kube, ...options})), deleted}
}

describe('delete', () => {
  it('shows what goes with an object and needs a yes', async () => {
    const result = await remove(['service', 'prod-llama'])
    assert.deepEqual([result.code, result.deleted], [2, []])
    assert.match(result.err, /^delete {2}inferenceservice\/prod-llama {2}with deployment\/prod-llama-engine, 3 pods\n/)
    assert.match(result.err, /Delete inferenceservice\/prod-llama and 4 that belong to it\?/)
  })

  it('deletes with --yes', async () => {
    const result = await remove(['service/prod-llama', '--yes'])
    assert.deepEqual(
      [result.code, result.out, result.deleted],
      [0, 'inferenceservice/prod-llama deleted\n', ['InferenceService/prod-llama']],
    )
  })

  it('is asked for on a terminal', async () => {
    assert.deepEqual((await remove(['service', 'prod-llama'], {tty: true, stdin: ['n']})).deleted, [])
    assert.deepEqual((await remove(['service', 'prod-llama'], {tty: true, stdin: ['y']})).deleted, [
      'InferenceService/prod-llama',
    ])
  })

  it('by label takes all that match, or nothing', async () => {
    const result = await remove(['services', '--label', 'env=staging', '-y'])
    assert.equal(result.out, 'inferenceservice/a-staging deleted\ninferenceservice/b-staging deleted\n')
    const none = await remove(['services', '-l', 'env=nope'])
    assert.deepEqual([none.code, none.out, none.err], [0, '', 'nothing to delete\n'])
  })

  it('as a dry run asks the server and keeps everything', async () => {
    const result = await remove(['service', 'prod-llama', '--dry-run'])
    assert.deepEqual(result.deleted, ['InferenceService/prod-llama dry'])
    assert.match(result.out, /^inferenceservice\/prod-llama deleted \(server dry run\)\n {2}with deployment/)
  })

  it('keeps a model that services use, unless forced', async () => {
    const kept = await remove(['model', 'llama-3-3-70b-instruct', '--yes'])
    assert.deepEqual([kept.code, kept.deleted], [6, []])
    assert.match(kept.err, /clusterbasemodel\/llama-3-3-70b-instruct is used by service default\/prod-llama\n/)
    const forced = await remove(['model', 'llama-3-3-70b-instruct', '--yes', '--force'])
    assert.deepEqual(forced.deleted, ['ClusterBaseModel/llama-3-3-70b-instruct'])
  })

  it('keeps runtimes and accelerators that services use as it keeps models', async () => {
    const named = service('named', 'team', 'x')
    const withClass = {...named, spec: {...named['spec'], acceleratorSelector: {acceleratorClass: 'nvidia-h100'}}}
    for (const [word, label, user] of [
      ['runtime/vllm-llama', 'clusterservingruntime/vllm-llama', 'default/prod-llama'],
      ['accelerator/nvidia-h100', 'acceleratorclass/nvidia-h100', 'team/named'],
    ] as const) {
      const kept = await remove([word, '--yes'], {more: [withClass]})
      assert.deepEqual([kept.code, kept.deleted], [6, []])
      assert.match(kept.err, new RegExp(`${label} is used by service ${user}\n`))
      assert.equal((await remove([word, '--yes', '--force'], {more: [withClass]})).code, 0)
    }
    const beside = {...runtime, kind: 'ServingRuntime', metadata: {...runtime.metadata, namespace: 'default'}}
    const shadowed = await remove(['runtime/vllm-llama', '--scope', 'cluster', '--yes'], {more: [beside]})
    assert.deepEqual(shadowed.deleted, ['ClusterServingRuntime/vllm-llama'])
    assert.equal((await remove(['runtime/vllm-llama', '--scope', 'namespace', '-y'], {more: [beside]})).code, 6)
  })

  it('never completes a name, and asks which scope is meant', async () => {
    assert.equal((await remove(['model', 'llama-3-3-70b', '--yes'])).code, 4)
    assert.equal((await remove(['model', 'same', '--yes'])).code, 2)
    assert.deepEqual((await remove(['model', 'same', '--scope', 'namespace', '--yes'])).deleted, ['BaseModel/same'])
  })

  it('with --all spares what the whole cluster shares', async () => {
    assert.deepEqual((await remove(['models', '--all', '--yes'])).deleted, ['BaseModel/same'])
    const none = await remove(['runtimes', '--all'])
    assert.deepEqual(
      [none.code, none.err],
      [0, 'no runtimes in namespace default; cluster-wide ones: --scope cluster\n'],
    )
  })

  it('takes any resource, and refuses to guess', async () => {
    assert.deepEqual((await remove(['svc', 'web', '--yes'])).deleted, ['Service/web'])
    assert.equal((await remove(['pods'])).code, 2)
    assert.equal((await remove([])).code, 2)
    assert.equal((await remove(['pods', 'x', '--all'])).code, 2)
  })

  it('deletes what is there of several, and fails for the others', async () => {
    const some = await remove(['pods', 'prod-llama-engine-0', 'nope', '--yes'])
    assert.deepEqual([some.code, some.deleted], [1, ['Pod/prod-llama-engine-0']])
    assert.match(some.err, /"nope" not found/)
    const pairs = await remove(['service/a-staging', 'service/nope', 'svc/none', '--yes'])
    assert.deepEqual([pairs.code, pairs.deleted], [1, ['InferenceService/a-staging']])
    assert.match(pairs.err, /error: service "nope" not found in namespace "default"; .*"none" not found/)
    const none = await remove(['service/nope', '--yes'])
    assert.deepEqual([none.code, none.deleted], [4, []])
    const ignored = await remove(['service/a-staging', 'service/nope', '--yes', '--ignore-not-found'])
    assert.deepEqual([ignored.code, ignored.deleted], [0, ['InferenceService/a-staging']])
    assert.equal((await remove(['service/nope', '--ignore-not-found'])).code, 0)
  })

  it('takes the objects of a file or of stdin', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ome-delete-'))
    try {
      await writeFile(
        join(folder, 'x.yaml'),
        'apiVersion: ome.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: prod-llama\n',
      )
      assert.deepEqual((await remove(['-f', 'x.yaml', '--yes'], {cwd: folder})).deleted, [
        'InferenceService/prod-llama',
      ])
      assert.equal((await remove(['-f', 'none.yaml', '--yes'], {cwd: folder})).code, 4)
    } finally {
      await rm(folder, {recursive: true})
    }
    const piped = await remove(['-f', '-', '--yes'], {
      stdin: '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}',
    })
    assert.deepEqual(piped.deleted, ['Service/web'])
    assert.equal((await remove(['-f', '-', '--yes'], {stdin: 'kind: [\n'})).code, 2)
  })

  it('takes all files of a folder, and keeps a model in use whatever way it is named', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ome-delete-'))
    const manifest = (kind: string, name: string) =>
      `apiVersion: ome.io/v1beta1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`
    try {
      assert.equal((await remove(['-f', '.', '--yes'], {cwd: folder})).code, 2)
      await writeFile(join(folder, 'b.yml'), manifest('InferenceService', 'b-staging'))
      await writeFile(join(folder, 'a.yaml'), manifest('InferenceService', 'a-staging'))
      await writeFile(join(folder, 'README.md'), 'no manifest')
      assert.deepEqual((await remove(['-f', '.', '--yes'], {cwd: folder})).deleted, [
        'InferenceService/a-staging',
        'InferenceService/b-staging',
      ])
      await writeFile(join(folder, 'c.yaml'), manifest('ClusterBaseModel', 'llama-3-3-70b-instruct'))
      const kept = await remove(['-f', '.', '--yes'], {cwd: folder})
      assert.deepEqual([kept.code, kept.deleted], [6, []])
      await writeFile(join(folder, 'd.yaml'), manifest('InferenceService', 'prod-llama'))
      await writeFile(join(folder, 'b.yml'), manifest('InferenceService', 'gone'))
      assert.match((await remove(['-f', 'b.yml', '--yes'], {cwd: folder})).err, /hint: .*--ignore-not-found/)
      // Its only user goes as well, and before it.
      const whole = await remove(['-f', '.', '--yes', '--ignore-not-found'], {cwd: folder})
      assert.deepEqual(whole.deleted, [
        'InferenceService/a-staging',
        'InferenceService/prod-llama',
        'ClusterBaseModel/llama-3-3-70b-instruct',
      ])
    } finally {
      await rm(folder, {recursive: true})
    }
    assert.equal((await remove(['clusterbasemodel', 'llama-3-3-70b-instruct', '--yes'])).code, 6)
  })

  it('says when it is not known who uses a model', async () => {
    const {err, code} = await remove(['basemodel', 'same', '--yes'], {denied: ['inferenceservices']})
    assert.equal(code, 0)
    assert.match(err, /whether services use it is not known: you may not list inferenceservices\.ome\.io/)
  })

  it('takes several kinds', async () => {
    assert.deepEqual((await remove(['service/a-staging', 'svc/web', '--yes'])).deleted, [
      'InferenceService/a-staging',
      'Service/web',
    ])
  })

  it('picks on a terminal what was not typed, and then asks', async () => {
    const {deleted} = await remove(['svc'], {tty: true, stdin: ['', 'y']})
    assert.deepEqual(deleted, ['Service/web'])
    assert.match(
      (await remove(['svc'])).err,
      /hint: name it: ome delete svc NAME\nhint: select them: ome delete svc -l/,
    )
    assert.equal((await remove(['--all'])).code, 2)
    assert.equal((await remove(['svc', 'web', '-f', 'x.yaml'])).code, 2)
  })

  it('waits until the objects are gone', async () => {
    const {code, err} = await remove(['service', 'prod-llama', '--yes', '--wait'])
    assert.equal(code, 0, err)
  })
})
