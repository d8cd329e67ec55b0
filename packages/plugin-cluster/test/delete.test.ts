import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type RunOptions, run} from '@ome/testkit/run'
import Delete from '../src/commands/delete.ts'
import {type FakeOptions, fakeKube} from './fake-kube.ts'
import {clusterModel, model, service, tour} from './tour.ts'

async function remove(argv: string[], options: RunOptions & FakeOptions = {}) {
  const objects = [
    ...tour,
    service('a-staging', 'default', 'x', {env: 'staging'}),
    service('b-staging', 'default', 'x', {env: 'staging'}),
    model('same', 'default'),
    clusterModel('same'),
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

  it('never completes a name, and asks which scope is meant', async () => {
    assert.equal((await remove(['model', 'llama-3-3-70b', '--yes'])).code, 4)
    assert.equal((await remove(['model', 'same', '--yes'])).code, 2)
    assert.deepEqual((await remove(['model', 'same', '--scope', 'namespace', '--yes'])).deleted, ['BaseModel/same'])
  })

  it('with --all spares what the whole cluster shares', async () => {
    assert.deepEqual((await remove(['models', '--all', '--yes'])).deleted, ['BaseModel/same'])
  })

  it('takes any resource, and refuses to guess', async () => {
    assert.deepEqual((await remove(['svc', 'web', '--yes'])).deleted, ['Service/web'])
    assert.equal((await remove(['pods'])).code, 2)
    assert.equal((await remove([])).code, 2)
    assert.equal((await remove(['pods', 'x', '--all'])).code, 2)
    const missing = await remove(['pods', 'prod-llama-engine-0', 'nope', '--yes'])
    assert.deepEqual([missing.code, missing.deleted], [4, []])
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

  it('waits until the objects are gone', async () => {
    assert.equal((await remove(['service', 'prod-llama', '--yes', '--wait'])).code, 0)
  })
})
