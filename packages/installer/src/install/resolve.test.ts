import assert from 'node:assert/strict'
import {type IndexRelease, pluginFolder} from '../registry/plugin-index.ts'
import type {OpenRegistry} from '../registry/refresh.ts'
import type {RegistrySource} from '../registry/source.ts'
import {hostApi} from './host-api.ts'
import type {LockEntry} from './lock.ts'
import {chooseRelease, ownerOf, parseWanted, shortName, spellings} from './resolve.ts'
import type {Workbench} from './workbench.ts'

const root = {registry: 'prod', version: 1, expires: '', purpose: 'production', keys: {}, roles: {}}
const source = (id: string, scopes: readonly string[]) => ({id, url: '/', scopes, root}) as unknown as RegistrySource

describe('resolving names', () => {
  it('a name and a version are told apart, also with a scope', () => {
    assert.deepEqual(parseWanted('ome-x@1.0.0'), {name: 'ome-x', version: '1.0.0'})
    assert.deepEqual(parseWanted('@team/x@1.0.0-rc.1'), {name: '@team/x', version: '1.0.0-rc.1'})
    assert.deepEqual(parseWanted('@team/x'), {name: '@team/x'})
  })

  it('a short name has three spellings, a scoped one only itself', () => {
    assert.deepEqual(spellings('x'), ['x', '@ome/plugin-x', 'ome-x'])
    assert.deepEqual(spellings('@team/x'), ['@team/x'])
    assert.equal(shortName('@ome/plugin-serving'), 'serving')
    assert.equal(shortName('@team/plugin-serving'), '@team/plugin-serving')
    assert.equal(pluginFolder('@ome/plugin-x'), 'ome+plugin-x')
  })

  it('a scope belongs to one registry, every other name to the first', () => {
    const registries = [source('one', ['@ome']), source('two', ['@team'])]
    assert.equal(ownerOf(registries, '@team/x')?.id, 'two')
    assert.equal(ownerOf(registries, '@ome/x')?.id, 'one')
    assert.equal(ownerOf(registries, 'x')?.id, 'one')
    assert.equal(ownerOf(registries, '@team-evil/x')?.id, 'one')
  })
})

describe('choosing a release of a production registry', () => {
  const now = new Date('2026-09-10T00:00:00Z')
  const bench = {now: () => now, hostApi} as unknown as Workbench
  const registry = {source: source('prod', []), root} as unknown as OpenRegistry
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
  const choose = (releases: readonly IndexRelease[], version?: string, installedVersion?: string) => {
    const plugin = {
      name: 'ome-x',
      kind: 'npm' as const,
      publisher: '',
      summary: '',
      topics: [],
      channels: {stable: releases[0]?.version ?? ''},
      maintainers: [],
      releases,
    }
    const installed =
      installedVersion === undefined
        ? undefined
        : ({channel: 'stable', active: {version: installedVersion}} as unknown as LockEntry)
    return chooseRelease(bench, {registry, plugin}, {version, installed}).release.version
  }

  it('the one the channel names', () => assert.equal(choose([release('1.1.0'), release('1.0.0')]), '1.1.0'))

  it('while that is younger than 72 hours, the newest one below it', () => {
    assert.equal(choose([release('1.2.0', young), release('1.0.0'), release('1.1.0')]), '1.1.0')
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
