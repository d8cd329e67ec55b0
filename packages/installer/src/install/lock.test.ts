import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {activePlugins} from './active-plugins.ts'
import type {Lock, LockEntry, StoredRelease} from './lock.ts'
import {emptyLock, lockPath, promoted, readLock, withEntry, withoutNext, writeLock} from './lock.ts'

const source = 'exports.commands = {}\n'

const release = (version: string): StoredRelease => ({
  registry: 'dev',
  serial: 42,
  version,
  integrity: 'sha512-AA==',
  tree: 'ab'.repeat(32),
  folder: `store/dev/ome-x/${version}-abababab`,
  commands: ['x show'],
  needs: 'cd'.repeat(32),
  bundle: {
    file: 'dist/plugin.cjs',
    size: source.length,
    mtimeMs: 1_700_000_000_000,
    sha256: createHash('sha256').update(source).digest('hex'),
  },
  installedAt: '2026-09-02T10:00:00Z',
})

const entry = (active: StoredRelease): LockEntry => ({
  channel: 'stable',
  pinned: false,
  enabled: true,
  active,
  previous: [],
})

describe('lock', () => {
  let data: string
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'ome-lock-'))
  })
  afterEach(() => rmSync(data, {recursive: true, force: true}))

  const store = (version: string): string => {
    const path = join(data, release(version).folder, 'dist/plugin.cjs')
    mkdirSync(join(path, '..'), {recursive: true})
    writeFileSync(path, source)
    utimesSync(path, 1_700_000_000, 1_700_000_000)
    return path
  }

  it('a data folder without a lock has no plugins', () => {
    assert.deepEqual(readLock(data), emptyLock)
  })

  it('what is written is read back, and nothing but the lock is left', () => {
    const lock: Lock = {
      plugins: {'ome-x': {...entry(release('1.1.0')), previous: [release('1.0.0')], next: release('1.2.0')}},
      links: {'ome-y': {path: '/src/y', since: '2026-09-02T10:00:00Z'}},
      replaces: {},
    }

    writeLock(data, lock)

    assert.deepEqual(readLock(data), lock)
    assert.deepEqual(readdirSync(data), ['plugins.lock.json'])
  })

  for (const [name, text, reason] of [
    ['text that is not JSON', '{', /is damaged: it is not JSON$/],
    ['an unknown schema', '{"schema":"other/9","plugins":{}}', /is damaged: schema/],
    [
      'a folder that leaves the data folder',
      JSON.stringify({
        schema: 'ome-plugins-lock/1',
        plugins: {x: {...release('1.0.0'), folder: '../x', channel: 's', previous: []}},
      }),
      /leaves its folder$/,
    ],
  ] as const) {
    it(`${name} is refused with the path of the lock`, () => {
      writeFileSync(lockPath(data), text)

      assert.throws(
        () => readLock(data),
        (error: Error) => error.message.includes(lockPath(data)) && reason.test(error.message),
      )
    })
  }

  it('switching keeps the two releases before', () => {
    const before = {...entry(release('1.2.0')), previous: [release('1.1.0'), release('1.0.0')], next: release('1.3.0')}

    const after = promoted(before)

    assert.equal(after.active?.version, '1.3.0')
    assert.deepEqual(
      after.previous.map(({version}) => version),
      ['1.2.0', '1.1.0'],
    )
    assert.equal(after.next, undefined)
  })

  it('dropping a first installation removes its entry, dropping an upgrade keeps the active release', () => {
    const first = withEntry(emptyLock, 'ome-x', {
      channel: 'stable',
      pinned: false,
      enabled: true,
      previous: [],
      next: release('1.0.0'),
    })
    const upgrade = withEntry(emptyLock, 'ome-x', {...entry(release('1.0.0')), next: release('1.1.0')})

    assert.deepEqual(withoutNext(first, 'ome-x'), emptyLock)
    assert.deepEqual(withoutNext(upgrade, 'ome-x'), withEntry(emptyLock, 'ome-x', entry(release('1.0.0'))))
  })

  describe('active plugins', () => {
    const blocked = (lockEntry: LockEntry) => {
      writeLock(data, withEntry(emptyLock, 'ome-x', lockEntry))
      return activePlugins(data).map((plugin) => plugin.blocked)
    }

    it('an untouched bundle runs', () => {
      store('1.0.0')
      assert.deepEqual(blocked(entry(release('1.0.0'))), [undefined])
    })

    it('a bundle with another time and the same bytes runs', () => {
      utimesSync(store('1.0.0'), 1_800_000_000, 1_800_000_000)
      assert.deepEqual(blocked(entry(release('1.0.0'))), [undefined])
    })

    it('a bundle of the same size with other bytes is blocked', () => {
      const path = store('1.0.0')
      writeFileSync(path, source.replace('{}', '[]'))
      assert.deepEqual(blocked(entry(release('1.0.0'))), ['changed'])
    })

    it('a missing bundle, a disabled plugin and a critical yank are blocked', () => {
      assert.deepEqual(blocked(entry(release('1.0.0'))), ['missing'])
      store('1.0.0')
      assert.deepEqual(blocked({...entry(release('1.0.0')), enabled: false}), ['off'])
      assert.deepEqual(blocked(entry({...release('1.0.0'), yanked: 'critical'})), ['yanked'])
      // Settings may switch it on again, which must not bring a withdrawn release back.
      assert.deepEqual(blocked({...entry({...release('1.0.0'), yanked: 'critical'}), enabled: false}), ['yanked'])
      assert.deepEqual(blocked(entry({...release('1.0.0'), yanked: 'normal'})), [undefined])
    })

    it('a linked folder stands in for the installed release', () => {
      writeLock(data, {
        ...withEntry(emptyLock, 'ome-x', entry(release('1.0.0'))),
        links: {'ome-x': {path: '/src/x', since: ''}},
      })
      assert.deepEqual(activePlugins(data), [{name: 'ome-x', origin: 'link', root: '/src/x'}])
    })
  })
})
