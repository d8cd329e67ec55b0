import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {isOmeError} from '@ome/sdk/errors'
import {configuredRegistries, embeddedRegistries} from './source.ts'

const key = `${'A'.repeat(43)}=`
const id = 'a'.repeat(64)
const quorum = {keys: [id], threshold: 1}
const root = (purpose: string) => ({
  schema: 'ome-root/1',
  registry: 'dev',
  version: 1,
  expires: '2030-01-01T00:00:00Z',
  purpose,
  keys: {[id]: key},
  roles: {root: quorum, index: quorum, timestamp: quorum},
})

describe('registries a program trusts', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-source-'))
    mkdirSync(join(home, 'dist'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const embed = (build: string, purpose: string): void =>
    writeFileSync(
      join(home, 'dist/registry.json'),
      JSON.stringify({
        schema: 'ome-embedded/1',
        build,
        registries: [{url: '../reg', scopes: ['@ome'], root: root(purpose)}],
      }),
    )

  it('a program that was never built trusts none, and is no development build', () => {
    assert.deepEqual(embeddedRegistries(home), {build: 'release', registries: []})
  })

  it('a folder is found from where the file lies', () => {
    embed('development', 'development')
    const {build, registries} = embeddedRegistries(home)
    assert.deepEqual([build, registries[0]?.id, registries[0]?.url], ['development', 'dev', join(home, 'reg')])
  })

  it('a release refuses a root for development (T23)', () => {
    embed('release', 'development')
    assert.throws(
      () => embeddedRegistries(home),
      (error: unknown) =>
        isOmeError(error) && error.kind === 'denied' && /is for development; this is a release/.test(error.message),
    )
    embed('release', 'production')
    assert.equal(embeddedRegistries(home).registries.length, 1)
  })

  it('settings move a known registry and keep its root', () => {
    embed('development', 'development')
    const {registries} = embeddedRegistries(home)
    const [moved] = configuredRegistries(
      registries,
      [{id: 'dev', url: 'https://mirror.example/ome', scopes: ['@team']}],
      '/etc',
    )
    assert.deepEqual(
      [moved?.url, moved?.scopes, moved?.root],
      ['https://mirror.example/ome', ['@team'], registries[0]?.root],
    )
    assert.equal(configuredRegistries(registries, [{id: 'dev', url: 'here'}], '/etc')[0]?.url, '/etc/here')
  })

  for (const [name, setting, reason] of [
    ['one without a known root', [{id: 'evil', url: 'https://evil.example'}], /nothing is known of the root of "evil"/],
    ['an id that is a path', [{id: '../x', url: '/x'}], /id has an unexpected form/],
    ['a transport that is not there', [{id: 'dev', url: '/x', transport: 'npm'}], /transport is not one of/],
    ['no list', {id: 'dev'}, /registries is not a list/],
  ] as const) {
    it(`settings with ${name} are a usage error`, () => {
      embed('development', 'development')
      const {registries} = embeddedRegistries(home)
      assert.throws(
        () => configuredRegistries(registries, setting, '/etc'),
        (error: unknown) => isOmeError(error) && error.kind === 'usage' && reason.test(error.message),
      )
    })
  }
})
