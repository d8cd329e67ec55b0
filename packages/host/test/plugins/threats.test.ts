import assert from 'node:assert/strict'
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {gzipSync} from 'node:zlib'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {readLock} from '@ome/installer/install/lock'
import {listRegistries, refreshRegistries} from '@ome/installer/install/registries'
import {pack} from 'tar-stream'
import {install, refuses, upgrade, Workshop} from './workshop.ts'

/** The attacks of the threat table, each against a whole installation. */
describe('threats', () => {
  let shop: Workshop
  let good: string
  beforeEach(async () => {
    shop = new Workshop()
    good = shop.plugin({name: 'ome-x', version: '1.0.0'})
    await shop.publish([good])
  })
  afterEach(() => shop.end())

  /** Installs 1.0.0, then lets something happen, and says that it is still there whatever the next attempt did. */
  const holdsAgainst = async (
    attack: () => Promise<void> | void,
    attempt: () => Promise<unknown>,
    message: RegExp,
  ): Promise<void> => {
    await install(shop.bench(), 'ome-x')
    await attack()
    await refuses(attempt(), 'denied', message)
    assert.equal(shop.active('ome-x'), '1.0.0')
    assert.equal(activePlugins(shop.data)[0]?.blocked, undefined)
    assert.deepEqual(shop.staging, [])
    assert.equal(shop.ran, false)
  }
  const next = (): string => shop.plugin({name: 'ome-x', version: '1.1.0'})
  const archive = (version: string): string => join(shop.tree, 'artifacts/ome-x', `${version}.tgz`)
  const refresh = () => refreshRegistries(shop.bench(), 'dev')

  it('a short name that two plugins could mean is refused with both names, a whole name is not', async () => {
    await shop.publish(
      ['ome-y', '@ome/plugin-y'].map((name) =>
        shop.plugin({name, version: '1.0.0', commands: [name.replace(/\W/g, '')]}),
      ),
    )
    await refuses(install(shop.bench(), 'y'), 'conflict', /"y" could be @ome\/plugin-y or ome-y/)
    await install(shop.bench(), '@ome/plugin-y')
    assert.equal(shop.active('@ome/plugin-y'), '1.0.0')
  })

  it('T1: an archive with a flipped byte', async () => {
    await holdsAgainst(
      async () => {
        await shop.publish([next()])
        const bytes = readFileSync(archive('1.1.0'))
        bytes[40] = (bytes[40] ?? 0) ^ 1
        writeFileSync(archive('1.1.0'), bytes)
      },
      () => upgrade(shop.bench(), 'ome-x'),
      /not the archive that the signed index names/,
    )
  })

  it('T1: another archive, longer or shorter than the signed one', async () => {
    await shop.publish([next()])
    const bytes = readFileSync(archive('1.1.0'))
    writeFileSync(archive('1.1.0'), Buffer.concat([bytes, bytes]))
    await refuses(install(shop.bench(), 'ome-x'), 'denied', /longer than/)
    writeFileSync(archive('1.1.0'), bytes.subarray(0, 100))
    await refuses(install(shop.bench(), 'ome-x'), 'denied', /not the archive/)
    assert.deepEqual(readLock(shop.data).plugins, {})
  })

  it('T2: an edited index', async () => {
    await holdsAgainst(
      () => {
        const path = join(shop.tree, 'index/1.json')
        writeFileSync(path, readFileSync(path, 'utf8').replace('plugin ome-x', 'plugin ome-y'))
      },
      refresh,
      /not the file that timestamp.json names/,
    )
  })

  for (const role of ['index', 'timestamp'] as const) {
    it(`T2: no signature of the ${role}`, async () => {
      await holdsAgainst(
        () => shop.publish([next()], {dropSignatures: [role]}),
        () => upgrade(shop.bench(), 'ome-x'),
        /has no signature/,
      )
    })
  }

  it('T2: another key', async () => {
    await holdsAgainst(() => shop.publish([next()], {newKey: true}), refresh, /not signed by a key of the role/)
  })

  it('T3: an older serial', async () => {
    await holdsAgainst(
      async () => {
        await shop.publish([next()], {serial: 7})
        await refresh()
        await shop.publish([good], {serial: 6})
      },
      refresh,
      /goes back to serial 6, serial 7 was seen before/,
    )
    assert.equal(listRegistries(shop.bench())[0]?.serial, 7)
  })

  it('T4: a timestamp that has expired, fetched and stored', async () => {
    await holdsAgainst(
      () => shop.publish([next()], {expires: '2026-09-02T09:59:59Z'}),
      refresh,
      /timestamp.json expired/,
    )
    const later = shop.bench({now: () => new Date('2027-10-01T00:00:00Z')})
    await refuses(install(later, 'ome-x'), 'denied', /expired/)
    assert.match(listRegistries(later)[0]?.problem ?? '', /expired/)
  })

  it('T5: a foreign root is refused, a proper rotation is followed and remembered', async () => {
    await holdsAgainst(
      () => shop.publish([next()], {rotateRoot: 'signed by new'}),
      refresh,
      /root\/2.json has 0 of the 2 signatures/,
    )

    await shop.publish([next()], {rotateRoot: 'signed by old and new'})
    await upgrade(shop.bench(), 'ome-x')
    assert.equal(shop.active('ome-x'), '1.1.0')
    assert.equal(listRegistries(shop.bench())[0]?.rootVersion, 2)

    await shop.publish([next()])
    assert.equal((await refresh())[0]?.serial, 4)
  })

  it('T5: a root that goes without its signature', async () => {
    await holdsAgainst(
      () => shop.publish([next()], {rotateRoot: 'signed by old and new', dropSignatures: ['root']}),
      refresh,
      /root\/2.json has no signature/,
    )
  })

  it('T6: an archive that climbs out, signed as it is', async () => {
    const evil = join(shop.home, 'evil.tgz')
    const tar = pack()
    for (const path of ['package.json', 'oclif.manifest.json', 'dist/plugin.cjs'])
      tar.entry({name: `package/${path}`}, readFileSync(join(next(), path)))
    tar.entry({name: 'package/../../../escaped'}, 'x')
    tar.finalize()
    writeFileSync(evil, gzipSync(await buffer(tar)))

    await holdsAgainst(
      () => shop.publish([], {add: [evil], verify: false}),
      () => upgrade(shop.bench(), 'ome-x'),
      /its archive is refused: .*not a plain relative path/,
    )
    assert.equal(existsSync(join(shop.data, 'escaped')), false)
    assert.equal(existsSync(join(shop.home, 'escaped')), false)
  })

  for (const [what, extra] of [
    ['an install script', {scripts: {postinstall: 'touch ran'}}],
    ['a dependency', {dependencies: {lodash: '1'}}],
    ['a bundled dependency', {bundledDependencies: ['lodash']}],
    [
      'a hook',
      {
        oclif: {
          hooks: {init: './dist/plugin.cjs'},
          commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'},
        },
      },
    ],
    ['a program', {bin: {ls: './dist/plugin.cjs'}}],
    ['a peer of its own', {peerDependencies: {evil: '*'}}],
    ['commands found by pattern', {oclif: {commands: './dist/commands'}}],
  ] as const) {
    it(`T7: ${what} is refused when it is indexed and when it is installed`, async () => {
      const folder = shop.plugin({name: 'ome-x', version: '1.1.0', extra})
      await assert.rejects(shop.publish([folder]), /package.json/)

      await holdsAgainst(
        () => shop.publish([], {add: [folder], verify: false}),
        () => upgrade(shop.bench(), 'ome-x'),
        /breaks the plugin contract: package.json/,
      )
    })
  }

  for (const [what, patch, message] of [
    ['commands that the index does not list', {commands: []}, /its commands are not the ones/],
    ['another manifest', {manifest: '0'.repeat(64)}, /its manifest is not what/],
    ['other files', {artifact: {tree: '0'.repeat(64)}}, /its files are not the ones/],
    ['more hosts than signed', {network: ['prices.example.com']}, /its network is not what/],
    ['another contract version', {hostApi: '*'}, /its hostApi is not what/],
  ] as const) {
    it(`T8: ${what}`, async () => {
      const first = shop.plugin({name: 'ome-y', version: '1.0.0'})
      await shop.publish([first], {patches: [`ome-y=${JSON.stringify(patch)}`]})
      await refuses(install(shop.bench(), 'ome-y'), 'denied', message)
      assert.deepEqual(readLock(shop.data).plugins, {})
      assert.equal(existsSync(join(shop.data, 'store')), false)
    })
  }

  it('T10: a name is looked up at its owner only, also when that one is away', async () => {
    const own = {...shop.source, id: 'team', url: join(shop.home, 'away'), scopes: ['@team']}
    const bench = shop.bench({registries: [shop.source, own]})
    await shop.publish([shop.plugin({name: '@team/x', version: '1.0.0'})])

    await refuses(install(bench, '@team/x'), 'unreachable', /registry "team": there is no folder/)
  })

  it('a registry folder that is gone cannot be reached, and what is installed stays', async () => {
    await install(shop.bench(), 'ome-x')
    rmSync(shop.tree, {recursive: true})

    await refuses(upgrade(shop.bench(), 'ome-x'), 'unreachable', /registry "dev": there is no folder/)
    assert.equal(activePlugins(shop.data)[0]?.blocked, undefined)
  })

  it('an archive that is gone cannot be reached', async () => {
    rmSync(archive('1.0.0'))
    await refuses(install(shop.bench(), 'ome-x'), 'unreachable', /artifacts\/ome-x\/1.0.0.tgz is not there/)
  })
})
