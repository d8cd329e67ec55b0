import assert from 'node:assert/strict'
import {existsSync, readdirSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {busyPath} from '@ome/installer/install/busy'
import {installPlugins} from '@ome/installer/install/install-plugins'
import {readLock} from '@ome/installer/install/lock'
import {planning, runInstall, steps, switching} from '@ome/installer/install/pipeline'
import {verifyPlugins} from '@ome/installer/install/verify-plugins'
import {OmeError} from '@ome/sdk/errors'
import {listPlugins} from '../../src/plugins/installed-plugins.ts'
import {install, refuses, upgrade, Workshop, yes} from './workshop.ts'

/** Every file of the data folder, without what differs from one workshop to the next. */
const filesOf = (data: string): readonly string[] =>
  readdirSync(data, {recursive: true, encoding: 'utf8'})
    .filter((path) => statSync(join(data, path)).isFile())
    .map((path) => path.replace(/-[0-9a-f]{8}\b/, '-TREE'))
    .sort()

describe('an installation that is killed', () => {
  let shop: Workshop
  beforeEach(() => {
    shop = new Workshop()
  })
  afterEach(() => shop.end())

  const publish = (version: string, shape: object = {}) =>
    shop.publish([shop.plugin({name: 'ome-x', version, ...shape})])
  const listed = (): unknown => listPlugins(shop.bench()).map(({name, version, status}) => [name, version, status])

  it('every step of the pipeline is known by a number of its own', () => {
    const numbers = [...planning, ...steps].map(({number}) => number)
    assert.deepEqual(
      numbers,
      numbers.map((_number, at) => at + 1),
    )
  })

  for (const {number, does} of [...planning, ...steps])
    it(`T12: after step ${number} (${does}): old or new, whole, and the next run leaves no rubbish`, async () => {
      const others = [new Workshop(), new Workshop()] as const
      try {
        await Promise.all([killedUpgrade(others[0], number), killedInstallation(others[1], number)])
      } finally {
        for (const other of others) other.end()
      }
    })

  const versions = (of: Workshop): unknown => listPlugins(of.bench()).map(({version, status}) => [version, status])
  const isWhole = (of: Workshop): void => assert.equal(verifyPlugins(of.bench(), 'ome-x')[0]?.status, 'ok')

  async function killedUpgrade(of: Workshop, step: number): Promise<void> {
    await of.publish([of.plugin({name: 'ome-x', version: '1.0.0'})])
    await install(of.bench(), 'ome-x')
    await of.publish([of.plugin({name: 'ome-x', version: '1.1.0'})])

    const killed = await of.inChild(['ome-x'], {OME_FAULT: `install:${step}`})

    assert.equal(killed.signal, 'SIGKILL')
    assert.deepEqual(versions(of), [[step < switching ? '1.0.0' : '1.1.0', 'enabled']])
    isWhole(of)
    await upgrade(of.bench(), 'ome-x')
    assert.deepEqual(versions(of), [['1.1.0', 'enabled']])
    isWhole(of)
    assert.deepEqual(filesOf(of.data), clean)
    assert.equal(of.ran, false)
  }

  async function killedInstallation(of: Workshop, step: number): Promise<void> {
    await of.publish([of.plugin({name: 'ome-x', version: '1.0.0'})])

    const killed = await of.inChild(['ome-x'], {OME_FAULT: `install:${step}`})

    assert.equal(killed.signal, 'SIGKILL')
    assert.deepEqual(versions(of), step < switching ? [] : [['1.0.0', 'enabled']])
    await install(of.bench(), 'ome-x')
    assert.deepEqual(versions(of), [['1.0.0', 'enabled']])
    isWhole(of)
    assert.deepEqual(readLock(of.data).plugins['ome-x']?.previous, [])
    assert.deepEqual([of.staging, existsSync(busyPath(of.data)), of.ran], [[], false, false])
  }

  /** What an upgrade that nobody disturbs leaves. */
  let clean: readonly string[] = []
  before(async () => {
    const other = new Workshop()
    await other.publish([other.plugin({name: 'ome-x', version: '1.0.0'})])
    await install(other.bench(), 'ome-x')
    await other.publish([other.plugin({name: 'ome-x', version: '1.1.0'})])
    await upgrade(other.bench(), 'ome-x')
    clean = filesOf(other.data)
    other.end()
  })

  for (const {number, does} of steps) {
    it(`Ctrl-C during step ${number} (${does}) leaves the old release or finishes the new one`, async () => {
      await publish('1.0.0')
      await install(shop.bench(), 'ome-x')
      await publish('1.1.0')
      const keyboard = new AbortController()
      const bench = shop.bench({signal: keyboard.signal})
      const [plan] = await plansOf('ome-x')
      assert.ok(plan)
      const interrupted = steps.map((step) => ({
        ...step,
        run: async (job: Parameters<typeof step.run>[0]) => {
          await step.run(job)
          if (step.number === number) keyboard.abort(new OmeError('cancelled', 'cancelled'))
        },
      }))

      const run = runInstall(bench, plan, interrupted)

      if (number < switching) await refuses(run, 'cancelled', /cancelled/)
      else await run
      assert.deepEqual(listed(), [['ome-x', number < switching ? '1.0.0' : '1.1.0', 'enabled']])
      assert.equal(readLock(shop.data).plugins['ome-x']?.next, undefined)
      assert.deepEqual(shop.staging, [])
      await upgrade(shop.bench(), 'ome-x')
      assert.deepEqual(listed(), [['ome-x', '1.1.0', 'enabled']])
    })
  }

  async function plansOf(name: string) {
    const person = yes()
    await installPlugins(shop.bench(), [name], {acceptNeeds: false, dryRun: true}, person)
    return person.shown
  }

  it('T12: after step 8 of a first installation, the next run of anything finishes it', async () => {
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'}), shop.plugin({name: 'ome-y', version: '1.0.0'})])
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
    await publish('1.0.0')
    await install(shop.bench(), 'ome-x')
    await publish('1.1.0')
    await shop.inChild(['ome-x'], {OME_FAULT: 'install:8'})
    writeFileSync(join(shop.data, readLock(shop.data).plugins['ome-x']?.next?.folder ?? '', 'dist/extra.cjs'), '')

    await install(shop.bench(), 'ome-x')

    assert.equal(verifyPlugins(shop.bench(), 'ome-x')[0]?.status, 'ok')
    assert.ok(shop.said.includes('dropped the interrupted installation of ome-x 1.1.0'))
  })

  it('half-written files of a killed process go, those of other programs stay', async () => {
    await publish('1.0.0')
    await install(shop.bench(), 'ome-x')
    const drafts = [
      'plugins.lock.json.0a1b2c3d.tmp',
      'package.json.0a1b2c3d.tmp',
      'store/dev/ome-x/1.0.0-aaaaaaaa.files.0a1b2c3d.tmp',
      'registries/dev/index/7.json.0a1b2c3d.tmp',
      'registries/dev/state.json.0a1b2c3d.tmp',
      `.busy.0a1b2c3d`,
    ]
    const dead = JSON.stringify({pid: 2 ** 22 + 1, started: '1', token: '0a1b2c3d'})
    shop.put(shop.data, Object.fromEntries([...drafts, 'config.yaml.0a1b2c3d.tmp'].map((path) => [path, dead])))

    await install(shop.bench(), 'ome-x')

    assert.deepEqual(
      [...drafts, 'config.yaml.0a1b2c3d.tmp'].filter((path) => existsSync(join(shop.data, path))),
      ['config.yaml.0a1b2c3d.tmp'],
    )
  })

  it('a release build does not listen to OME_FAULT', async () => {
    await publish('1.0.0')
    await install(shop.bench({development: false, env: {OME_FAULT: 'install:3'}}), 'ome-x')
    assert.equal(shop.active('ome-x'), '1.0.0')
  })

  it('T12: a bundle that cannot be compiled leaves the old release active', async () => {
    await publish('1.0.0')
    await install(shop.bench(), 'ome-x')
    await publish('1.1.0', {bundle: 'exports.commands = {'})

    await refuses(upgrade(shop.bench(), 'ome-x'), 'failed', /its bundle cannot be compiled: SyntaxError/)

    assert.equal(shop.active('ome-x'), '1.0.0')
    assert.equal(readLock(shop.data).plugins['ome-x']?.next, undefined)
  })
})
