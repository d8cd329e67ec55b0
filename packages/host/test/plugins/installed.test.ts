import assert from 'node:assert/strict'
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {rollbackPlugin} from '@ome/installer/install/change-plugins'
import {upgradePlugins} from '@ome/installer/install/install-plugins'
import {readLock, writeLock} from '@ome/installer/install/lock'
import {refreshRegistries} from '@ome/installer/install/registries'
import {verifyPlugins} from '@ome/installer/install/verify-plugins'
import {install, listPods, refuses, upgrade, Workshop, yes} from './workshop.ts'

/** What happens to a plugin after it was installed: its files are edited, its registry withdraws it. */
describe('installed plugins', () => {
  let shop: Workshop
  let good: string
  beforeEach(async () => {
    shop = new Workshop()
    good = shop.plugin({name: 'ome-x', version: '1.0.0'})
    await shop.publish([good])
  })
  afterEach(() => shop.end())

  const next = (): string => shop.plugin({name: 'ome-x', version: '1.1.0'})
  const refresh = () => refreshRegistries(shop.bench(), 'dev')

  it('T14: an edited bundle is blocked at the next start and found by verify', async () => {
    await install(shop.bench(), 'ome-x')
    const bundle = activePlugins(shop.data)[0]?.bundle ?? ''
    const text = readFileSync(bundle, 'utf8')
    rmSync(bundle)
    writeFileSync(bundle, text.replace('writeFileSync', 'unlinkSync   '))

    assert.equal(activePlugins(shop.data)[0]?.blocked, 'changed')
    assert.deepEqual(
      verifyPlugins(shop.bench(), 'ome-x').map(({status, files}) => [status, files]),
      [['changed', [{path: 'dist/plugin.cjs', change: 'changed'}]]],
    )
  })

  for (const file of ['oclif.manifest.json', 'package.json'])
    it(`T14: an edited ${file} blocks the plugin at the next start; its old bytes free it again`, async () => {
      await install(shop.bench(), 'ome-x')
      const path = join(activePlugins(shop.data)[0]?.root ?? '', file)
      const text = readFileSync(path, 'utf8')
      const write = (content: string) => {
        rmSync(path)
        writeFileSync(path, content)
        return activePlugins(shop.data)[0]?.blocked
      }
      assert.equal(write(text.replace('1.0.0', '1.0.1')), 'changed')
      assert.equal(write(text), undefined)
      rmSync(path)
      assert.equal(activePlugins(shop.data)[0]?.blocked, 'missing')
    })

  it('T14: a file added beside the bundle and one taken away are named', async () => {
    await install(shop.bench(), 'ome-x')
    const root = activePlugins(shop.data)[0]?.root ?? ''
    writeFileSync(join(root, 'dist/extra.cjs'), '')
    rmSync(join(root, 'oclif.manifest.json'))

    assert.deepEqual(verifyPlugins(shop.bench(), undefined)[0]?.files, [
      {path: 'dist/extra.cjs', change: 'added'},
      {path: 'oclif.manifest.json', change: 'missing'},
    ])
  })

  for (const [what, spoil] of [
    ['edited', (root: string) => writeFileSync(join(root, 'dist/extra.cjs'), '')],
    ['lost', (root: string) => rmSync(root, {recursive: true})],
  ] as const) {
    it(`T14: installing a plugin whose files were ${what} repairs it, without asking again for its rights`, async () => {
      await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0', risk: 'write', needs: [listPods]})])
      await install(shop.bench(), 'ome-x')
      spoil(activePlugins(shop.data)[0]?.root ?? '')

      const outcomes = await install(shop.bench(), 'ome-x')

      assert.deepEqual(outcomes, [{name: 'ome-x', version: '1.0.0', from: '1.0.0', outcome: 'repaired', commands: 1}])
      assert.equal(verifyPlugins(shop.bench(), 'ome-x')[0]?.status, 'ok')
      assert.deepEqual(readLock(shop.data).plugins['ome-x']?.previous, [])
    })
  }

  it('T14: installing again does not trust a store that was edited', async () => {
    await install(shop.bench(), 'ome-x')
    const root = activePlugins(shop.data)[0]?.root ?? ''
    writeFileSync(join(root, 'dist/extra.cjs'), '')
    writeLock(shop.data, {plugins: {}, links: {}, replaces: {}})

    await install(shop.bench(), 'ome-x')

    assert.equal(verifyPlugins(shop.bench(), 'ome-x')[0]?.status, 'ok')
    assert.equal(existsSync(join(root, 'dist/extra.cjs')), false)
  })

  it('T14: going back to a release whose stored files were edited is refused', async () => {
    await install(shop.bench(), 'ome-x')
    writeFileSync(join(activePlugins(shop.data)[0]?.root ?? '', 'dist/extra.cjs'), '')
    await shop.publish([next()])
    await upgradePlugins(shop.bench(), ['ome-x'], {acceptNeeds: true, dryRun: false}, yes())

    await refuses(
      rollbackPlugin(shop.bench(), 'ome-x'),
      'denied',
      /stored files of ome-x 1.0.0 are not what was installed/,
    )
  })

  it('a clock that was set back by years: the registry waits, what is installed works, is verified and goes back', async () => {
    await install(shop.bench(), 'ome-x')
    await shop.publish([next()])
    await upgrade(shop.bench(), 'ome-x')
    const past = shop.bench({now: () => new Date('2021-01-01T00:00:00Z')})

    await refuses(upgrade(past, 'ome-x'), 'denied', /this machine's clock says 2021-01-01T00:00:00Z/)
    assert.equal(activePlugins(shop.data)[0]?.blocked, undefined)
    assert.equal(verifyPlugins(past, 'ome-x')[0]?.status, 'ok')
    assert.deepEqual(await rollbackPlugin(past, 'ome-x'), {name: 'ome-x', from: '1.1.0', to: '1.0.0'})
    assert.equal((await upgrade(shop.bench(), 'ome-x'))[0]?.outcome, 'upgraded')
  })

  it('a clock that is years ahead: the registry has expired, what is installed works and goes back', async () => {
    await install(shop.bench(), 'ome-x')
    await shop.publish([next()])
    await upgrade(shop.bench(), 'ome-x')
    const future = shop.bench({now: () => new Date('2036-01-01T00:00:00Z')})

    await refuses(upgrade(future, 'ome-x'), 'denied', /expired/)
    assert.equal(activePlugins(shop.data)[0]?.blocked, undefined)
    assert.deepEqual(await rollbackPlugin(future, 'ome-x'), {name: 'ome-x', from: '1.1.0', to: '1.0.0'})
  })

  it('T16: a critical yank blocks at refresh, a fixed release may be young, a normal yank only marks', async () => {
    await install(shop.bench(), 'ome-x')
    const yank = (severity: string) => [
      `ome-x=${JSON.stringify({yanked: {at: '2026-09-02T09:00:00Z', severity, reason: 'leaks'}})}`,
    ]
    await shop.publish([good], {patches: yank('normal')})
    await refresh()
    assert.equal(activePlugins(shop.data)[0]?.blocked, undefined)

    await shop.publish([good], {patches: yank('critical')})
    await refresh()
    assert.equal(activePlugins(shop.data)[0]?.blocked, 'yanked')
    await refuses(install(shop.bench(), 'ome-x@1.0.0'), 'denied', /withdrawn on 2026-09-02T09:00:00Z: leaks/)

    await shop.publish([next()])
    await upgrade(shop.bench(), 'ome-x')
    assert.equal(activePlugins(shop.data)[0]?.blocked, undefined)
  })
})
