import assert from 'node:assert/strict'
import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gunzipSync} from 'node:zlib'
import Diagnostics from '../../src/commands/grove/diagnostics.ts'
import {type GroveWorld, world} from '../world.ts'

describe('diagnostics', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  let cwd: string
  before(async () => {
    cluster = await world()
    cwd = await mkdtemp(join(tmpdir(), 'ome-bundle-'))
  })
  after(async () => {
    await cluster.stop()
    await rm(cwd, {recursive: true, force: true})
  })
  const collect = (...argv: readonly string[]) => cluster.run(Diagnostics, argv, {cwd})

  it('write a folder for its owner alone, with a manifest and no secret', async () => {
    const {code, out, err} = await collect('-n', 'prod', '-o', './diag-output')
    assert.equal(code, 0, err)
    assert.match(out, /Output written to \.\/diag-output\n$/)
    assert.match(err, /^Collecting podcliquesets\.\.\. done \(2\)\n[\s\S]*Collecting logs\.\.\. done \(\d+\)\n/)
    const folder = join(cwd, 'diag-output')
    const files = await readdir(folder, {recursive: true, withFileTypes: true})
    const texts = await Promise.all(
      files.map(async (file) => {
        const path = join(file.parentPath, file.name)
        const {mode} = await stat(path)
        assert.equal(mode & 0o777, file.isDirectory() ? 0o700 : 0o600, path)
        return file.isDirectory() ? '' : await readFile(path, 'utf8')
      }),
    )
    assert.doesNotMatch(texts.join('\n'), /tourSecret|hf_tour|sk-tour/)
    assert.deepEqual((await readdir(folder)).sort(), [
      'events',
      'grove',
      'logs',
      'manifest.json',
      'nodes',
      'operator',
      'pods',
      'scheduler',
      'summary.txt',
    ])
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
    assert.deepEqual(
      [manifest.version, manifest.namespace, manifest.operator],
      [1, 'prod', {namespace: 'grove-system', version: 'v0.1.0-alpha.12-rc1'}],
    )
    assert.ok(manifest.redacted > 10)
    assert.ok(manifest.collectors.every(({status}: {status: string}) => status === 'ok'))
    assert.match(await readFile(join(folder, 'summary.txt'), 'utf8'), /prod\/chat {2}Degraded/)
  })

  it('leave a place alone that is not empty', async () => {
    await writeFile(join(cwd, 'taken'), 'mine')
    const {code, err} = await collect('--to', 'taken')
    assert.deepEqual([code, await readFile(join(cwd, 'taken'), 'utf8')], [6, 'mine'])
    assert.match(err, /taken is there already, and was left as it is/)
  })

  it('make an archive of a name that ends in .tgz, and a summary in the format of -o', async () => {
    const {code, out} = await collect('my-inference', '--to', 'deep/report.tgz', '-o', 'json', '--no-logs', '-q')
    assert.equal(code, 0)
    assert.equal(JSON.parse(out).path, 'deep/report.tgz')
    const path = join(cwd, 'deep', 'report.tgz')
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    const archive = gunzipSync(await readFile(path)).toString('latin1')
    assert.match(archive, /report\/grove\/podcliquesets\.yaml\0/)
    assert.doesNotMatch(archive, /report\/logs\//)
    assert.doesNotMatch(archive, /name: chat\n/)
    assert.deepEqual(await readdir(join(cwd, 'deep')), ['report.tgz'])
  })

  it('of a set that is not there are refused, with the name that is near', async () => {
    const {code, err} = await collect('my-infrence', '--to', 'none')
    assert.equal(code, 4)
    assert.match(err, /podcliqueset "my-infrence" not found[\s\S]*did you mean my-inference\?/)
    assert.deepEqual(
      (await readdir(cwd)).filter((name) => name.includes('none')),
      [],
    )
  })

  it('say why a place cannot be written', async () => {
    await writeFile(join(cwd, 'file'), '')
    const {code, err} = await collect('--to', 'file/below/it')
    assert.equal(code, 1)
    assert.match(err, /file\/below\/it cannot be read: a part of the path is no folder/)
  })

  it('hide what events say in the summary as well', async () => {
    const events = {group: '', plural: 'events'}
    const [event] = cluster.api.list(events, {namespace: 'prod'})
    assert.ok(event)
    const message = 'pull of https://me:hunter2@registry/x failed'
    cluster.api.patch(events, event.metadata.name, 'prod', {message, type: 'Warning'})
    await collect('--to', 'told', '--no-logs')
    const files = ['summary.txt', 'events/events.yaml']
    const [summary, all] = await Promise.all(files.map((file) => readFile(join(cwd, 'told', file), 'utf8')))
    assert.doesNotMatch(`${summary}${all}`, /hunter2/)
    assert.match(all ?? '', /https:\/\/\*\*\*@registry/)
  })

  it('go into a folder of their own name where none is given, and refuse two places', async () => {
    const {code, out} = await collect('--no-logs', '-q')
    assert.equal(code, 0)
    assert.match(out, /Output written to \.\/grove-diagnostics-prod-20261121T12\d{4}Z\n$/)
    assert.equal((await collect('-o', 'a', '--to', 'b')).code, 2)
  })
})
