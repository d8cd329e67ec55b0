import assert from 'node:assert/strict'
import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import type {Workbench} from '@ome/installer/install/workbench'
import {openPolicy} from '@ome/installer/policy/policy'
import {pack} from 'tar-stream'
import {exportBundle, importBundle, mirrorTo} from '../../src/registries/carry-registry.ts'
import {install, now, refuses, Workshop} from './workshop.ts'

const all = {plugins: []}

/** What becomes of one file of a bundle. */
type Change = (path: string, bytes: Buffer) => readonly [string, Buffer, ('symlink' | 'file')?]

/** Registries that are copied: as a folder for a web server, as one file for machines without a network. */
describe('copied registries', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([
      shop.plugin({name: 'ome-x', version: '1.0.0'}),
      shop.plugin({name: '@ome/plugin-y', version: '2.0.0'}),
    ])
  })
  afterEach(() => shop.end())

  describe('mirror', () => {
    const files = (folder: string): readonly string[] =>
      readdirSync(folder, {recursive: true, encoding: 'utf8'})
        .filter((path) => /\.(json|sig|tgz)$/.test(path))
        .sort()

    it('holds the same files with the same bytes, and a second run fetches only what is new', async () => {
      const mirror = join(shop.home, 'mirror')
      const done = await mirrorTo(shop.bench(), mirror, all)
      assert.deepEqual([done.id, done.serial, done.archives], ['dev', 1, 2])
      assert.deepEqual(files(mirror), files(shop.tree))
      for (const path of files(mirror))
        assert.deepEqual(readFileSync(join(mirror, path)), readFileSync(join(shop.tree, path)))

      rmSync(join(shop.tree, 'artifacts/ome-x'), {recursive: true})
      assert.equal((await mirrorTo(shop.bench(), mirror, all)).archives, 2)
      assert.equal(
        (await install(shop.bench({registries: [{...shop.source, url: mirror}]}), 'ome-x'))[0]?.outcome,
        'installed',
      )
    })

    it('of some plugins holds their archives and the whole signed index', async () => {
      const mirror = join(shop.home, 'mirror')
      await mirrorTo(shop.bench(), mirror, {plugins: ['y']})
      assert.deepEqual(files(join(mirror, 'artifacts')), ['ome+plugin-y/2.0.0.tgz'])
      assert.deepEqual(readFileSync(join(mirror, 'index/1.json')), readFileSync(join(shop.tree, 'index/1.json')))
      await refuses(mirrorTo(shop.bench(), mirror, {plugins: ['zzz']}), 'not-found', /has no plugin "zzz"/)
    })

    it('carries the whole chain of roots', async () => {
      await shop.publish([], {rotateRoot: 'signed by old and new'})
      const mirror = join(shop.home, 'mirror')
      await mirrorTo(shop.bench(), mirror, all)
      assert.deepEqual(files(join(mirror, 'root')), ['1.json', '1.json.sig', '2.json', '2.json.sig'])
    })

    it('of a tree with a wrong archive stops before the timestamp, so that nobody is led to it', async () => {
      writeFileSync(join(shop.tree, 'artifacts/ome-x/1.0.0.tgz'), 'x')
      const mirror = join(shop.home, 'mirror')
      await refuses(mirrorTo(shop.bench(), mirror, all), 'denied', /ome-x\/1\.0\.0\.tgz is not the archive/)
      assert.equal(existsSync(join(mirror, 'timestamp.json')), false)
    })
  })

  describe('bundle', () => {
    const file = () => join(shop.home, 'plugins.tar')
    /** A machine that has never reached the registry and never will. */
    const island = (changes: Partial<Workbench> = {}) =>
      shop.bench({
        data: join(shop.home, 'island'),
        registries: [{...shop.source, url: 'https://registry.invalid/'}],
        ...changes,
      })
    const later = (days: number) => () => new Date(now.getTime() + days * 24 * 3_600_000)

    it('installs without a network, also days later', async () => {
      const made = await exportBundle(shop.bench(), file(), all)
      assert.deepEqual(await importBundle(island(), file(), false), {id: 'dev', serial: 1, archives: 2})
      assert.equal(made.archives, 2)
      const [outcome] = await install(island({now: later(3)}), 'ome-x')
      assert.deepEqual([outcome?.outcome, outcome?.version], ['installed', '1.0.0'])
      assert.equal(existsSync(join(shop.home, 'island/staging')), false)
    })

    it('the same tree gives the same bytes; a dry run keeps nothing', async () => {
      await exportBundle(shop.bench(), file(), all)
      await exportBundle(shop.bench(), `${file()}.2`, all)
      assert.deepEqual(readFileSync(file()), readFileSync(`${file()}.2`))
      assert.equal((await importBundle(island(), file(), true)).serial, 1)
      await refuses(
        install(island({env: {HTTPS_PROXY: 'http://127.0.0.1:9'}}), 'ome-x'),
        'unreachable',
        /cannot be read/,
      )
    })

    it('an older one than what was seen is refused (T3), a newer one is taken', async () => {
      await exportBundle(shop.bench(), file(), all)
      await shop.publish([shop.plugin({name: 'ome-x', version: '1.1.0'})], {serial: 4})
      await exportBundle(shop.bench(), `${file()}.new`, all)
      await importBundle(island(), `${file()}.new`, false)
      await refuses(importBundle(island(), file(), false), 'denied', /goes back to serial 1, serial 4 was seen before/)
      assert.equal((await install(island(), 'ome-x'))[0]?.version, '1.1.0')
    })

    it('one that has expired is refused, unless the policy grants a time for air gaps (T4)', async () => {
      await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})], {expires: '2026-09-03T10:00:00Z'})
      await exportBundle(shop.bench(), file(), all)
      await importBundle(island(), file(), false)
      const lateAndAlone = island({now: later(2), env: {HTTPS_PROXY: 'http://127.0.0.1:9'}})
      await refuses(install(lateAndAlone, 'ome-x'), 'unreachable', /cannot be read.*what a bundle brought has expired/)
      const patient = {...openPolicy, timestampGraceHours: 72}
      await refuses(
        importBundle(island({now: later(2), data: join(shop.home, 'other')}), file(), false),
        'denied',
        /timestamp\.json expired/,
      )
      assert.equal((await install(island({now: later(2), policy: patient}), 'ome-x'))[0]?.outcome, 'installed')
    })

    it('of a registry that is not known is refused with the way to know it', async () => {
      await exportBundle(shop.bench(), file(), all)
      const bench = shop.bench({registries: [{...shop.source, id: 'other'}]})
      await refuses(importBundle(bench, file(), false), 'not-found', /is of registry "dev", which is not known/)
    })

    async function tarred(change: Change): Promise<void> {
      const tar = pack()
      for (const path of readdirSync(shop.tree, {recursive: true, encoding: 'utf8'}).filter((one) =>
        /\.(json|sig|tgz)$/.test(one),
      )) {
        const [name, bytes, type = 'file'] = change(path, readFileSync(join(shop.tree, path)))
        if (type === 'file') tar.entry({name}, bytes)
        else tar.entry({name, type, linkname: '/etc/passwd'})
      }
      tar.finalize()
      writeFileSync(file(), await buffer(tar))
    }

    const hostile: readonly (readonly [string, Change, RegExp])[] = [
      [
        'climbs out',
        (path, bytes) => [path.replace(/^timestamp\.json$/, '../../escaped'), bytes],
        /holds "\.\.\/\.\.\/escaped"/,
      ],
      [
        'holds a link',
        (path, bytes) => [path, bytes, path === 'root/1.json' ? 'symlink' : 'file'],
        /holds "root\/1\.json"/,
      ],
      [
        'holds a swapped archive (T1)',
        (path, bytes) => [path, path.endsWith('x/1.0.0.tgz') ? Buffer.from('x') : bytes],
        /ome-x\/1\.0\.0\.tgz is not an archive that the signed index names/,
      ],
      [
        'holds a foreign archive',
        (path, bytes) => [path.replace('ome-x/1.0.0', 'ome-x/6.6.6'), bytes],
        /ome-x\/6\.6\.6\.tgz is not an archive/,
      ],
      [
        'holds an edited index (T2)',
        (path, bytes) => [
          path,
          path === 'index/1.json' ? Buffer.from(String(bytes).replace('plugin ome-x', 'plugin evil!')) : bytes,
        ],
        /is not the file that timestamp\.json names/,
      ],
      [
        'has no timestamp',
        (path, bytes) => [path.replace(/^timestamp/, 'root/7'), bytes],
        /it holds no timestamp\.json/,
      ],
    ]
    for (const [what, change, message] of hostile) {
      it(`one that ${what} is refused and leaves nothing`, async () => {
        await tarred(change)
        await refuses(importBundle(island(), file(), false), 'denied', message)
        assert.equal(existsSync(join(shop.home, 'island/registries')), false)
        assert.equal(existsSync(join(shop.home, 'escaped')), false)
      })
    }

    it('something else is refused', async () => {
      writeFileSync(file(), 'not a tar at all')
      await refuses(importBundle(island(), file(), false), 'denied', /is refused as a bundle: it is no whole tar file$/)
      await refuses(importBundle(island(), `${file()}.none`, false), 'usage', /cannot be read: there is no such file$/)
    })
  })
})
