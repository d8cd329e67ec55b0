import assert from 'node:assert/strict'
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import {exported} from '@ome/inference-model/export'
import type {KubeObject} from '@ome/sdk/kube'
import {cluster} from '@ome/testkit/cluster'
import Apply from '../src/commands/apply.ts'
import Backup from '../src/commands/backup.ts'
import Restore from '../src/commands/restore.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

const kinds = ['acceleratorclasses', 'clusterbasemodels', 'basemodels', 'clusterservingruntimes', 'inferenceservices']
const sealing = {env: {OME_BACKUP_PASSPHRASE: 'correct horse'}}

/** Everything a person wrote, as it would be exported now. */
const content = ({api}: {api: Workspace['cluster']['api']}): readonly KubeObject[] =>
  kinds.flatMap((plural) =>
    api.list({group: 'ome.io', plural}).map((object) => exported(object as KubeObject, {asIs: true})),
  )

describe('ome backup and restore', () => {
  let here: Workspace
  before(async () => {
    here = await workspace({scenario: 'tour-ome'})
  })
  after(() => here.stop())

  it('restores into an empty cluster what there was, twice without a change', async () => {
    const {out, code} = await here.run(Backup, '--output all.tar.gz')
    assert.match(out, /^all\.tar\.gz written \(\d+ objects\)\n$/)
    assert.deepEqual([code, statSync(join(here.folder, 'all.tar.gz')).mode & 0o777], [0, 0o600])
    here.writes()
    await using empty = await cluster({install: ['ome']})
    const elsewhere = {kube: empty.kube}

    const unasked = await here.run(Restore, '--from all.tar.gz', elsewhere)
    assert.deepEqual([unasked.code, content(empty).length], [2, 0], unasked.err)
    assert.match(unasked.err, /nodes will download \d+ models again: .*llama-3-3-70b \(hf:/)
    assert.match(unasked.err, /this needs a yes: Restore \d+ of \d+ objects\?/)
    const restored = await here.run(Restore, '--from all.tar.gz --yes', elsewhere)
    const again = await here.run(Restore, '--from all.tar.gz --dry-run', elsewhere)

    assert.deepEqual([restored.code, restored.err.includes('error')], [0, false])
    assert.deepEqual(content(empty), content(here.cluster))
    assert.equal(
      again.out.split('\n').filter((line) => line !== '' && !line.includes('unchanged')).length,
      0,
      again.out,
    )
  })

  it('takes one kind, one namespace, names', async () => {
    await here.run(Backup, 'services --namespace default --output services.yaml')
    const text = readFileSync(join(here.folder, 'services.yaml'), 'utf8')
    assert.match(text, /kind: InferenceService\n/)
    assert.doesNotMatch(text, /status:|uid:|managedFields|ClusterBaseModel\nmetadata/)
    const missing = await here.run(Backup, 'services prod-llama nothing --output x.yaml')
    assert.deepEqual([missing.code, missing.err], [4, 'error: services "nothing" not found\n'])
  })

  it('writes to stdout, and only files that restore knows, into folders that are there', async () => {
    const {code, out, err} = await here.run(Backup, 'services --namespace default --output -')
    assert.deepEqual([code, err, existsSync(join(here.folder, '-'))], [0, '', false])
    assert.match(out, /^apiVersion: [\s\S]*kind: InferenceService\n/)
    const zip = await here.run(Backup, '--output b.zip')
    assert.deepEqual([zip.code, existsSync(join(here.folder, 'b.zip'))], [2, false], zip.err)
    assert.equal((await here.run(Backup, '--output - --include-secrets', sealing)).code, 2)
    const nowhere = await here.run(Backup, '--output no/where/b.tgz')
    assert.deepEqual([nowhere.code, existsSync(join(here.folder, 'no'))], [4, false])
    assert.match(nowhere.err, /folder "no\/where" not found/)
  })

  it('writes nothing of a cluster without the stacks, or that it may not read', async () => {
    await using empty = await cluster({scenario: 'empty'})
    const none = await here.run(Backup, '--output none.yaml', {kube: empty.kube})
    assert.deepEqual([none.code, existsSync(join(here.folder, 'none.yaml'))], [4, false])
    assert.match(none.err, /^error: OME is not installed in context "\S+"/)
    await using closed = await cluster({scenario: 'forbidden'})
    const denied = await here.run(Backup, '--output none.yaml', {kube: closed.kube})
    assert.deepEqual([denied.code, existsSync(join(here.folder, 'none.yaml'))], [5, false], denied.err)
    assert.match(denied.err, /^error: you may not list [a-z.]+(, [a-z.]+)+\nhint: /)
    assert.doesNotMatch(denied.err, /configmaps\./)
  })

  it('keeps, overwrites or refuses what is there and differs', async () => {
    await here.run(Backup, 'services --namespace default --output one.tar.gz')
    const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true}
    const kube = await here.cluster.kube()
    const scaled = async (max: number) =>
      kube.patch(services, 'mistral-dev', 'merge', {spec: {engine: {maxReplicas: max}}}, {namespace: 'default'})
    const found = async () =>
      (await kube.get(services, 'mistral-dev', {namespace: 'default'}))?.['spec'].engine.maxReplicas
    const before = await found()
    await scaled(7)

    const refused = await here.run(Restore, '--from one.tar.gz --existing fail --yes')
    assert.deepEqual([refused.code, await found()], [6, 7])
    assert.match(refused.err, /mistral-dev in default is there and differs from the backup\nhint: keep what is there/)
    await here.run(Restore, '--from one.tar.gz --existing skip --yes')
    assert.equal(await found(), 7)
    const {code, err} = await here.run(Restore, '--from one.tar.gz --yes')
    assert.deepEqual([code, await found()], [0, before], err)
  })

  it('takes of a backup what our nouns and kinds name, and says what there is instead', async () => {
    const listed = async (only: string) => {
      const {out, err} = await here.run(Restore, `--from all.tar.gz --dry-run ${only}`)
      return [...new Set(out.split('\n').flatMap((line) => /^(\w+)\//.exec(line)?.[1] ?? []))].sort().join() || err
    }
    assert.equal(await listed('--only services'), 'inferenceservice,namespace')
    assert.equal(await listed('--only model'), 'basemodel,clusterbasemodel,namespace')
    assert.equal(await listed('--only service/prod-llama'), 'inferenceservice,namespace')
    assert.equal(await listed('--only model/mistral-7b'), 'clusterbasemodel')
    const absent = await here.run(Restore, '--from all.tar.gz --dry-run --only model/nothing')
    assert.deepEqual([absent.code, absent.err.split('\n')[0]], [4, 'error: all.tar.gz holds no model "nothing"'])
    assert.equal(await listed('--only runtimes --only accelerator'), 'acceleratorclass,clusterservingruntime')
    assert.equal(await listed('--only ClusterBaseModels.ome.io'), 'clusterbasemodel')
    assert.match(
      await listed('--only widgets'),
      /^error: all\.tar\.gz holds no "widgets"\nhint: it holds acceleratorclass, /,
    )
    for (const [map, message] of [
      ['nowhere=x', /holds nothing of namespace "nowhere"/],
      ['default=No_Name', /"No_Name" cannot be the name of a namespace/],
      ['default', /is not of the form FROM=TO/],
    ] as const) {
      const {code, err} = await here.run(Restore, `--from all.tar.gz --namespace-map ${map} --dry-run`)
      assert.equal(code, 2)
      assert.match(err, message)
    }
  })

  it('takes no secret away that it does not hold', async () => {
    const env = [
      {name: 'HF_TOKEN', value: 'hf_text'},
      {name: 'MODE', value: 'fast'},
    ]
    const telling = {
      apiVersion: 'ome.io/v1beta1',
      kind: 'InferenceService',
      metadata: {name: 'telling', namespace: 'default'},
      spec: {model: {name: 'mistral-7b'}, engine: {runner: {name: 'ome-container', env}}},
    }
    const history = configMap(
      'ome-history-telling',
      {revisions: JSON.stringify([{number: 1, spec: telling.spec}])},
      {labels: {'ome.cli/kind': 'history'}},
    )
    here.write({'telling.yaml': telling, 'history.json': history})
    assert.equal((await here.run(Apply, '-f telling.yaml -f history.json')).code, 0)
    await here.run(Backup, '--output telling.tar.gz')
    await here.run(Backup, 'service telling --output told.yaml')
    for (const file of ['telling.tar.gz', 'told.yaml']) {
      const {out, code} = await here.run(Restore, `--from ${file}`)
      assert.deepEqual([code, out.match(/^.*(?<!unchanged)$/gm)?.filter(Boolean)], [0, []])
    }
    const bytes = gunzipSync(readFileSync(join(here.folder, 'telling.tar.gz'))).toString()
    assert.match(bytes, /ome-history-telling/)
    assert.doesNotMatch(bytes, /hf_text/)
    const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true}
    const live = await (await here.cluster.kube()).get(services, 'telling', {namespace: 'default'})
    assert.deepEqual(live?.['spec'].engine.runner.env, env)
    here.cluster.api.delete(services, 'telling', 'default')
  })

  it('speaks of no download of what lies on the nodes', async () => {
    const model = (name: string, storageUri: string) => ({
      apiVersion: 'ome.io/v1beta1',
      kind: 'ClusterBaseModel',
      metadata: {name},
      spec: {storage: {storageUri, path: `/raid/models/${name}`}},
    })
    here.write({'here.json': model('here', 'local:///raid/models/here'), 'far.json': model('far', 'hf://org/far')})
    const none = await here.run(Restore, '--from here.json --dry-run')
    assert.doesNotMatch(none.out, /download/)
    const one = await here.run(Restore, '--from far.json --dry-run')
    assert.match(one.out, /^nodes will download a model again: far \(hf:\/\/org\/far\)\n/)
  })

  it('puts a namespace elsewhere', async () => {
    await here.run(Backup, 'services --namespace default --output one.tar.gz')
    const {out} = await here.run(Restore, '--from one.tar.gz --namespace-map default=copy --dry-run')
    assert.match(out, /^namespace\/copy created \(server dry run\)\n/)
    assert.match(out, /inferenceservice\/prod-llama created/)
  })

  it('creates no namespace for what will be refused in it', async () => {
    const service = {
      apiVersion: 'ome.io/v1beta1',
      kind: 'InferenceService',
      metadata: {name: 'lost', namespace: 'fresh'},
      spec: {model: {name: 'not-there', kind: 'ClusterBaseModel'}, engine: {minReplicas: 1, maxReplicas: 1}},
    }
    here.write({'lost.yaml': service})
    const {code, err} = await here.run(Restore, '--from lost.yaml --yes')
    assert.equal(code, 1)
    assert.match(err, /lost in fresh: there is no ClusterBaseModel "not-there".*\nhint: nothing was changed/)
    assert.equal(here.cluster.api.get({group: '', version: 'v1', plural: 'namespaces'}, 'fresh'), undefined)
  })

  it('seals secrets, and opens them with the passphrase only', async () => {
    const plain = await here.run(Backup, '--output s.yaml --include-secrets', sealing)
    assert.deepEqual([plain.code, plain.err.split('\n')[0]], [2, 'error: secrets are never written in plain text'])
    const short = await here.run(Backup, '--output s.tar.gz --include-secrets', {env: {OME_BACKUP_PASSPHRASE: 'short'}})
    assert.equal(short.code, 2)
    await here.run(Backup, '--output s.tar.gz --include-secrets', sealing)

    const bytes = gunzipSync(readFileSync(join(here.folder, 's.tar.gz')))
    assert.equal(bytes.includes('kind: Secret'), false)
    const wrong = await here.run(Restore, '--from s.tar.gz --dry-run', {env: {OME_BACKUP_PASSPHRASE: 'wrong horse'}})
    assert.equal(wrong.code, 5)
    const without = await here.run(Restore, '--from s.tar.gz --dry-run')
    assert.match(without.out, /the secrets of this backup are left out/)
  })

  it('refuses an archive in which one byte is another, or that is cut off, and other files', async () => {
    await here.run(Backup, '--output whole.tar.gz')
    const whole = readFileSync(join(here.folder, 'whole.tar.gz'))
    const changed = gunzipSync(whole)
    changed.write('xx', changed.lastIndexOf('prod-llama'))
    here.writes()
    for (const [name, bytes, code, message] of [
      ['changed', gzipSync(changed), 1, /is not the file that was backed up/],
      ['cut', whole.subarray(0, whole.length / 2), 1, /cannot be unpacked/],
      ['foreign', gzipSync('hello'), 1, /is no whole archive/],
      ['text', Buffer.from('hello'), 2, /is not a Kubernetes object/],
    ] as const) {
      writeFileSync(join(here.folder, name), bytes)
      const {code: found, err} = await here.run(Restore, `--from ${name} --yes`)
      assert.deepEqual([name, found], [name, code], err)
      assert.match(err, message)
    }
    const none = await here.run(Restore, '--from none.tar.gz')
    assert.deepEqual([none.code, none.err], [4, 'error: "none.tar.gz" not found\n'])
    assert.deepEqual(here.writes(), [])
  })

  it('shows what a backup holds', async () => {
    const {out} = await here.run(Restore, '--from one.tar.gz --list')
    assert.match(out, /^KIND +NAMESPACE +NAME\nNamespace +- +default\nInferenceService +default +\S+\n/)
  })
})
