import assert from 'node:assert/strict'
import {existsSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {busyPath, whileBusy} from '@ome/installer/install/busy'
import {rollbackPlugin} from '@ome/installer/install/change-plugins'
import {installPlugins} from '@ome/installer/install/install-plugins'
import {readLock} from '@ome/installer/install/lock'
import {verifyPlugins} from '@ome/installer/install/verify-plugins'
import {localDisk} from '@ome/sdk/disk/disk'
import {install, refuses, upgrade, Workshop} from './workshop.ts'

describe('interrupted and parallel installations', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'}), shop.plugin({name: 'ome-y', version: '1.0.0'})])
  })
  afterEach(() => shop.end())

  const publishNext = (shape: object = {}) => shop.publish([shop.plugin({name: 'ome-x', version: '1.1.0', ...shape})])

  for (const step of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
    it(`T12: killed after step ${step}, the old release or the whole new one works, and the next run goes on`, async () => {
      await install(shop.bench(), 'ome-x')
      await publishNext()

      const killed = await shop.inChild(['ome-x'], {OME_FAULT: `install:${step}`})

      assert.equal(killed.signal, 'SIGKILL')
      const [left] = activePlugins(shop.data)
      assert.equal(left?.blocked, undefined)
      assert.equal(left?.version, step >= 10 ? '1.1.0' : '1.0.0')
      await upgrade(shop.bench(), 'ome-x')
      assert.equal(shop.active('ome-x'), '1.1.0')
      assert.equal(verifyPlugins(shop.bench(), 'ome-x')[0]?.status, 'ok')
      assert.equal(readLock(shop.data).plugins['ome-x']?.next, undefined)
      assert.deepEqual([shop.staging, existsSync(busyPath(shop.data)), shop.ran], [[], false, false])
    })
  }

  it('T12: killed after step 8 of a first installation, the next run of anything finishes it', async () => {
    await shop.inChild(['ome-x'], {OME_FAULT: 'install:8'})
    assert.deepEqual(activePlugins(shop.data), [])

    await install(shop.bench(), 'ome-y')

    assert.deepEqual(
      activePlugins(shop.data).map(({name}) => name),
      ['ome-x', 'ome-y'],
    )
    assert.ok(shop.said.includes('finished the interrupted installation of ome-x 1.0.0'))
  })

  it('T12: what was stored and then damaged is dropped instead', async () => {
    await install(shop.bench(), 'ome-x')
    await publishNext()
    await shop.inChild(['ome-x'], {OME_FAULT: 'install:8'})
    writeFileSync(join(shop.data, readLock(shop.data).plugins['ome-x']?.next?.folder ?? '', 'dist/extra.cjs'), '')

    await install(shop.bench(), 'ome-x')

    assert.equal(verifyPlugins(shop.bench(), 'ome-x')[0]?.status, 'ok')
    assert.ok(shop.said.includes('dropped the interrupted installation of ome-x 1.1.0'))
  })

  it('a release build does not listen to OME_FAULT', async () => {
    await install(shop.bench({development: false, env: {OME_FAULT: 'install:3'}}), 'ome-x')
    assert.equal(shop.active('ome-x'), '1.0.0')
  })

  it('T12: a bundle that cannot be compiled leaves the old release active', async () => {
    await install(shop.bench(), 'ome-x')
    await publishNext({bundle: 'exports.commands = {'})

    await refuses(upgrade(shop.bench(), 'ome-x'), 'failed', /its bundle cannot be compiled: SyntaxError/)

    assert.equal(shop.active('ome-x'), '1.0.0')
    assert.equal(readLock(shop.data).plugins['ome-x']?.next, undefined)
  })

  it('T13: two installations at once are both there, the second waited', async () => {
    const results = await Promise.all([
      shop.inChild(['ome-x']),
      shop.inChild(['ome-y']),
      shop.inChild(['ome-x', 'ome-y']),
    ])

    assert.deepEqual(
      results.map(({code}) => code),
      [0, 0, 0],
      results.map(({err}) => err).join('\n'),
    )
    assert.deepEqual(
      activePlugins(shop.data).map(({name, blocked}) => [name, blocked]),
      [
        ['ome-x', undefined],
        ['ome-y', undefined],
      ],
    )
    assert.deepEqual(
      readdirSync(shop.data).filter((name) => name.startsWith('.busy')),
      [],
    )
  })

  it('T13: while a person reads a plan, others may install; a plan that was overtaken is not carried out', async () => {
    const reading = (meanwhile: () => Promise<unknown>) => ({
      show: () => {},
      agree: async () => void (await meanwhile()),
    })
    const options = {acceptNeeds: false, dryRun: false}
    await shop.publish([
      shop.plugin({name: 'ome-x', version: '1.1.0', risk: 'write'}),
      shop.plugin({name: 'ome-z', version: '1.0.0', risk: 'write'}),
    ])

    const same = await installPlugins(
      shop.bench(),
      ['ome-z'],
      options,
      reading(() => install(shop.bench({patienceMs: 0}), 'ome-z')),
    )
    assert.equal(same[0]?.outcome, 'unchanged')

    const other = async () => {
      await shop.publish([shop.plugin({name: 'ome-x', version: '1.2.0'})])
      await install(shop.bench({patienceMs: 0}), 'ome-x')
    }
    await refuses(
      installPlugins(shop.bench(), ['ome-x'], options, reading(other)),
      'conflict',
      /another ome has changed plugin "ome-x" meanwhile/,
    )
    assert.equal(shop.active('ome-x'), '1.2.0')
  })

  it('T13: one that waits too long gives up and says for whom it waited', async () => {
    const release = Promise.withResolvers<void>()
    const holding = whileBusy(shop.bench(), () => release.promise)

    await refuses(install(shop.bench({patienceMs: 0}), 'ome-x'), 'conflict', new RegExp(`process ${process.pid}`))

    release.resolve()
    await holding
    await install(shop.bench(), 'ome-x')
  })

  it('a data folder held by a process that is gone, or by one that only has its number, is taken over', async () => {
    await install(shop.bench(), 'ome-x')
    writeFileSync(busyPath(shop.data), JSON.stringify({pid: 2 ** 22 + 1, started: '1', token: 'dead'}))
    await install(shop.bench({patienceMs: 0}), 'ome-y')

    if (process.platform === 'linux') {
      writeFileSync(busyPath(shop.data), JSON.stringify({pid: process.pid, started: '1', token: 'reused'}))
      await install(shop.bench({patienceMs: 0}), 'ome-x')
    }
    assert.equal(existsSync(busyPath(shop.data)), false)
  })

  it('a disk that is full says so, the old release works, and nothing half-written stays', async () => {
    await install(shop.bench(), 'ome-x')
    await publishNext()
    let writes = 0
    const disk = {
      write: async (...words: Parameters<typeof localDisk.write>) => {
        writes += 1
        if (writes > 2) throw Object.assign(new Error('ENOSPC: no space left on device, write'), {code: 'ENOSPC'})
        await localDisk.write(...words)
      },
    }

    await refuses(upgrade(shop.bench({disk}), 'ome-x'), 'failed', /no space left in .* for ome-x 1.1.0/)

    assert.equal(shop.active('ome-x'), '1.0.0')
    assert.equal(activePlugins(shop.data)[0]?.blocked, undefined)
    assert.deepEqual(shop.staging, [])
    await upgrade(shop.bench(), 'ome-x')
    assert.equal(shop.active('ome-x'), '1.1.0')
  })

  it('going back needs no registry, and keeps the way forward', async () => {
    await install(shop.bench(), 'ome-x')
    await publishNext()
    await upgrade(shop.bench(), 'ome-x')

    const offline = shop.bench({registries: []})
    assert.deepEqual(await rollbackPlugin(offline, 'ome-x'), {name: 'ome-x', from: '1.1.0', to: '1.0.0'})
    assert.equal(activePlugins(shop.data)[0]?.version, '1.0.0')
    assert.deepEqual(await rollbackPlugin(offline, 'ome-x', '1.1.0'), {name: 'ome-x', from: '1.0.0', to: '1.1.0'})
    await refuses(
      rollbackPlugin(offline, 'ome-x', '0.9.0'),
      'not-found',
      /release 0.9.0 of ome-x is not kept; these are: 1.0.0/,
    )
  })

  it('a first installation has nothing to go back to', async () => {
    await install(shop.bench(), 'ome-x')
    await refuses(rollbackPlugin(shop.bench(), 'ome-x'), 'not-found', /no earlier release of ome-x is kept/)
  })
})
