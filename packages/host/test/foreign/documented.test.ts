import assert from 'node:assert/strict'
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import type {ResourceRef} from '@ome/sdk/kube'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {Scene} from './scene.ts'

const root = resolve(import.meta.dirname, '../../../..')
const nodes: ResourceRef = {group: '', version: 'v1', plural: 'nodes', namespaced: false}

/** The files of the example on the page, in its order. */
function example(): Readonly<Record<string, string>> {
  const page = readFileSync(join(root, 'docs/subcommands.md'), 'utf8')
  const [, section = ''] = /## One in ten minutes\n([\s\S]*?)\n## /.exec(page) ?? []
  const [packageFile, manifest, script] = [...section.matchAll(/```(?:json|sh)\n([\s\S]*?)```/g)].map(
    ([, text]) => text,
  )
  assert.ok(packageFile && manifest && script)
  return {'package.json': packageFile, 'ome-manifest.json': manifest, 'bin/disk-report': script}
}

/** The command that docs/subcommands.md shows, installed and run as it stands there. */
describe('the documented command', function () {
  this.timeout(60_000)
  let scene: Scene
  let sandbox: TestCluster
  let names: readonly string[]
  before(async () => {
    sandbox = await cluster({scenario: 'tour-platform'})
    const admin = await sandbox.kube()
    names = (await admin.list(nodes)).map(({metadata}) => metadata.name)
    scene = new Scene()
    const folder = join(scene.shop.home, 'plugins', 'ome-disk-report')
    for (const [path, text] of Object.entries(example())) {
      mkdirSync(dirname(join(folder, path)), {recursive: true})
      writeFileSync(join(folder, path), text)
      if (path.startsWith('bin/')) chmodSync(join(folder, path), 0o755)
    }
    await scene.install(folder, 'ome-disk-report')
  })
  after(async () => {
    scene.end()
    await sandbox.stop()
  })

  const show = (argv: readonly string[], kubeconfig = sandbox.kubeconfig, tools = join(root, 'tools/bin')) => {
    const env = {PATH: `${tools}:${process.env['PATH']}`}
    return scene.run('disk-report:show', argv, {kubeconfig, env}, 'ome-disk-report')
  }
  const items = async (...argv: string[]): Promise<{name: string; full: boolean}[]> => {
    const {code, out, err} = await show([...argv, '-o', 'json'])
    assert.equal(code, 0, err)
    const {apiVersion, kind, items} = JSON.parse(out)
    assert.deepEqual([apiVersion, kind], ['ome.cli/v1', 'DiskReportList'])
    return items
  }

  it('does what its arguments and flags say', async () => {
    const [, second] = names
    assert.ok(second && names.length > 2)
    assert.deepEqual((await items()).map(({name}) => name).sort(), [...names].sort().slice(0, 10))
    assert.equal((await items('--limit', '2')).length, 2)
    assert.deepEqual(await items('--full'), [])
    assert.deepEqual(await items(second), [{name: second, full: false}])
    assert.deepEqual(await items(second, '--full'), [])
    assert.equal((await show([second, '-o', 'name'])).out, `node/${second}\n`)
    assert.match((await show(['--limit', '1'])).out, /^NODE +FULL\n\S+ +(yes|no)\n$/)
  })

  it('tells full nodes from others', async () => {
    const tools = join(scene.shop.home, 'tools')
    mkdirSync(tools)
    writeFileSync(join(tools, 'kubectl'), "#!/bin/sh\nprintf 'a False\\nb True\\nc True\\n'\n", {mode: 0o755})
    const asked = (...argv: string[]) => show(argv, undefined, tools)
    assert.match((await asked()).out, /^NODE +FULL\na +no\nb +yes\nc +yes\n$/)
    assert.equal((await asked('--full', '-o', 'name')).out, 'node/b\nnode/c\n')
    const {out} = await asked('--full', '--limit', '1', '-o', 'json')
    assert.deepEqual(JSON.parse(out).items, [{name: 'b', full: true}])
  })

  it('ends with the codes of every command', async () => {
    const absent = await show(['nope'])
    assert.deepEqual([absent.code, absent.out], [4, ''])
    assert.equal(absent.err, 'error: node "nope" not found\nhint: list what is there: ome get nodes\n')
    const forbidden = await show(['--context', 'production-viewer'])
    assert.equal(forbidden.code, 5, forbidden.err)
    assert.match(forbidden.err, /^error: .*orbidden.*\nhint: /)
    const dead = join(scene.shop.home, 'dead')
    const context = {name: 'here', context: {cluster: 'c', user: 'u'}}
    const clusters = [{name: 'c', cluster: {server: 'http://127.0.0.1:1'}}]
    writeFileSync(
      dead,
      JSON.stringify({'current-context': 'here', contexts: [context], clusters, users: [{name: 'u', user: {}}]}),
    )
    const unreachable = await show([], dead)
    assert.equal(unreachable.code, 7, unreachable.err)
  })
})
