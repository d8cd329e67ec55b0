import assert from 'node:assert/strict'
import {join} from 'node:path'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {withReplacement} from '@ome/installer/install/ledger'
import {readLock, writeLock} from '@ome/installer/install/lock'
import PluginDisable from '../../src/commands/plugin/disable.ts'
import PluginEnable from '../../src/commands/plugin/enable.ts'
import PluginInstall from '../../src/commands/plugin/install.ts'
import PluginLink from '../../src/commands/plugin/link.ts'
import PluginList from '../../src/commands/plugin/list.ts'
import PluginPin from '../../src/commands/plugin/pin.ts'
import PluginRollback from '../../src/commands/plugin/rollback.ts'
import PluginUninstall from '../../src/commands/plugin/uninstall.ts'
import PluginUnlink from '../../src/commands/plugin/unlink.ts'
import PluginUnpin from '../../src/commands/plugin/unpin.ts'
import PluginUpgrade from '../../src/commands/plugin/upgrade.ts'
import PluginVerify from '../../src/commands/plugin/verify.ts'
import {type Ended, runCommand} from './run-command.ts'
import {install, refuses, upgrade, Workshop} from './workshop.ts'

/** Whole command lines over a data folder that real installations have filled. */
describe('plugin commands', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})])
    await install(shop.bench(), 'ome-x')
  })
  afterEach(() => shop.end())

  const run = (command: unknown, ...argv: string[]): Promise<Ended> => runCommand(shop, command, argv)

  const status = async (): Promise<string | undefined> => {
    const {out} = await run(PluginList, '-o', 'json')
    return JSON.parse(out).items.find(({name}: {name: string}) => name === 'ome-x')?.status
  }

  it('list shows where a plugin came from and whether it runs', async () => {
    const {code, out} = await run(PluginList)
    assert.equal(code, 0)
    assert.match(out, /^NAME +VERSION +ORIGIN +COMMANDS +STATUS\n/)
    assert.match(out, /^ome-x +1\.0\.0 +dev +1 +enabled$/m)
  })

  it('list as JSON has a fixed shape', async () => {
    const {apiVersion, kind, items} = JSON.parse((await run(PluginList, '-o', 'json')).out)
    assert.deepEqual([apiVersion, kind], ['ome.cli/v1', 'PluginList'])
    assert.deepEqual(
      items.find(({name}: {name: string}) => name === 'ome-x'),
      {
        name: 'ome-x',
        package: 'ome-x',
        version: '1.0.0',
        origin: 'dev',
        commands: 1,
        status: 'enabled',
        channel: 'stable',
        pinned: false,
      },
    )
  })

  it('verify ends with 3 when a file was changed, and names it', async () => {
    assert.deepEqual(await run(PluginVerify), {
      code: 0,
      err: '',
      out: 'NAME    VERSION   STATUS   FILES\nome-x   1.0.0     ok       3\n',
    })
    shop.put(activePlugins(shop.data)[0]?.root ?? '', {'dist/extra.cjs': ''})

    const {code, out, err} = await run(PluginVerify, 'ome-x')

    assert.equal(code, 3)
    assert.match(out, /ome-x +1\.0\.0 +changed +added:dist\/extra\.cjs/)
    assert.match(err, /^error: changed since it was installed: ome-x\nhint: /)
  })

  it('uninstall needs a yes without a terminal', async () => {
    const refused = await run(PluginUninstall, 'ome-x')
    assert.equal(refused.code, 2)
    assert.equal(activePlugins(shop.data).length, 1)

    assert.deepEqual(await run(PluginUninstall, 'ome-x', '--yes'), {
      code: 0,
      err: '',
      out: 'plugin/ome-x 1.0.0 uninstalled\n',
    })
    assert.equal((await run(PluginUninstall, 'ome-x', '--yes')).code, 4)
  })

  it('uninstall takes several names, all of them checked before the first goes', async () => {
    await shop.publish([shop.plugin({name: 'ome-y', version: '1.0.0'})])
    await install(shop.bench(), 'ome-y')
    assert.equal((await run(PluginUninstall, 'ome-x', 'ome-z', '--yes')).code, 4)
    assert.equal(activePlugins(shop.data).length, 2)

    assert.equal(
      (await run(PluginUninstall, 'ome-y', 'x', '--yes')).out,
      'plugin/ome-y 1.0.0 uninstalled\nplugin/ome-x 1.0.0 uninstalled\n',
    )
  })

  it('uninstall as a dry run changes nothing', async () => {
    assert.equal((await run(PluginUninstall, 'ome-x', '--dry-run')).out, 'plugin/ome-x uninstalled (dry run)\n')
    assert.equal(activePlugins(shop.data).length, 1)
  })

  it('rollback says from where to where', async () => {
    assert.equal((await run(PluginRollback, 'ome-x')).code, 4)
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.1.0'})])
    await upgrade(shop.bench(), 'ome-x')
    assert.deepEqual(await run(PluginRollback, 'x'), {
      code: 0,
      err: 'note: the next upgrade goes forward again; to stay: ome plugin pin ome-x\n',
      out: 'plugin/ome-x 1.1.0 → 1.0.0 rolled back\n',
    })
  })

  it('a place instead of a name is a usage error', async () => {
    for (const word of ['../x', 'https://evil.example/x.tgz', 'git+ssh://evil/x']) {
      const {code, out, err} = await run(PluginInstall, word)
      assert.deepEqual([code, out], [2, ''])
      assert.match(err, /is not the name of a plugin/)
    }
  })

  it('upgrade wants names or all of them, not both', async () => {
    assert.equal((await run(PluginUpgrade)).code, 2)
    assert.equal((await run(PluginUpgrade, 'ome-x', '--all')).code, 2)
  })

  it('a linked folder stands in for the release until it is unlinked', async () => {
    const folder = shop.plugin({name: 'ome-x', version: '9.9.9'})
    assert.equal((await run(PluginLink, folder)).out, `plugin/ome-x linked to ${folder}\n`)
    assert.match((await run(PluginList)).out, /^ome-x +9\.9\.9 +link +1 +enabled$/m)
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0', commands: ['x other']})])
    await install(shop.bench(), 'ome-x')
    assert.deepEqual(shop.said.splice(0), [`note: ome-x runs from ${folder} until: ome plugin unlink ome-x`])
    assert.equal((await run(PluginUnlink, 'x')).out, `plugin/ome-x unlinked from ${folder}\n`)
    assert.match((await run(PluginList)).out, /^ome-x +1\.0\.0 +dev +1 +enabled$/m)
    assert.equal((await run(PluginUnlink, 'ome-x')).code, 4)
  })

  it('a linked folder gives back what it was handed when it is unlinked', async () => {
    const since = '2026-09-02T10:00:00Z'
    const hand = (plugin: string) =>
      writeLock(shop.data, withReplacement(readLock(shop.data), 'deploy', {plugin, over: 'ome-other', since}))
    await run(PluginLink, shop.plugin({name: 'ome-acme', version: '1.0.0'}))
    hand('ome-acme')
    await run(PluginUnlink, 'ome-acme')
    assert.deepEqual(readLock(shop.data).replaces, {})

    await run(PluginLink, shop.plugin({name: 'ome-x', version: '9.9.9'}))
    hand('ome-x')
    await run(PluginUnlink, 'ome-x')
    assert.equal(readLock(shop.data).replaces['deploy']?.plugin, 'ome-x')
  })

  it('a folder that is no plugin, or not built, is not linked', async () => {
    assert.equal((await run(PluginLink, '.')).code, 4)
    shop.put(join(shop.home, 'raw'), {'package.json': '{"name":"ome-raw"}'})
    const {code, err} = await run(PluginLink, 'raw')
    assert.equal(code, 1)
    assert.match(err, /is not built: oclif.manifest.json and dist\/plugin.cjs are missing/)
  })

  it('a pinned plugin stays until it is let go', async () => {
    assert.equal((await run(PluginPin, 'ome-x@2.0.0')).code, 6)
    assert.equal((await run(PluginPin, 'ome-x@1.0.0')).out, 'plugin/ome-x 1.0.0 pinned\n')
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.1.0'})])
    await refuses(upgrade(shop.bench(), 'ome-x'), 'conflict', /is pinned to 1\.0\.0/)
    await refuses(install(shop.bench(), 'ome-x@1.1.0'), 'conflict', /is pinned to 1\.0\.0/)
    assert.deepEqual(await upgrade(shop.bench()), [])
    assert.ok(shop.said.includes('note: ome-x is pinned and stays'))

    assert.equal((await run(PluginUnpin, 'ome-x')).out, 'plugin/ome-x 1.0.0 unpinned\n')
    assert.equal((await upgrade(shop.bench(), 'ome-x'))[0]?.outcome, 'upgraded')
  })

  it('a plugin that is switched off stays installed', async () => {
    assert.equal((await run(PluginDisable, 'ome-x')).out, 'plugin/ome-x 1.0.0 disabled\n')
    assert.equal(await status(), 'disabled')
    assert.equal((await run(PluginDisable, 'ome-x')).out, 'plugin/ome-x 1.0.0 unchanged\n')
    assert.equal((await run(PluginEnable, 'ome-x')).out, 'plugin/ome-x 1.0.0 enabled\n')
    assert.equal(await status(), 'enabled')
  })
})
