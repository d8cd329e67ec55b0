import assert from 'node:assert/strict'
import {existsSync, readdirSync, writeFileSync} from 'node:fs'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {busyPath, whileBusy} from '@ome/installer/install/busy'
import {installPlugins} from '@ome/installer/install/install-plugins'
import {verifyPlugins} from '@ome/installer/install/verify-plugins'
import {install, refuses, Workshop} from './workshop.ts'

describe('installations at once', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'}), shop.plugin({name: 'ome-y', version: '1.0.0'})])
  })
  afterEach(() => shop.end())

  const whole = (): unknown => verifyPlugins(shop.bench(), undefined).map(({package: name, status}) => [name, status])
  const leftovers = (): readonly string[] => readdirSync(shop.data).filter((name) => name.startsWith('.busy'))

  it('T13: ten at once, the same and different plugins: all are there, each waited for the others', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `ome-${letter}`)
    await shop.publish(names.map((name) => shop.plugin({name, version: '1.0.0'})))
    const orders = [...names.map((name) => [name]), ['ome-a'], ['ome-a'], ['ome-a', 'ome-b'], names]

    const results = await Promise.all(orders.map((order) => shop.inChild(order)))

    assert.equal(results.length, 10)
    assert.deepEqual(
      results.filter(({code}) => code !== 0),
      [],
    )
    assert.deepEqual(
      whole(),
      names.map((name) => [name, 'ok']),
    )
    assert.deepEqual(leftovers(), [])
  })

  it('T13: two at once, one of them killed while it holds the data folder: the other goes on', async () => {
    const [killed, other] = await Promise.all([
      shop.inChild(['ome-x'], {OME_FAULT: 'install:5'}),
      shop.inChild(['ome-y']),
    ])

    assert.deepEqual([killed.signal, other.code], ['SIGKILL', 0], other.err)
    await install(shop.bench(), 'ome-x')
    assert.deepEqual(whole(), [
      ['ome-x', 'ok'],
      ['ome-y', 'ok'],
    ])
    assert.deepEqual([leftovers(), shop.staging], [[], []])
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

  for (const [what, text] of [
    ['a process that is gone', JSON.stringify({pid: 2 ** 22 + 1, started: '1', token: 'dead'})],
    ['a crash that left the file empty', ''],
    ['a crash that left half of it', '{"pid":12'],
    ['something that is no note of ours', '{"pid":-1,"started":"","token":"x"}'],
  ] as const) {
    it(`a data folder held by ${what} is taken over at once`, async () => {
      await install(shop.bench(), 'ome-x')
      writeFileSync(busyPath(shop.data), text)

      await install(shop.bench({patienceMs: 0}), 'ome-y')

      assert.equal(activePlugins(shop.data).length, 2)
      assert.deepEqual(leftovers(), [])
    })
  }

  if (process.platform === 'linux')
    it('a data folder held by a process whose number another one has now is taken over', async () => {
      await install(shop.bench(), 'ome-x')
      writeFileSync(busyPath(shop.data), JSON.stringify({pid: process.pid, started: '1', token: 'reused'}))

      await install(shop.bench({patienceMs: 0}), 'ome-y')

      assert.equal(existsSync(busyPath(shop.data)), false)
    })
})
