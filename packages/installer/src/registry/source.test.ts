import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {isOmeError} from '@ome/sdk/errors'
import {canonicalText} from './canonical.ts'
import {makeKey, signFile} from './signature.ts'
import {embeddedRegistries, readableRegistries, trustedRegistries, trustPath} from './source.ts'

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

  it('an entry that is wrong is told apart from those that can be read, and keeps its credentials', () => {
    embed('development', 'development')
    const setting = [
      {id: 'dev', url: 'https://me:geheim@registry.example'},
      {id: 'acme', url: 'http://registry.example', scopes: ['@acme']},
      7,
    ]
    const {sources, unread} = readableRegistries({
      embedded: embeddedRegistries(home),
      setting,
      folder: home,
      data: home,
    })

    assert.deepEqual(
      sources.map(({id, url}) => [id, url]),
      [['dev', join(home, 'reg')]],
    )
    const [dev, acme, number] = unread
    assert.deepEqual(dev, {
      id: 'dev',
      url: 'https://registry.example',
      scopes: [],
      problem: 'config.yaml: registries[0].url holds credentials; they belong into ~/.npmrc',
      hints: ['give it another address: ome registry set-url dev URL'],
    })
    assert.deepEqual([acme?.id, acme?.scopes], ['acme', ['@acme']])
    assert.match(acme?.problem ?? '', /registries\[1\]\.url is not https/)
    assert.equal(number?.id, 'registries[2]')
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

  const trusted = (setting: unknown, folder = '/etc') =>
    trustedRegistries({embedded: embeddedRegistries(home), setting, folder, data: join(home, 'data')})

  it('settings move a known registry and keep its root', () => {
    embed('development', 'development')
    const [known] = embeddedRegistries(home).registries
    const [moved] = trusted([{id: 'dev', url: 'https://mirror.example/ome', scopes: ['@team']}])
    assert.deepEqual([moved?.url, moved?.scopes, moved?.root], ['https://mirror.example/ome', ['@team'], known?.root])
    assert.equal(trusted([{id: 'dev', url: 'here'}])[0]?.url, '/etc/here')
  })

  /** What `registry add` leaves behind. */
  function trust(id: string, {purpose = 'production', sign = true} = {}): void {
    const keyed = makeKey()
    const own = {keys: [keyed.id], threshold: 1}
    const content = {
      ...root(purpose),
      registry: id,
      keys: {[keyed.id]: keyed.public},
      roles: {root: own, index: own, timestamp: own},
    }
    const bytes = Buffer.from(canonicalText(content))
    mkdirSync(join(home, 'data/trust'), {recursive: true})
    writeFileSync(trustPath(join(home, 'data'), id), bytes)
    if (sign) writeFileSync(`${trustPath(join(home, 'data'), id)}.sig`, signFile('root', id, bytes, [keyed]))
  }

  it('an added registry stands behind the built-in ones with the root it was added with', () => {
    embed('development', 'development')
    trust('acme')
    const row = {id: 'acme', url: 'https://a.example', transport: 'npm', npm: 'https://npm.example', scopes: ['@acme']}
    const [, acme] = trusted([row])
    assert.deepEqual(
      [acme?.id, acme?.npm, acme?.scopes, acme?.root.purpose],
      ['acme', 'https://npm.example', ['@acme'], 'production'],
    )
  })

  it('an added root is checked each time', () => {
    trust('acme', {sign: false})
    assert.throws(() => trusted([{id: 'acme', url: '/x'}]), /the root has no signature/)
    trust('acme')
    writeFileSync(trustPath(join(home, 'data'), 'acme'), '{}')
    assert.throws(() => trusted([{id: 'acme', url: '/x'}]), /registry "acme": the root cannot be read/)
  })

  it('a release takes no added registry for development (T23)', () => {
    trust('acme', {purpose: 'development'})
    assert.throws(() => trusted([{id: 'acme', url: '/x'}]), /is for development; this is a release/)
  })

  for (const [name, setting, reason] of [
    ['one without a known root', [{id: 'evil', url: 'https://evil.example'}], /nothing is known of the root of "evil"/],
    ['an id that is a path', [{id: '../x', url: '/x'}], /id has an unexpected form/],
    ['a transport that is not there', [{id: 'dev', url: '/x', transport: 'ftp'}], /transport is not one of/],
    ['npm without its address', [{id: 'dev', url: '/x', transport: 'npm'}], /transport npm and npm go together/],
    ['plain http', [{id: 'dev', url: 'http://mirror.example'}], /is not https/],
    ['another scheme', [{id: 'dev', url: 'ftp://127.0.0.1/x'}], /is not https/],
    ['a password', [{id: 'dev', url: 'https://u:secret@mirror.example'}], /holds credentials/],
    ['a scope without @', [{id: 'dev', url: '/x', scopes: ['ome']}], /scopes\[0\] has an unexpected form/],
    ['no list', {id: 'dev'}, /registries is not a list/],
  ] as const) {
    it(`settings with ${name} are a usage error`, () => {
      embed('development', 'development')
      assert.throws(
        () => trusted(setting),
        (error: unknown) =>
          isOmeError(error) &&
          error.kind === 'usage' &&
          reason.test(error.message) &&
          !JSON.stringify([error.message, error.hints]).includes('secret'),
      )
    })
  }

  it('a scope that two registries claim is a usage error', () => {
    embed('development', 'development')
    trust('acme')
    assert.throws(
      () => trusted([{id: 'acme', url: '/x', scopes: ['@ome']}]),
      /scope @ome belongs to "dev" and to "acme"/,
    )
  })
})
