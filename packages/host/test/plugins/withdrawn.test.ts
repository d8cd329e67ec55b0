import assert from 'node:assert/strict'
import {join} from 'node:path'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {installFrozen} from '@ome/installer/install/install-frozen'
import {readLock} from '@ome/installer/install/lock'
import {readProjectLock, writeProjectLock} from '@ome/installer/install/project-lock'
import {refreshRegistries} from '@ome/installer/install/registries'
import {wayOutHints} from '@ome/installer/install/way-out-hints'
import {waysOut} from '@ome/installer/install/ways-out'
import {openPolicy} from '@ome/installer/policy/policy'
import PluginLock from '../../src/commands/plugin/lock.ts'
import {outdatedPlugins} from '../../src/plugins/list-plugins.ts'
import {describePlugins} from '../../src/routes/described-plugins.ts'
import {put, runCommand} from './run-command.ts'
import {install, refuses, upgrade, Workshop, yes} from './workshop.ts'

describe('a critically withdrawn release', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await publish('1.0.0')
    await install(shop.bench(), 'ome-x')
    put(join(shop.home, 'project', '.git'), '')
  })
  afterEach(() => shop.end())

  const publish = (version: string, patches: readonly string[] = []) =>
    shop.publish([shop.plugin({name: 'ome-x', version})], {patches})
  const critical = [`ome-x={"yanked":{"at":"2026-09-02T09:00:00Z","severity":"critical"}}`]
  const refresh = () => refreshRegistries(shop.bench(), 'dev')
  const blocked = () => activePlugins(shop.data)[0]?.blocked
  const project = () => join(shop.home, 'project')
  const hints = (policy = openPolicy) => {
    const entry = readLock(shop.data).plugins['ome-x']
    assert.ok(entry)
    return wayOutHints('ome-x', waysOut(shop.bench({policy}), 'ome-x', entry, undefined))
  }

  it('stays so while no index lists it as good', async () => {
    await publish('1.0.0', critical)
    await refresh()
    assert.equal(blocked(), 'yanked')

    await publish('1.1.0')
    await refresh()
    assert.equal(blocked(), 'yanked')
    await shop.publish([shop.plugin({name: 'ome-y', version: '1.0.0'})])
    await refresh()
    assert.equal(blocked(), 'yanked')

    await publish('1.0.0')
    await refresh()
    assert.equal(blocked(), undefined)
  })

  it('is not installed by a project lock, nor written into one', async () => {
    writeProjectLock(shop.bench(), project())
    await publish('1.0.0', critical)
    await refresh()

    const bench = shop.bench()
    const frozen = installFrozen(
      bench,
      readProjectLock(project(), shop.data),
      [],
      {dryRun: false, attended: false},
      yes(),
    )
    await refuses(frozen, 'denied', /^plugin ome-x 1\.0\.0 was withdrawn by its registry and does not run$/)
    const {code, err} = await runCommand(shop, PluginLock, ['--project'], {cwd: project()})
    assert.equal(code, 5)
    assert.match(err, /ome-x 1\.0\.0 was withdrawn by its registry and does not run/)
  })

  it('is outdated, with what to take instead or none', async () => {
    await publish('1.0.0', critical)
    const [row] = await outdatedPlugins(shop.bench())
    assert.deepEqual([row?.status, row?.newest], ['yanked', undefined])

    await publish('1.0.1')
    const [fixed] = await outdatedPlugins(shop.bench())
    assert.deepEqual([fixed?.status, fixed?.newest], ['yanked', '1.0.1'])
    await shop.publish([shop.plugin({name: 'ome-y', version: '1.0.0'})])
    const [dropped] = await outdatedPlugins(shop.bench())
    assert.deepEqual([dropped?.status, dropped?.newest], ['yanked', undefined])
  })

  it('without any other, is told to be waited for or taken out', async () => {
    await publish('1.0.0', critical)
    await refresh()

    assert.match(shop.said.at(-1) ?? '', /not run any more; wait for a fixed release, .*: ome plugin uninstall ome-x$/)
  })

  it('is told to go only where it can: up, or back to a kept one that pins and policy permit', async () => {
    await publish('1.1.0')
    await upgrade(shop.bench(), 'ome-x')
    await publish('1.1.0', critical)
    await refresh()

    assert.match(shop.said.at(-1) ?? '', /; go back to 1\.0\.0: ome plugin rollback ome-x$/)
    assert.deepEqual(hints({...openPolicy, registries: ['corp']}).slice(1), [])
    assert.deepEqual(hints().slice(1), ['go back to 1.0.0: ome plugin rollback ome-x'])
    await publish('1.1.1')
    await refresh()
    assert.equal((await outdatedPlugins(shop.bench()))[0]?.newest, '1.1.1')
  })

  it('has its ways in the index that a start reads', async () => {
    await publish('1.0.0', critical)
    await refresh()
    const folders = {config: shop.home, data: shop.data, cache: join(shop.home, 'cache')}

    const {described} = await describePlugins({hostRoot: shop.host, folders, env: {}})

    const row = described.find(({plugin}) => plugin.name === 'ome-x')?.plugin
    assert.deepEqual([row?.blocked, row?.registry, row?.ways], ['yanked', 'dev', {unknown: true}])
  })
})
