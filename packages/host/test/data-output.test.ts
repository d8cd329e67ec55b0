import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import Alias from '../src/commands/alias.ts'
import AuthCanI from '../src/commands/auth/can-i.ts'
import AuthRefresh from '../src/commands/auth/refresh.ts'
import ClusterUse from '../src/commands/cluster/use.ts'
import CommandAdd from '../src/commands/command/add.ts'
import CommandRemove from '../src/commands/command/remove.ts'
import CommandReplace from '../src/commands/command/replace.ts'
import CommandRestore from '../src/commands/command/restore.ts'
import CommandRunsCancel from '../src/commands/command/runs/cancel.ts'
import CommandUpgrade from '../src/commands/command/upgrade.ts'
import ConfigGet from '../src/commands/config/get.ts'
import ConfigPath from '../src/commands/config/path.ts'
import ConfigSet from '../src/commands/config/set.ts'
import ConfigUnset from '../src/commands/config/unset.ts'
import PersonalityLink from '../src/commands/personality/link.ts'
import PersonalityUnlink from '../src/commands/personality/unlink.ts'
import PluginDisable from '../src/commands/plugin/disable.ts'
import PluginEnable from '../src/commands/plugin/enable.ts'
import PluginInstall from '../src/commands/plugin/install.ts'
import PluginLink from '../src/commands/plugin/link.ts'
import PluginLock from '../src/commands/plugin/lock.ts'
import PluginNew from '../src/commands/plugin/new.ts'
import PluginPack from '../src/commands/plugin/pack.ts'
import PluginPin from '../src/commands/plugin/pin.ts'
import PluginPublish from '../src/commands/plugin/publish.ts'
import PluginRollback from '../src/commands/plugin/rollback.ts'
import PluginUninstall from '../src/commands/plugin/uninstall.ts'
import PluginUnlink from '../src/commands/plugin/unlink.ts'
import PluginUnpin from '../src/commands/plugin/unpin.ts'
import PluginUpgrade from '../src/commands/plugin/upgrade.ts'
import RegistryAdd from '../src/commands/registry/add.ts'
import RegistryBundleExport from '../src/commands/registry/bundle/export.ts'
import RegistryBundleImport from '../src/commands/registry/bundle/import.ts'
import RegistryMirror from '../src/commands/registry/mirror.ts'
import RegistryRefresh from '../src/commands/registry/refresh.ts'
import RegistryRemove from '../src/commands/registry/remove.ts'
import RegistrySetUrl from '../src/commands/registry/set-url.ts'
import {runLabel} from '../src/remote/run-job.ts'
import {encodeIndex, indexPath} from '../src/routes/route-index.ts'
import {readUserFile} from '../src/settings/user-file.ts'
import {type Ended, runCommand} from './plugins/run-command.ts'
import {listPods, Workshop} from './plugins/workshop.ts'

/** Commands without `-o`, and why they have no result to tell. */
const withoutOutput: Readonly<Record<string, string>> = {
  'command/run.ts': 'the command that runs has flags of its own',
  'command/runs/logs.ts': 'prints what a program has printed',
  'completion.ts': 'prints a script for a shell',
  'config/edit.ts': 'an editor has the terminal',
  'plugin/try.ts': 'the command that runs has flags of its own',
}

const commands = resolve(import.meta.dirname, '../src/commands')
const files = readdirSync(commands, {recursive: true, encoding: 'utf8'}).filter((path) => path.endsWith('.ts'))

describe('-o json', () => {
  for (const path of files.sort())
    it(`${path} ${Object.hasOwn(withoutOutput, path) ? 'does not have it' : 'has it'}`, async () => {
      const {default: command} = await import(join(commands, path))
      assert.equal('output' in (command.flags ?? {}), !Object.hasOwn(withoutOutput, path))
    })

  it('the list of commands without it names commands there are', () => {
    for (const path of Object.keys(withoutOutput)) assert.ok(files.includes(path), path)
  })
})

interface Document {
  readonly apiVersion: string
  readonly kind: string
  readonly applied: boolean
  readonly items: readonly Readonly<Record<string, unknown>>[]
}

/** Whole command lines whose stdout is one document and nothing else. */
describe('the result of a change as JSON', function () {
  this.timeout(60_000)
  let shop: Workshop
  let kube: KubeClient | undefined
  beforeEach(() => {
    shop = new Workshop()
    kube = undefined
  })
  afterEach(() => shop.end())

  const folders = () => ({config: shop.home, data: shop.data, cache: join(shop.home, 'cache')})
  const run = async (command: unknown, words: readonly string[], output = 'json'): Promise<Ended> => {
    const settings = await readUserFile(folders())
    return runCommand(shop, command, ['-o', output, ...words], {
      settings,
      env: {PATH: process.env['PATH']},
      ...(kube ? {kube} : {}),
    })
  }
  const read = async (command: unknown, ...words: readonly string[]): Promise<Document> => {
    const {code, out, err} = await run(command, words)
    assert.equal(code, 0, err)
    return JSON.parse(out)
  }
  /** `applied kind`, and of the items the fields that are named. */
  async function told(command: unknown, words: readonly string[], ...fields: readonly string[]): Promise<unknown> {
    const {apiVersion, kind, applied, items} = await read(command, ...words)
    assert.equal(apiVersion, 'ome.cli/v1')
    const shown = items.map((item) => ['object', 'outcome', ...fields].map((field) => item[field]))
    return [kind, applied, ...shown]
  }

  const team = (...shapes: Parameters<Workshop['plugin']>[0][]) =>
    shop.publish(
      shapes.map((shape) => shop.plugin(shape)),
      {id: 'team'},
    )
  const addTeam = ['team', '--root', 'root.json', '--scope', '@team']
  /** Publishes plugins in a registry of its own and trusts it. */
  async function trusted(...shapes: Parameters<Workshop['plugin']>[0][]): Promise<void> {
    await team(...shapes)
    cpSync(join(shop.tree, 'root/1.json'), join(shop.home, 'root.json'))
    cpSync(join(shop.tree, 'root/1.json.sig'), join(shop.home, 'root.json.sig'))
    await read(RegistryAdd, ...addTeam, shop.tree, '--yes')
  }
  const z = (version: string) => ({name: '@team/z', version, commands: ['z show']})

  it('plugin install, upgrade, rollback, pin, unpin, disable, enable, uninstall', async () => {
    await trusted({...z('1.0.0'), needs: [listPods]})
    const {applied, items} = await read(PluginInstall, '@team/z', '--dry-run')
    const [plan] = items
    assert.deepEqual([applied, plan?.['outcome'], plan?.['registry']], [false, 'installed', 'team'])
    assert.deepEqual(plan?.['commands'], {added: [{id: 'z show', risk: 'read'}], removed: []})
    assert.deepEqual(plan?.['rights'], {added: [listPods], removed: []})
    assert.equal(shop.active('@team/z'), undefined)

    const install = ['@team/z']
    assert.deepEqual(await told(PluginInstall, install, 'from', 'to'), [
      'PluginChange',
      true,
      ['plugin/@team/z', 'installed', undefined, '1.0.0'],
    ])
    assert.deepEqual(await told(PluginInstall, install, 'from', 'to'), [
      'PluginChange',
      true,
      ['plugin/@team/z', 'unchanged', '1.0.0', '1.0.0'],
    ])
    await team(z('1.1.0'))
    await read(RegistryRefresh, 'team')
    assert.deepEqual(await told(PluginUpgrade, install, 'from', 'to'), [
      'PluginChange',
      true,
      ['plugin/@team/z', 'upgraded', '1.0.0', '1.1.0'],
    ])
    assert.deepEqual(await told(PluginRollback, install, 'from', 'to'), [
      'PluginChange',
      true,
      ['plugin/@team/z', 'rolled back', '1.1.0', '1.0.0'],
    ])
    for (const [command, outcome] of [
      [PluginPin, 'pinned'],
      [PluginPin, 'unchanged'],
      [PluginUnpin, 'unpinned'],
      [PluginDisable, 'disabled'],
      [PluginEnable, 'enabled'],
    ])
      assert.deepEqual(await told(command, install, 'version'), [
        'PluginChange',
        true,
        ['plugin/@team/z', outcome, '1.0.0'],
      ])
    const gone = ['plugin/@team/z', 'uninstalled', '1.0.0']
    assert.deepEqual(await told(PluginUninstall, [...install, '--dry-run'], 'from'), ['PluginChange', false, gone])
    assert.equal((await run(PluginUninstall, [...install, '--yes'], 'name')).out, 'plugin/@team/z\n')
    assert.equal(shop.active('@team/z'), undefined)
  })

  it('plugin upgrade --all tells what it left out, and still ends with 5', async () => {
    await trusted(z('1.0.0'))
    await read(PluginInstall, '@team/z')
    await team({...z('1.1.0'), needs: [listPods]})
    await read(RegistryRefresh, 'team')
    const [plan] = (await read(PluginUpgrade, '--all', '--dry-run')).items
    assert.deepEqual([plan?.['outcome'], plan?.['widens']], ['upgraded', true])
    const {code, out, err} = await run(PluginUpgrade, ['--all'])
    assert.equal(code, 5)
    const item = {object: 'plugin/@team/z', outcome: 'unchanged', from: '1.0.0', to: '1.0.0', leftOut: '1.1.0'}
    assert.deepEqual(JSON.parse(out).items, [item])
    assert.match(err, /"kind":"denied"/)
  })

  it('a refused change leaves stdout empty and the error as JSON on stderr', async () => {
    const {code, out, err} = await run(PluginUninstall, ['nope', '--yes'])
    assert.deepEqual([code, out, JSON.parse(err).error.kind], [4, '', 'not-found'])
  })

  it('plugin link, unlink, lock', async () => {
    const folder = shop.plugin({name: 'ome-x', version: '1.0.0'})
    assert.deepEqual(await told(PluginLink, [folder], 'to'), ['PluginChange', true, ['plugin/ome-x', 'linked', folder]])
    const unlinked = await told(PluginUnlink, ['ome-x'], 'from')
    assert.deepEqual(unlinked, ['PluginChange', true, ['plugin/ome-x', 'unlinked', folder]])
    mkdirSync(join(shop.home, '.git'))
    const lock = (outcome: string) => ['LockChange', true, ['lock/plugins.lock.json', outcome, 0]]
    assert.deepEqual(await told(PluginLock, ['--project'], 'plugins'), lock('written'))
    assert.deepEqual(await told(PluginLock, ['--project'], 'plugins'), lock('unchanged'))
  })

  it('plugin new, pack, publish', async () => {
    index({})
    const [made] = (await read(PluginNew, 'quota')).items
    assert.deepEqual(
      [made?.['object'], made?.['outcome'], made?.['path']],
      ['plugin/ome-quota', 'created', join(shop.home, 'quota')],
    )
    const folder = shop.plugin({name: 'ome-x', version: '1.0.0', extra: {scripts: {build: 'exit 0'}}})
    const digest = createHash('sha256')
      .update(readFileSync(join(folder, 'dist/plugin.cjs')))
      .digest('hex')
    const bill = {components: [], metadata: {component: {hashes: [{content: digest}]}}}
    writeFileSync(join(folder, 'dist/sbom.cdx.json'), JSON.stringify(bill))
    const [packed] = (await read(PluginPack, folder, '--out', '.')).items
    assert.deepEqual(
      [packed?.['object'], packed?.['outcome'], packed?.['version']],
      ['plugin/ome-x', 'packed', '1.0.0'],
    )
    assert.ok(existsSync(String(packed?.['path'])))
    const dry = await told(PluginPublish, [folder, '--dry-run'], 'version', 'path')
    assert.deepEqual(dry, ['PluginChange', false, ['plugin/ome-x', 'drafted', '1.0.0', 'releases/1.0.0.yaml']])
    assert.equal(existsSync(join(folder, 'releases')), false)
    writeFileSync(join(folder, 'plugin.yaml'), 'publisher: acme\nmaintainers: [acme]\n')
    const [drafted] = (await read(PluginPublish, folder)).items
    assert.deepEqual(Object(drafted?.['release']).artifact.sha512, packed?.['sha512'])
    assert.ok(existsSync(join(folder, 'releases/1.0.0.yaml')))
  })

  it('registry add, refresh, mirror, set-url, bundle, remove', async () => {
    await team(z('1.0.0'))
    cpSync(join(shop.tree, 'root/1.json'), join(shop.home, 'root.json'))
    cpSync(join(shop.tree, 'root/1.json.sig'), join(shop.home, 'root.json.sig'))
    const one = (applied: boolean, ...item: unknown[]) => ['RegistryChange', applied, ['registry/team', ...item]]
    const add = [...addTeam, shop.tree]
    assert.deepEqual(await told(RegistryAdd, [...add, '--dry-run'], 'to'), one(false, 'added', shop.tree))
    assert.deepEqual(await told(RegistryAdd, [...add, '--yes'], 'serial'), one(true, 'added', 1))
    assert.deepEqual(await told(RegistryRefresh, ['team'], 'serial'), one(true, 'refreshed', 1))
    const [mirror, file] = [join(shop.home, 'mirror'), join(shop.home, 'all.tar')]
    const chosen = ['--registry', 'team']
    assert.deepEqual(
      await told(RegistryMirror, ['mirror', ...chosen], 'to', 'archives'),
      one(true, 'mirrored', mirror, 1),
    )
    assert.deepEqual(
      await told(RegistrySetUrl, ['team', mirror, '--dry-run'], 'from', 'to'),
      one(false, 'moved', shop.tree, mirror),
    )
    assert.deepEqual(await told(RegistrySetUrl, ['team', mirror], 'from', 'to'), one(true, 'moved', shop.tree, mirror))
    assert.deepEqual(await told(RegistryBundleExport, ['all.tar', ...chosen], 'to'), one(true, 'exported', file))
    assert.deepEqual(await told(RegistryBundleImport, ['all.tar'], 'from'), one(true, 'imported', file))
    assert.deepEqual(await told(RegistryRemove, ['team', '--dry-run'], 'from'), one(false, 'removed', mirror))
    assert.deepEqual(await told(RegistryRemove, ['team', '--yes'], 'from'), one(true, 'removed', mirror))
  })

  it('command add, upgrade, remove', async () => {
    await trusted(z('1.0.0'))
    const item = (outcome: string) => ['PluginChange', true, ['plugin/@team/z', outcome]]
    assert.deepEqual(await told(CommandAdd, ['@team/z']), item('installed'))
    assert.deepEqual(await told(CommandUpgrade, ['@team/z']), item('unchanged'))
    assert.deepEqual(await told(CommandRemove, ['@team/z', '--yes']), item('uninstalled'))
  })

  it('command replace, restore', async () => {
    await trusted(z('1.0.0'))
    await read(PluginInstall, '@team/z')
    const folder = shop.plugin({name: 'ome-y', version: '1.0.0', commands: ['y show']})
    const manifest = JSON.parse(readFileSync(join(folder, 'oclif.manifest.json'), 'utf8'))
    manifest.commands['y:show'].replaces = ['z show']
    writeFileSync(join(folder, 'oclif.manifest.json'), JSON.stringify(manifest))
    await read(PluginLink, folder)

    const item = (outcome: string, from: string, to: string) => ['command/z show', outcome, from, to]
    const replace = ['z', 'show', '--with', 'y']
    const replaced = item('replaced', '@team/z', 'y')
    assert.deepEqual(await told(CommandReplace, [...replace, '--dry-run'], 'from', 'to'), [
      'CommandChange',
      false,
      replaced,
    ])
    assert.deepEqual(await told(CommandReplace, replace, 'from', 'to'), ['CommandChange', true, replaced])
    const restored = item('restored', 'y', '@team/z')
    const restore = ['z', 'show']
    assert.deepEqual(await told(CommandRestore, [...restore, '--dry-run'], 'from', 'to'), [
      'CommandChange',
      false,
      restored,
    ])
    assert.deepEqual(await told(CommandRestore, restore, 'from', 'to'), ['CommandChange', true, restored])
  })

  it('command runs cancel', async () => {
    const labels = {[runLabel]: 'r'}
    const job: KubeObject = {apiVersion: 'batch/v1', kind: 'Job', metadata: {name: 'r', namespace: 'default', labels}}
    kube = {list: async () => [job], get: async () => job, delete: async () => undefined} as unknown as KubeClient
    assert.deepEqual(await told(CommandRunsCancel, ['r'], 'namespace'), [
      'RunChange',
      true,
      ['run/r', 'cancelled', 'default'],
    ])
  })

  it('auth can-i tells the answer and keeps its code; auth refresh', async () => {
    const status = {allowed: false, denied: true}
    const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true}
    kube = {resolve: async () => pods, create: async () => ({status})} as unknown as KubeClient
    const {code, out} = await run(AuthCanI, ['list', 'pods'])
    assert.equal(code, 3)
    assert.deepEqual(JSON.parse(out), {
      apiVersion: 'ome.cli/v1',
      kind: 'AccessVerdict',
      answer: 'no',
      missing: ['list pods'],
    })
    assert.deepEqual(await told(AuthRefresh, [], 'forgotten'), ['AccessChange', true, ['access', 'unchanged', 0]])
  })

  it('config set, get, path, unset', async () => {
    const key = 'prometheus.url'
    const object = `setting/${key}`
    const url = 'http://127.0.0.1:9090'
    assert.deepEqual(await told(ConfigSet, [key, url], 'to'), ['SettingChange', true, [object, 'set', url]])
    assert.deepEqual(await told(ConfigSet, [key, url], 'to'), ['SettingChange', true, [object, 'unchanged', url]])
    assert.deepEqual(await told(ConfigUnset, [key]), ['SettingChange', true, [object, 'unset']])
    writeFileSync(join(shop.home, 'config.yaml'), 'registries: []\n')
    const head = {apiVersion: 'ome.cli/v1'}
    assert.deepEqual(await read(ConfigGet, 'registries'), {...head, kind: 'Setting', key: 'registries', value: []})
    assert.deepEqual(await read(ConfigPath), {...head, kind: 'SettingsFile', path: join(shop.home, 'config.yaml')})
  })

  it('cluster use', async () => {
    const kubeconfig = join(shop.home, 'kubeconfig')
    const cluster = {name: 'c', cluster: {server: 'http://127.0.0.1:1'}}
    const contexts = ['a', 'b'].map((name) => ({name, context: {cluster: 'c', user: 'u'}}))
    const users = [{name: 'u', user: {}}]
    writeFileSync(kubeconfig, JSON.stringify({'current-context': 'a', clusters: [cluster], contexts, users}))
    assert.deepEqual(await told(ClusterUse, ['b', '--kubeconfig', kubeconfig], 'from', 'to'), [
      'ContextChange',
      true,
      ['context/b', 'selected', 'a', 'b'],
    ])
  })

  it('personality link, unlink', async () => {
    index({personalities: [{name: 'p', bins: ['omq'], origin: 'x'}]})
    const words = ['p', '--dir', 'bin']
    const item = (outcome: string) => ['personality/omq', outcome, join(shop.home, 'bin/omq')]
    assert.deepEqual(await told(PersonalityLink, [...words, '--dry-run'], 'path'), [
      'PersonalityChange',
      false,
      item('linked'),
    ])
    assert.deepEqual(await told(PersonalityLink, words, 'path'), ['PersonalityChange', true, item('linked')])
    assert.deepEqual(await told(PersonalityLink, words, 'path'), ['PersonalityChange', true, item('unchanged')])
    assert.deepEqual(await told(PersonalityUnlink, words, 'path'), ['PersonalityChange', true, item('unlinked')])
  })

  it('alias', async () => {
    const row = [0, 'Show', 'read', 0]
    index({commands: {version: row}})
    const item = (outcome: string) => ['AliasChange', true, ['alias/v', outcome, 'version --client']]
    assert.deepEqual(await told(Alias, ['v=version --client'], 'to'), item('set'))
    assert.deepEqual(await told(Alias, ['v=version --client'], 'to'), item('unchanged'))
    index({commands: {version: row}, config: {aliases: {v: 'version --client'}}})
    assert.deepEqual(await told(Alias, ['v', '--delete'], 'from'), item('deleted'))
  })

  /** What the program knows of its commands when it starts. */
  function index(rows: object): void {
    const empty = {key: 'test', version: '0.0.0', watched: {}, plugins: [], commands: {}, aliases: {}, losers: []}
    const more = {topics: [], offers: [], moved: {}, valueFlags: [], config: {}, rootHelp: '', notices: []}
    mkdirSync(folders().cache, {recursive: true})
    writeFileSync(indexPath(folders().cache), encodeIndex({...empty, ...more, ...rows} as never))
  }
})
