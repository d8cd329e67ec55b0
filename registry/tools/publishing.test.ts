import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {packFolder} from '@ome/installer/artifact/pack'
import {readBundle} from '@ome/installer/registry/bundle'
import {canonicalText} from '@ome/installer/registry/canonical'
import {makeKey} from '@ome/installer/registry/signature'
import {stringify} from 'yaml'
import {rootBytes} from './root-file.ts'

const later = '2099-01-01T00:00:00Z'

/** From a packed plugin to a tree that is served, mirrored and carried, as the page about registries does it. */
describe('publishing', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-publishing-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const at = (...path: readonly string[]): string => join(home, ...path)
  const tool = (name: string, ...words: readonly string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...words], {encoding: 'utf8'})
  function succeeds(name: string, ...words: readonly string[]): string {
    const {status, stdout, stderr} = tool(name, ...words)
    assert.equal(status, 0, stderr)
    return stdout
  }
  function put(path: string, content: string | Buffer): string {
    mkdirSync(dirname(at(path)), {recursive: true})
    writeFileSync(at(path), content)
    return at(path)
  }

  /** Packs a plugin and writes its reviewed file. */
  async function plugin(name: string, id: string, replaces: readonly string[] = []): Promise<string> {
    const command = {id, summary: `Runs ${id}`, args: {}, flags: {}, needs: [], risk: 'read', replaces}
    const topic = name.replace('ome-', '')
    const packageFile = {
      name,
      version: '1.0.0',
      files: ['dist', 'oclif.manifest.json'],
      oclif: {commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'}},
      ome: {hostApi: '^0.1.0', topics: [{name: topic}]},
    }
    put(`${name}/package.json`, JSON.stringify(packageFile))
    put(`${name}/oclif.manifest.json`, JSON.stringify({version: '1.0.0', commands: {[id]: command}}))
    put(`${name}/dist/plugin.cjs`, 'exports.commands = {}\n')
    const facts = {
      name,
      kind: 'npm',
      publisher: 'p',
      summary: 's',
      topics: [topic],
      channels: {stable: '1.0.0'},
      maintainers: ['m'],
    }
    put(`plugins/${name}/plugin.yaml`, stringify(facts))
    return put(`${name}.tgz`, (await packFolder(at(name))).archive)
  }

  const release = (archive: string) =>
    tool('release', archive, '--plugins', at('plugins'), '--tree', at('tree'), '--approved-by', 'ann')
  const index = ['--registry', 'acme', '--serial', '1', '--expires', later, '--host-api', '0.1.0'] as const
  const buildIndex = () =>
    tool(
      'build-index',
      ...index,
      '--plugins',
      at('plugins'),
      '--artifacts',
      at('tree/artifacts'),
      '--out',
      at('tree/index/1.json'),
    )

  it('makes a tree that is verified, mirrored with the same bytes, and bundled', async () => {
    const key = makeKey()
    const pem = put('key.pem', key.pem)
    const sign = (role: string, path: string) => succeeds('sign', '--role', role, '--key', pem, at(path))
    const holders = {root: [key], index: [key], timestamp: [key]}
    put(
      'tree/root/1.json',
      rootBytes({registry: 'acme', version: 1, expires: later, purpose: 'production', holders, threshold: 1}),
    )
    sign('root', 'tree/root/1.json')
    const root = ['--root', at('tree/root/1.json')]

    assert.equal(release(await plugin('ome-x', 'x:show')).status, 0)
    assert.equal(buildIndex().status, 0)
    sign('index', 'tree/index/1.json')
    succeeds('timestamp', at('tree/index/1.json'), '--expires', later, '--out', at('tree/timestamp.json'))
    sign('timestamp', 'tree/timestamp.json')
    assert.match(succeeds('verify', at('tree'), ...root), /^registry acme: serial 1, 1 releases verified/)

    assert.match(succeeds('mirror', at('tree'), at('mirror'), ...root), /serial 1, 1 archives/)
    for (const path of ['root/1.json', 'index/1.json.sig', 'timestamp.json', 'artifacts/ome-x/1.0.0.tgz'])
      assert.deepEqual(readFileSync(at('mirror', path)), readFileSync(at('tree', path)))
    succeeds('bundle', at('mirror'), at('all.tar'), ...root)
    await readBundle(at('all.tar'), at('unpacked'))
    assert.deepEqual(readFileSync(at('unpacked/index/1.json')), readFileSync(at('tree/index/1.json')))

    put('tree/artifacts/ome-x/1.0.0.tgz', 'x')
    const spoilt = tool('mirror', at('tree'), at('other'), ...root)
    assert.deepEqual([spoilt.status, existsSync(at('other/timestamp.json'))], [1, false])
  })

  it('a release file is drafted once, for a plugin that has a reviewed file', async () => {
    const archive = await plugin('ome-x', 'x:show')
    assert.equal(release(archive).status, 0)
    assert.match(release(archive).stderr, /1\.0\.0\.yaml is there already; a release never changes/)
    rmSync(at('plugins/ome-x'), {recursive: true})
    assert.match(release(archive).stderr, /ENOENT.*plugin\.yaml/)
  })

  it('a command has one plugin, unless another says that it replaces it', async () => {
    release(await plugin('ome-x', 'x:show'))
    release(await plugin('ome-y', 'x:show'))
    assert.match(buildIndex().stderr, /command "x show" is in ome-x and in ome-y/)

    rmSync(at('plugins/ome-y'), {recursive: true})
    release(await plugin('ome-y', 'x:show', ['x show']))
    assert.equal(buildIndex().status, 0)
  })

  it('a plugin without a release is announced: its name and its topics, and nothing to install', async () => {
    await plugin('ome-z', 'z:show')
    assert.equal(buildIndex().status, 0)

    const {plugins} = JSON.parse(readFileSync(at('tree/index/1.json'), 'utf8'))
    const [{name, topics, channels, releases}] = plugins
    assert.deepEqual([name, topics, channels, releases], ['ome-z', ['z'], {}, []])
  })

  it('a release file in a repository of its own is approved, and never changed after it was committed', async () => {
    const git = (...words: readonly string[]) => {
      const who = ['-c', 'user.name=ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgsign=false']
      const {status, stderr} = spawnSync('git', [...who, ...words], {cwd: home, encoding: 'utf8'})
      assert.equal(status, 0, stderr)
    }
    const check = () => {
      const {status, stdout, stderr} = tool('check', '--plugins', at('plugins'))
      return [status, stdout, stderr]
    }
    const archive = await plugin('ome-x', 'x:show')
    git('init', '-q')
    git('add', 'plugins')
    git('commit', '-q', '-m', 'a plugin')
    succeeds('release', archive, '--plugins', at('plugins'), '--tree', at('tree'))
    assert.deepEqual(check(), [1, '', 'error: ome-x 1.0.0: 0 of 1 approvals\n'])

    const path = at('plugins/ome-x/releases/1.0.0.yaml')
    const approved = readFileSync(path, 'utf8').replace('approvedBy: []', 'approvedBy: [ann]')
    writeFileSync(path, approved)
    assert.deepEqual(check(), [0, '1 plugins checked against HEAD\n', ''])
    git('add', 'plugins')
    git('commit', '-q', '-m', 'a release')
    writeFileSync(path, approved.replace('[ann]', '[bob]'))
    assert.deepEqual(check(), [1, '', 'error: ome-x 1.0.0: its release file was changed\n'])
  })

  it('a timestamp is made of an index and of nothing else', () => {
    const path = put('index.json', canonicalText({schema: 'ome-root/1'}))
    const made = tool('timestamp', path, '--expires', later, '--out', at('timestamp.json'))
    assert.deepEqual([made.status, existsSync(at('timestamp.json'))], [1, false])
  })
})
