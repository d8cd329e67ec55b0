import assert from 'node:assert/strict'
import {openPolicy, type Policy} from '../policy/policy.ts'
import type {IndexRelease} from '../registry/plugin-index.ts'
import type {OpenRegistry} from '../registry/refresh.ts'
import {chooseRelease, type ReleaseRules} from './choose-release.ts'
import {hostApi} from './host-api.ts'
import type {LockEntry} from './lock.ts'

describe('choosing a release of a production registry', () => {
  const now = new Date('2026-09-10T00:00:00Z')
  const root = {registry: 'prod', version: 1, expires: '', purpose: 'production', keys: {}, roles: {}}
  const registry = {source: {id: 'prod'}, root} as unknown as OpenRegistry
  const release = (version: string, changes: Partial<IndexRelease> = {}): IndexRelease => ({
    version,
    publishedAt: '2026-01-01T00:00:00Z',
    hostApi: '^0.1.0',
    artifact: {size: 1, sha512: '', tree: ''},
    manifest: '',
    needs: [],
    network: [],
    approvedBy: [],
    commands: [],
    ...changes,
  })
  const young = {publishedAt: '2026-09-09T00:00:00Z'}
  const withdrawn = (severity: 'normal' | 'critical') => ({yanked: {at: '2026-09-09T12:00:00Z', severity}})
  const chosen = (
    releases: readonly IndexRelease[],
    version?: string,
    installedVersion?: string,
    rules: Partial<ReleaseRules> = {},
    stable?: string,
  ) => {
    const plugin = {
      name: 'ome-x',
      kind: 'npm' as const,
      publisher: '',
      summary: '',
      topics: [],
      channels: {stable: stable ?? releases[0]?.version ?? '', beta: releases[0]?.version ?? ''},
      maintainers: [],
      releases,
    }
    const installed =
      installedVersion === undefined
        ? undefined
        : ({channel: 'stable', active: {version: installedVersion}} as unknown as LockEntry)
    return chooseRelease({now: () => now, hostApi, ...rules}, {registry, plugin}, {version, installed})
  }
  const choose = (...words: Parameters<typeof chosen>): string => chosen(...words).release.version

  it('the one the channel names', () => assert.equal(choose([release('1.1.0'), release('1.0.0')]), '1.1.0'))

  it('while that is younger than 72 hours, the newest one below it', () => {
    assert.equal(choose([release('1.2.0', young), release('1.0.0'), release('1.1.0')]), '1.1.0')
  })

  it('says why the newest one was left out, and nothing where it was not or another was asked for', () => {
    const releases = [release('1.2.0', young), release('1.1.0')]
    assert.match(chosen(releases).leftOut ?? '', /^ome-x 1\.2\.0 was published on .* taken after 72 hours$/)
    assert.equal(chosen(releases, '1.1.0').leftOut, undefined)
    assert.equal(chosen([release('1.2.0'), release('1.1.0')]).leftOut, undefined)
  })

  it('a withdrawn one is not fallen back to', () => {
    assert.equal(choose([release('1.2.0', young), release('1.1.0', withdrawn('normal')), release('1.0.0')]), '1.0.0')
  })

  it('nothing old enough, by channel or by version: refused', () => {
    assert.throws(() => choose([release('1.2.0', young)]), /a release is taken after 72 hours/)
    assert.throws(() => choose([release('1.2.0', young)], '1.2.0'), /a release is taken after 72 hours/)
  })

  it('the way out of a critically withdrawn release is not delayed, out of a normally withdrawn one it is', () => {
    assert.equal(
      choose([release('1.2.0', young), release('1.1.0', withdrawn('critical'))], undefined, '1.1.0'),
      '1.2.0',
    )
    assert.throws(
      () => choose([release('1.2.0', young), release('1.1.0', withdrawn('normal'))], undefined, '1.1.0'),
      /72 hours/,
    )
  })

  it('the channel names a withdrawn one: the newest one below it that may be used', () => {
    assert.equal(choose([release('1.1.0', withdrawn('normal')), release('1.0.0')]), '1.0.0')
    assert.throws(() => choose([release('1.1.0', withdrawn('normal'))]), /was withdrawn on/)
  })

  it('stable does not fall back to a pre-release', () => {
    const below = [release('1.2.0-beta.1'), release('1.1.0')]
    assert.equal(choose([release('1.2.0', withdrawn('normal')), ...below]), '1.1.0')
    assert.equal(choose([release('1.2.0', young), ...below]), '1.1.0')
    assert.equal(choose(below), '1.2.0-beta.1')
  })

  it('a clock that was set back is told from a release that is young', () => {
    const past = {now: () => new Date('2025-01-01T00:00:00Z')}
    assert.throws(
      () => choose([release('1.2.0')], undefined, undefined, past),
      /published on 2026-01-01T00:00:00Z, which lies ahead of this machine's clock \(2025-01-01T00:00:00.000Z\)/,
    )
  })

  describe('under a policy', () => {
    const under = (changes: Partial<Policy>) => ({
      policy: {
        ...openPolicy,
        origins: {pins: '/p.yaml', channels: '/p.yaml', requireProvenance: '/p.yaml'},
        ...changes,
      },
    })
    const two = [release('1.1.0'), release('1.0.0')]

    it('that pins, no other version is taken', () => {
      const pins = under({pins: {'ome-x': '1.0.0'}})
      assert.equal(choose(two, undefined, undefined, pins), '1.0.0')
      assert.equal(choose(two, '1.0.0', undefined, pins), '1.0.0')
      assert.throws(() => choose(two, '1.1.0', undefined, pins), {
        kind: 'denied',
        message: 'policy /p.yaml keeps ome-x at 1.0.0',
      })
    })

    it('that lists channels, no other is followed', () => {
      assert.throws(() => choose(two, undefined, undefined, under({channels: ['beta']})), {
        kind: 'denied',
        message: 'policy /p.yaml does not allow the channel "stable"',
      })
      assert.equal(choose(two, undefined, undefined, under({channels: ['stable']})), '1.1.0')
    })

    it('that lists channels, a version that none of them leads to is not taken by name or by a pin', () => {
      const releases = [release('1.3.0-beta.1'), release('1.2.0'), release('1.2.0-beta.1'), release('1.1.0')]
      const stableOnly = under({channels: ['stable']})
      const pinned = under({channels: ['stable'], pins: {'ome-x': '1.3.0-beta.1'}})
      const refused = {
        kind: 'denied',
        message: 'policy /p.yaml allows only channels: stable; ome-x 1.3.0-beta.1 is in none of them',
      }
      assert.throws(() => choose(releases, '1.3.0-beta.1', undefined, stableOnly, '1.2.0'), refused)
      assert.throws(() => choose(releases, undefined, undefined, pinned, '1.2.0'), refused)
      assert.throws(() => choose(releases, '1.2.0-beta.1', undefined, stableOnly, '1.2.0'), /is in none of them/)
      assert.equal(choose(releases, '1.1.0', undefined, stableOnly, '1.2.0'), '1.1.0')
      const both = under({channels: ['stable', 'beta']})
      assert.equal(choose(releases, '1.3.0-beta.1', undefined, both, '1.2.0'), '1.3.0-beta.1')
    })

    it('that asks for more hours, they count; for fewer, those of the registry', () => {
      const old = release('1.0.0')
      assert.equal(choose([release('1.1.0', {publishedAt: '2026-09-05T00:00:00Z'}), old]), '1.1.0')
      const strict = under({minReleaseAgeHours: 168})
      assert.equal(
        choose([release('1.1.0', {publishedAt: '2026-09-05T00:00:00Z'}), old], undefined, undefined, strict),
        '1.0.0',
      )
      const loose = under({minReleaseAgeHours: 1})
      assert.throws(() => choose([release('1.2.0', young)], undefined, undefined, loose), /after 72 hours/)
    })

    it('that asks for provenance, releases without it are left out', () => {
      const proven = under({requireProvenance: true})
      const built = release('1.0.0', {provenance: 'https://ci.example/1'})
      assert.equal(choose([release('1.1.0'), built], undefined, undefined, proven), '1.0.0')
      assert.throws(() => choose(two, undefined, undefined, proven), /does not tell where it was built/)
    })
  })

  it('a plugin that is only announced has none', () => {
    assert.throws(() => choose([]), {kind: 'not-found', message: 'plugin ome-x has no release yet'})
  })

  it('a withdrawn version is refused by name', () => {
    assert.throws(
      () => choose([release('1.1.0', withdrawn('normal'))], '1.1.0'),
      /was withdrawn on 2026-09-09T12:00:00Z/,
    )
  })

  it('the contract version served is the one of the sdk', async () => {
    const {default: sdk} = await import('../../../sdk/package.json', {with: {type: 'json'}})
    assert.equal(hostApi, sdk.version)
  })
})
