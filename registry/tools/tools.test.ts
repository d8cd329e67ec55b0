import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {packFolder} from '@ome/installer/artifact/pack'
import {releaseEntry} from '@ome/installer/artifact/release-entry'
import {makeKey} from '@ome/installer/registry/signature'
import {stringify} from 'yaml'
import {artifactFacts, readArchive} from './artifact-entry.ts'
import {buildDevRegistry, type DevBuild} from './dev-build.ts'
import {readReviewed} from './reviewed-sources.ts'

const now = new Date()

describe('registry tools', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-registry-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const tool = (name: string, ...words: readonly string[]) => {
    const {status, stdout, stderr} = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...words], {
      encoding: 'utf8',
    })
    return {status, stdout, stderr}
  }

  function plugin(version: string, extra: Readonly<Record<string, string>> = {}): string {
    const folder = join(home, `plugin-${version}`)
    const command = (id: string) => ({id, summary: `Runs ${id}`, args: {}, flags: {}, needs: [], risk: 'read'})
    const files = {
      'package.json': JSON.stringify({
        name: 'ome-x',
        version,
        description: 'a plugin',
        files: ['dist', 'oclif.manifest.json'],
        oclif: {commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'}},
        ome: {hostApi: '^0.1.0', topics: [{name: 'x'}, {name: 'get', shared: true}]},
      }),
      'oclif.manifest.json': JSON.stringify({
        version,
        commands: {'x:show': command('x:show'), 'x:report': command('x:report')},
      }),
      'dist/plugin.cjs': 'exports.commands = {}\n',
      ...extra,
    }
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), {recursive: true})
      writeFileSync(join(folder, path), text)
    }
    return folder
  }

  const build = (options: Partial<DevBuild> = {}) =>
    buildDevRegistry({
      id: 'dev',
      out: join(home, 'tree'),
      keys: join(home, 'keys'),
      plugins: [plugin('1.1.0')],
      reviewed: join(home, 'reviewed'),
      hostApi: '0.1.0',
      now,
      ...options,
    })
  const index = (serial: number) => JSON.parse(readFileSync(join(home, `tree/index/${serial}.json`), 'utf8'))

  describe('development registry', () => {
    it('lists commands with their words and owns only the topics that are not shared', async () => {
      await build()
      const [entry] = index(1).plugins
      assert.deepEqual(entry.topics, ['x'])
      assert.deepEqual(entry.channels, {stable: '1.1.0'})
      assert.deepEqual(
        entry.releases[0].commands.map(({id}: {id: string}) => id),
        ['x report', 'x show'],
      )
    })

    it('the same input gives the same archive, index and signatures', async () => {
      await build({serial: 5})
      const before = tree()
      await build({serial: 5})
      assert.deepEqual(tree(), before)
    })

    it('counts on from the newest serial, also after an older one was asked for', async () => {
      await build({serial: 42})
      await build({serial: 7})
      assert.equal((await build()).serial, 43)
    })

    it('keys are made once, for their owner only, and no option changes them', async () => {
      await build()
      const keys = (): string[] =>
        readdirSync(join(home, 'keys/dev')).map(
          (name) => `${name} ${readFileSync(join(home, 'keys/dev', name), 'utf8')}`,
        )
      const before = keys()
      await build({newKey: true})
      await build({rotateRoot: 'signed by new'})
      assert.deepEqual(keys(), before)
      assert.equal(before.length, 5)
      for (const name of ['root-1', 'root-2', 'index', 'timestamp'])
        assert.equal(statSync(join(home, `keys/dev/${name}.pem`)).mode & 0o777, 0o600)
    })

    it('variants.json gives older releases with fewer commands', async () => {
      const folder = plugin('1.1.0', {'variants.json': JSON.stringify([{version: '1.0.0', without: ['x report']}])})
      await build({plugins: [folder]})
      const releases: {version: string; commands: {id: string}[]}[] = index(1).plugins[0].releases
      assert.deepEqual(
        releases.map(({version, commands}) => [version, commands.map(({id}) => id)]),
        [
          ['1.1.0', ['x report', 'x show']],
          ['1.0.0', ['x show']],
        ],
      )
    })

    it('an older release that was built from other files is that one', async () => {
      const rows = [{version: '1.0.0', without: [], replace: {}}]
      const folder = plugin('1.1.0', {'variants.json': JSON.stringify(rows)})
      const older = plugin('1.0.5', {'dist/plugin.cjs': 'exports.commands = {older: 1}'})
      cpSync(older, join(folder, '.variants/1.0.0'), {recursive: true})
      await build({plugins: [folder]})
      const archive = await readArchive(join(home, 'tree/artifacts/ome-x/1.0.0.tgz'))
      const bundle = archive.files.find(({path}) => path === 'dist/plugin.cjs')

      assert.equal(String(bundle?.bytes), 'exports.commands = {older: 1}')
      assert.equal(index(1).plugins[0].releases[1].version, '1.0.0')
    })

    it('a patch reaches the newest release, a channel the plugin, and an unknown name is refused', async () => {
      await build({
        patches: ['ome-x={"artifact":{"size":1},"network":["h"]}'],
        add: [plugin('1.2.0')],
        channels: ['ome-x=1.0.0'],
      })
      const [entry] = index(1).plugins
      assert.equal(entry.releases[0].artifact.size, 1)
      assert.deepEqual([entry.releases[0].network, entry.channels.stable], [['h'], '1.0.0'])
      await assert.rejects(build({patches: ['nobody={}']}), /"nobody=\{\}" does not begin with the name of a plugin/)
    })

    it('an entry that a client could not read is never signed', async () => {
      await assert.rejects(build({patches: ['ome-x={"version":"../../evil"}']}), /is not a semantic version/)
    })

    it('the command line refuses what it does not know', () => {
      for (const words of [
        ['--bogus'],
        ['--serial', 'x'],
        ['--expires', 'soon'],
        ['--drop-signature', 'nobody'],
        ['--without-old'],
        ['--id', '../x'],
      ])
        assert.equal(tool('dev-registry', '--out', join(home, 'o'), ...words).status, 2, words.join(' '))
    })
  })

  const tree = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(home, 'tree'), {recursive: true, encoding: 'utf8'})
        .filter((name) => statSync(join(home, 'tree', name)).isFile())
        .map((name) => [name, readFileSync(join(home, 'tree', name)).toString('base64')]),
    )

  describe('verify', () => {
    const root = () => join(home, 'tree/root/1.json')

    it('follows a whole tree from its root', async () => {
      await build()
      assert.match(
        tool('verify', join(home, 'tree'), '--root', root()).stdout,
        /^registry dev: serial 1, 1 releases verified/,
      )
    })

    it('names an archive that is not the signed one, and refuses a foreign root', async () => {
      await build()
      writeFileSync(join(home, 'tree/artifacts/ome-x/1.1.0.tgz'), 'x')
      assert.match(
        tool('verify', join(home, 'tree'), '--root', root()).stderr,
        /1.1.0.tgz is not the archive that the index names/,
      )
      await build({newKey: true})
      assert.match(
        tool('verify', join(home, 'tree'), '--root', root()).stderr,
        /not signed by a key of the role "timestamp"/,
      )
    })
  })

  describe('build-index and sign', () => {
    async function review(): Promise<void> {
      const packed = await packFolder(plugin('1.1.0'))
      const {commands: _commands, ...release} = releaseEntry(
        packed,
        artifactFacts(packed, true),
        '2026-09-02T10:00:00Z',
      )
      const folder = join(home, 'plugins/ome-x')
      mkdirSync(join(folder, 'releases'), {recursive: true})
      mkdirSync(join(home, 'artifacts/ome-x'), {recursive: true})
      writeFileSync(
        join(folder, 'plugin.yaml'),
        stringify({
          name: 'ome-x',
          kind: 'npm',
          publisher: 'p',
          summary: 's',
          topics: ['x'],
          channels: {stable: '1.1.0'},
          maintainers: ['m'],
        }),
      )
      writeFileSync(join(folder, 'releases/1.1.0.yaml'), stringify({...release, approvedBy: ['m']}))
      writeFileSync(join(home, 'artifacts/ome-x/1.1.0.tgz'), packed.archive)
    }
    const buildIndex = (out: string) =>
      tool(
        'build-index',
        '--registry',
        'ome',
        '--serial',
        '3',
        '--expires',
        '2030-01-01T00:00:00Z',
        '--host-api',
        '0.1.0',
        '--plugins',
        join(home, 'plugins'),
        '--artifacts',
        join(home, 'artifacts'),
        '--out',
        join(home, out),
      )

    it('reviewed sources and archives give the same bytes each time', async () => {
      await review()
      assert.equal(buildIndex('a.json').stderr, '')
      buildIndex('b.json')
      assert.deepEqual(readFileSync(join(home, 'a.json')), readFileSync(join(home, 'b.json')))
      assert.equal(JSON.parse(readFileSync(join(home, 'a.json'), 'utf8')).plugins[0].releases[0].commands.length, 2)
    })

    it('an archive that is not the reviewed one stops the build', async () => {
      await review()
      const other = await packFolder(plugin('1.1.0', {'dist/plugin.cjs': 'exports.commands = {evil: 1}\n'}))
      writeFileSync(join(home, 'artifacts/ome-x/1.1.0.tgz'), other.archive)
      const {status, stderr} = buildIndex('a.json')
      assert.equal(status, 1)
      assert.match(stderr, /artifact is not what the release file says/)
    })

    it('signatures of several keys gather in one file, the same key once', async () => {
      await review()
      buildIndex('a.json')
      const keys = [makeKey(), makeKey()].map(({pem}, at) => {
        writeFileSync(join(home, `${at}.pem`), pem)
        return join(home, `${at}.pem`)
      })
      for (const key of [...keys, ...keys])
        assert.equal(tool('sign', '--role', 'index', '--key', key, join(home, 'a.json')).status, 0)
      assert.equal(JSON.parse(readFileSync(join(home, 'a.json.sig'), 'utf8')).signatures.length, 2)
    })

    it('a file is signed for its own role only, and only in canonical form', async () => {
      await review()
      buildIndex('a.json')
      writeFileSync(join(home, 'k.pem'), makeKey().pem)
      assert.match(
        tool('sign', '--role', 'root', '--key', join(home, 'k.pem'), join(home, 'a.json')).stderr,
        /schema has an unexpected form/,
      )
      copyFileSync(join(home, 'a.json'), join(home, 'b.json'))
      writeFileSync(join(home, 'b.json'), `${readFileSync(join(home, 'a.json'), 'utf8')}\n`)
      assert.match(
        tool('sign', '--role', 'index', '--key', join(home, 'k.pem'), join(home, 'b.json')).stderr,
        /not in canonical form/,
      )
    })
  })

  it('every reviewed plugin of this repository can be read', () => {
    const names = readReviewed(join(import.meta.dirname, '../plugins')).map(({facts}) => facts.name)
    assert.ok(names.includes('@ome/plugin-serving'))
  })

  it('keys and the published tree are not in version control', () => {
    const lines = readFileSync(join(import.meta.dirname, '../../.gitignore'), 'utf8').split('\n')
    assert.ok(lines.includes('dist/'))
  })
})
