import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {canonicalText} from '@ome/installer/registry/canonical'
import {built, repository} from '../../packages/host/test/launcher.ts'
import {devKeys} from '../../registry/tools/dev-keys.ts'
import {signed, writeSigned} from '../../registry/tools/published-tree.ts'
import {packRelease} from './release-files.ts'

/** What is handed out trusts no key that lies on a developer's machine (T23). */
describe('release', function () {
  this.timeout(120_000)
  let home: string
  before(built)
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-release-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const out = (): string => join(home, 'ome')
  const embedded = (): string => join(out(), 'packages/host/dist/registry.json')
  const keys = (id: string) => devKeys(join(home, 'keys'), id, new Date())
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [join(out(), 'bin/ome'), ...words], {
      encoding: 'utf8',
      env: {PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8'},
    })

  /** A checkout with the same program and other keys. */
  function checkout(): string {
    const folder = join(home, 'checkout')
    mkdirSync(join(folder, 'packages'), {recursive: true})
    for (const path of ['bin', 'LICENSE', 'packages/host']) symlinkSync(join(repository, path), join(folder, path))
    mkdirSync(join(folder, 'registry/trust'), {recursive: true})
    return folder
  }

  function trust(folder: string, purpose: 'production' | 'development'): void {
    const {root, rootFile} = keys('ome')
    const content = {...JSON.parse(rootFile.bytes.toString()), purpose}
    const file = signed('root', 'ome', Buffer.from(canonicalText(content)), root)
    writeSigned(join(folder, 'registry/trust'), 'root.json', file)
    writeFileSync(
      join(folder, 'registry/trust/place.json'),
      JSON.stringify({url: 'https://plugins.example/ome', scopes: ['@ome']}),
    )
  }

  it('trusts nothing while there is no root, and says so', () => {
    assert.equal(packRelease(checkout(), out()).registries, 0)
    assert.equal(existsSync(embedded()), false)
    const {status, stdout, stderr} = run('registry', 'list')
    assert.deepEqual([status, stdout], [0, ''], stderr)
    assert.match(stderr, /no registry is known: the keys of the public one have not been made yet/)
  })

  it('refuses a registry for development, added or smuggled in', () => {
    packRelease(checkout(), out())
    writeSigned(home, 'dev.json', keys('dev').rootFile)
    const added = run('registry', 'add', 'dev', home, '--root', join(home, 'dev.json'), '--yes')
    assert.deepEqual([added.status, added.stdout], [5, ''])
    assert.match(added.stderr, /registry "dev" is for development; this is a release/)

    const root: unknown = JSON.parse(keys('dev').rootFile.bytes.toString())
    const registries = [{url: home, scopes: ['@ome'], root}]
    writeFileSync(embedded(), JSON.stringify({schema: 'ome-embedded/1', build: 'release', registries}))
    const found = run('plugin', 'search')
    assert.deepEqual([found.status, found.stdout], [5, ''])
    assert.match(found.stderr, /registry "dev" is for development; this is a release/)
  })

  it('carries the public root when there is one', () => {
    const folder = checkout()
    trust(folder, 'production')
    assert.equal(packRelease(folder, out()).registries, 1)
    const [listed] = JSON.parse(run('registry', 'list', '-o', 'json').stdout).items
    assert.deepEqual([listed.id, listed.url, listed.purpose], ['ome', 'https://plugins.example/ome', 'production'])
  })

  it('is not made with a root for development or with its keys', () => {
    const folder = checkout()
    trust(folder, 'development')
    assert.throws(() => packRelease(folder, out()), /is a root for development/)

    trust(folder, 'production')
    mkdirSync(join(folder, 'dist/registry/keys/ome'), {recursive: true})
    cpSync(join(folder, 'registry/trust/root.json'), join(folder, 'dist/registry/keys/ome/root.json'))
    assert.throws(() => packRelease(folder, out()), /registry\.json holds a key for development/)
  })

  it('of this repository holds no key of its registries for development', () => {
    assert.ok(packRelease(repository, out()).files > 5)
  })
})
