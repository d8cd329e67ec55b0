import assert from 'node:assert/strict'
import {existsSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {uninstallPlugin} from '@ome/installer/install/change-plugins'
import {openPolicy} from '@ome/installer/policy/policy'
import PluginDisable from '../../src/commands/plugin/disable.ts'
import PluginEnable from '../../src/commands/plugin/enable.ts'
import PluginGc from '../../src/commands/plugin/gc.ts'
import {listPlugins} from '../../src/plugins/installed-plugins.ts'
import {whyPlugin} from '../../src/plugins/why-plugin.ts'
import type {RouteIndex} from '../../src/routes/route-index.ts'
import {runCommand} from './run-command.ts'
import {install, upgrade, Workshop} from './workshop.ts'

describe('what is known of an installed plugin', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})])
    await install(shop.bench(), 'ome-x')
  })
  afterEach(() => shop.end())

  const publish = (version: string, shape: object = {}) =>
    shop.publish([shop.plugin({name: 'ome-x', version, ...shape})])
  const status = () => listPlugins(shop.bench()).map(({name, status, reason}) => [name, status, reason])

  describe('the list says why a plugin does not run', () => {
    const root = (): string => activePlugins(shop.data)[0]?.root ?? ''
    const index = (rows: readonly object[]) => ({plugins: rows}) as unknown as RouteIndex
    const under = (rows: readonly object[]) =>
      listPlugins(shop.bench(), index(rows)).map(({status: state, reason}) => [state, reason])

    it('its files are gone', () => {
      rmSync(root(), {recursive: true})
      assert.deepEqual(status(), [['ome-x', 'broken', 'its files are missing']])
    })

    it('its bundle was edited', () => {
      rmSync(join(root(), 'dist/plugin.cjs'))
      writeFileSync(join(root(), 'dist/plugin.cjs'), 'exports.commands = {}')
      assert.deepEqual(status(), [['ome-x', 'broken', 'its files are not what was installed']])
    })

    it('its manifest was edited', () => {
      rmSync(join(root(), 'oclif.manifest.json'))
      writeFileSync(join(root(), 'oclif.manifest.json'), '[]')
      assert.deepEqual(status(), [['ome-x', 'broken', 'its files are not what was installed']])
    })

    it('the launcher left it out', () => {
      assert.deepEqual(under([]), [['broken', 'it was made for another version of ome']])
    })

    it('the settings switch it off, or on again', () => {
      assert.deepEqual(under([{name: 'ome-x', blocked: 'off'}]), [['disabled', undefined]])
      assert.deepEqual(under([{name: 'ome-x'}]), [['enabled', undefined]])
    })
  })

  it('why tells where a plugin came from, what holds it and which of its commands run', async () => {
    await publish('1.1.0', {commands: ['ome-x show', 'ome-x list']})
    await upgrade(shop.bench(), 'ome-x')
    const index = {
      plugins: [
        {name: '@ome/host', version: '0.1.0', origin: 'host', root: '/h'},
        {name: 'ome-x', version: '1.1.0', origin: 'installed', root: '/x'},
      ],
      commands: {'ome-x:show': [1, '', 'read'], 'ome-x:list': [0, '', 'read']},
      losers: [{id: 'ome-x:list', plugin: 'ome-x'}],
    } as unknown as RouteIndex
    const bench = shop.bench({
      policy: {...openPolicy, pins: {'ome-x': '1.1.0'}, origins: {pins: '/etc/ome/policy.yaml'}},
    })

    const why = whyPlugin(bench, 'x', {cwd: shop.home, index})

    assert.deepEqual(why.reasons, [
      'it was installed on 2026-09-02T10:00:00Z from registry dev, serial 2',
      'it follows the channel stable',
      'policy /etc/ome/policy.yaml keeps it at 1.1.0',
    ])
    assert.deepEqual(why.previous, ['1.0.0'])
    assert.deepEqual(why.commands, [
      {command: 'ome-x list', runsFrom: '@ome/host'},
      {command: 'ome-x show', runsFrom: 'ome-x'},
    ])
    assert.throws(() => whyPlugin(bench, 'y', {cwd: shop.home, index}), {kind: 'not-found'})
  })

  it('gc frees what nothing uses and keeps what a rollback needs', async () => {
    for (const version of ['1.1.0', '1.2.0', '1.3.0']) {
      await publish(version)
      await upgrade(shop.bench(), 'ome-x')
    }
    const first = activePlugins(shop.data)[0]?.root ?? ''
    writeFileSync(join(shop.data, 'store/dev/ome-x/9.9.9-aaaaaaaa.files'), '')

    const shown = await runCommand(shop, PluginGc, ['--dry-run', '-o', 'name'])
    assert.match(shown.out, /^release\/ome-x@1\.0\.0-[0-9a-f]{8}\nrelease\/ome-x@9\.9\.9-aaaaaaaa\n$/)
    const again = await runCommand(shop, PluginGc, ['-o', 'name'])
    assert.equal(again.out, shown.out)
    assert.deepEqual(await runCommand(shop, PluginGc, []), {
      code: 0,
      out: '',
      err: 'nothing is stored that is not in use\n',
    })
    assert.equal(existsSync(first), true)

    await uninstallPlugin(shop.bench(), 'ome-x')
    await runCommand(shop, PluginGc, [])
    assert.equal(existsSync(join(shop.data, 'store')), false)
  })

  it('a switch that config.yaml overrules says so', async () => {
    const settings = {plugins: [{name: 'ome-x', enabled: false}]}
    const note = 'note: config.yaml says otherwise under plugins, and counts: ome config edit\n'
    assert.equal((await runCommand(shop, PluginEnable, ['ome-x'], {settings})).err, note)
    assert.equal((await runCommand(shop, PluginDisable, ['ome-x'], {settings})).err, '')
  })
})
