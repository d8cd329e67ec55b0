import assert from 'node:assert/strict'
import {cpSync, existsSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {listRegistries, refreshRegistries} from '@ome/installer/install/registries'
import type {Workbench} from '@ome/installer/install/workbench'
import {openPolicy} from '@ome/installer/policy/policy'
import {canonicalText} from '@ome/installer/registry/canonical'
import {registryRows, trustedRegistries, trustPath} from '@ome/installer/registry/source'
import type {Context} from '@ome/sdk/context'
import {devKeys} from '../../../../registry/tools/dev-keys.ts'
import {signed, writeSigned} from '../../../../registry/tools/published-tree.ts'
import {searchPlugins} from '../../src/plugins/list-plugins.ts'
import {addRegistry, offerRegistry, type WantedRegistry} from '../../src/registries/add-registry.ts'
import {mirrorTo} from '../../src/registries/carry-registry.ts'
import {moveRegistry, planRemoval, removeRegistry} from '../../src/registries/change-registry.ts'
import {offerText, removalText} from '../../src/registries/registry-texts.ts'
import {readUserFile} from '../../src/settings/user-file.ts'
import {install, now, refuses, Workshop} from './workshop.ts'

const all = {plugins: []}

/** Adding, moving, removing and carrying registries, each against trees that were signed with real keys. */
describe('registries', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([
      shop.plugin({name: 'ome-x', version: '1.0.0'}),
      shop.plugin({name: '@ome/plugin-y', version: '2.0.0'}),
    ])
  })
  afterEach(() => shop.end())

  const folders = () => ({config: shop.home, data: shop.data, cache: join(shop.home, 'cache')})
  const rows = async () => registryRows((await readUserFile(folders()))['registries'], shop.home)
  const embedded = (...registries: Workbench['registries'][number][]) => ({build: 'development' as const, registries})
  /** A context with the settings that are on disk now. */
  const context = async (): Promise<Context> => {
    const values = await readUserFile(folders())
    const settings = {get: (key: string) => values[key], origin: () => undefined}
    return {folders: folders(), settings, cwd: shop.home} as unknown as Context
  }

  /** A second registry with keys of its own, handed over as `team.json`. */
  async function team(options: {purpose?: 'production' | 'development'} = {}): Promise<WantedRegistry> {
    const tree = join(shop.home, 'team')
    await shop.publish(
      [shop.plugin({name: '@team/z', version: '3.0.0'}), shop.plugin({name: '@ome/plugin-y', version: '9.9.9'})],
      {
        id: 'team',
        out: tree,
      },
    )
    if (options.purpose === 'production') makeProduction(tree)
    cpSync(join(tree, 'root/1.json'), join(shop.home, 'team.json'))
    cpSync(join(tree, 'root/1.json.sig'), join(shop.home, 'team.json.sig'))
    return {id: 'team', url: tree, rootFile: 'team.json', scopes: ['@team']}
  }

  function makeProduction(tree: string): void {
    const keys = devKeys(join(shop.home, 'keys'), 'team', now)
    const root = {...JSON.parse(keys.rootFile.bytes.toString()), purpose: 'production'}
    writeSigned(tree, 'root/1.json', signed('root', 'team', Buffer.from(canonicalText(root)), keys.root))
  }

  async function added(wanted?: WantedRegistry): Promise<Workbench> {
    const bench = shop.bench()
    await addRegistry(await context(), bench, offerRegistry(bench, wanted ?? (await team()), shop.home))
    const setting = (await readUserFile(folders()))['registries']
    return shop.bench({
      registries: trustedRegistries({embedded: embedded(shop.source), setting, folder: shop.home, data: shop.data}),
    })
  }

  describe('add', () => {
    it('keeps the root, the address and the scopes, and fetches the index', async () => {
      const bench = await added()
      assert.deepEqual(await rows(), [{id: 'team', url: join(shop.home, 'team'), scopes: ['@team']}])
      assert.deepEqual(
        listRegistries(bench).map(({id, serial, rootVersion}) => [id, serial, rootVersion]),
        [
          ['dev', undefined, 1],
          ['team', 1, 1],
        ],
      )
      assert.equal((await install(bench, '@team/z'))[0]?.version, '3.0.0')
    })

    it('shows every key whole', async () => {
      const offer = offerRegistry(shop.bench(), await team(), shop.home)
      const {keys, roles} = offer.source.root
      const text = offerText(offer)
      for (const key of Object.keys(keys)) assert.ok(text.includes(key))
      assert.match(text, /^add registry team {3}.*\n {2}archives {3}the same place\n {2}names {6}@team\/…\n/)
      assert.match(text, new RegExp(`development, until 2027-.*, 2 of ${roles.root.keys.length} keys`))
    })

    it('T10: a name is taken from its owner, whatever others have under it', async () => {
      const bench = await added()
      assert.equal((await install(bench, 'y'))[0]?.version, '2.0.0')
      assert.deepEqual(
        (await searchPlugins(bench, [])).map(({package: name, registry}) => [name, registry]),
        [
          ['@team/z', 'team'],
          ['ome-x', 'dev'],
          ['@ome/plugin-y', 'dev'],
        ],
      )
      rmSync(shop.tree, {recursive: true})
      await refuses(install(bench, '@ome/plugin-y@9.9.9'), 'unreachable', /registry "dev"/)
    })

    it('T10: a scope that has an owner is refused', async () => {
      const wanted = {...(await team()), scopes: ['@team', '@ome']}
      assert.throws(() => offerRegistry(shop.bench(), wanted, shop.home), {
        kind: 'conflict',
        message: /scope @ome belongs to registry "dev"/,
      })
    })

    for (const [what, change, kind, message] of [
      ['an id that is there', {id: 'dev'}, 'conflict', /registry "dev" is there already/],
      ['an id that is a path', {id: '../x'}, 'usage', /is not the id of a registry/],
      ['another id than the root says', {id: 'mate'}, 'denied', /the root belongs to registry "team"/],
      ['a scope without @', {scopes: ['team']}, 'usage', /"team" is not a scope/],
      ['plain http', {url: 'http://192.0.2.1/ome'}, 'usage', /is not https/],
      ['a password', {url: 'https://me:secret@r.example/'}, 'usage', /holds credentials/],
      ['npm alone', {npm: 'https://npm.example'}, 'usage', /go together/],
      [
        'no root',
        {rootFile: 'nowhere.json'},
        'usage',
        /the root cannot be read: \S+nowhere\.json: there is no such file$/,
      ],
      [
        'something else as the root',
        {rootFile: 'junk.json'},
        'denied',
        /junk\.json is not the root of a registry: it is not JSON$/,
      ],
    ] as const) {
      it(`refuses ${what}`, async () => {
        writeFileSync(join(shop.home, 'junk.json'), '{')
        const wanted = {...(await team()), ...change}
        assert.throws(() => offerRegistry(shop.bench(), wanted, shop.home), {kind, message})
      })
    }

    it('refuses a root that too few of its keys have signed, or none', async () => {
      const wanted = await team()
      const keys = devKeys(join(shop.home, 'keys'), 'team', now)
      const one = signed('root', 'team', keys.rootFile.bytes, keys.root.slice(0, 1))
      writeSigned(shop.home, 'team.json', one)
      assert.throws(() => offerRegistry(shop.bench(), wanted, shop.home), {
        kind: 'denied',
        message: /the root has 1 of the 2 signatures/,
      })
      rmSync(join(shop.home, 'team.json.sig'))
      assert.throws(() => offerRegistry(shop.bench(), wanted, shop.home), {
        kind: 'denied',
        message: /the root has no signature/,
      })
    })

    it('T23: a release takes no root for development', async () => {
      const release = shop.bench({development: false})
      const wanted = await team()
      assert.throws(() => offerRegistry(release, wanted, shop.home), {
        kind: 'denied',
        message: /is for development; this is a release/,
      })
      assert.equal(offerRegistry(release, await team({purpose: 'production'}), shop.home).source.id, 'team')
    })

    it('a policy says which registries there may be', async () => {
      const policy = {...openPolicy, registries: ['corp'], origins: {registries: '/etc/ome/policy.yaml'}}
      const bench = shop.bench({policy})
      const wanted = await team()
      assert.throws(() => offerRegistry(bench, wanted, shop.home), {
        kind: 'denied',
        message: /"team" may not be used: \/etc\/ome\/policy\.yaml permits corp/,
      })
      await refuses(install(bench, 'ome-x'), 'denied', /registry "dev" may not be used/)
    })

    it('one whose index is refused leaves nothing behind', async () => {
      const wanted = await team()
      rmSync(join(shop.home, 'team/timestamp.json.sig'))
      await refuses(added(wanted), 'denied', /timestamp\.json has no signature/)
      assert.deepEqual([await rows(), existsSync(trustPath(shop.data, 'team'))], [[], false])
    })

    it('one that cannot be reached is kept and says so', async () => {
      const bench = await added({...(await team()), url: join(shop.home, 'away')})
      assert.deepEqual(
        bench.registries.map(({id}) => id),
        ['dev', 'team'],
      )
      assert.match(shop.said.join('\n'), /there is no folder/)
    })
  })

  describe('set-url', () => {
    it('takes a mirror with the same keys, and goes back to the built-in address without a trace', async () => {
      const mirror = join(shop.home, 'mirror')
      await mirrorTo(shop.bench(), mirror, all)
      const move = {id: 'dev', url: 'mirror', dryRun: false}
      assert.equal(await moveRegistry(await context(), shop.bench(), embedded(shop.source), move), 1)
      assert.deepEqual(await rows(), [{id: 'dev', url: mirror}])

      await moveRegistry(await context(), shop.bench(), embedded(shop.source), {...move, url: shop.tree})
      assert.deepEqual(await rows(), [])
    })

    it('refuses another registry, an older copy and an address without anything; a dry run changes nothing', async () => {
      const mirror = join(shop.home, 'mirror')
      await mirrorTo(shop.bench(), mirror, all)
      await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})], {serial: 5})
      await refreshRegistries(shop.bench(), 'dev')
      const to = async (url: string, dryRun = false) =>
        moveRegistry(await context(), shop.bench(), embedded(shop.source), {id: 'dev', url, dryRun})
      await refuses(to('mirror'), 'denied', /goes back to serial 1, serial 5 was seen before/)
      await team()
      await refuses(to('team'), 'denied', /timestamp\.json is not signed by a key of the role/)
      await refuses(to('nowhere'), 'unreachable', /there is no folder/)
      assert.equal(await to(shop.tree, true), 5)
      assert.deepEqual(await rows(), [])
      await refuses(
        (async () => moveRegistry(await context(), shop.bench(), embedded(), {id: 'who', url: 'x', dryRun: false}))(),
        'not-found',
        /"who" is not known/,
      )
    })
  })

  describe('remove', () => {
    it('forgets keys and index; plugins that came from it stay', async () => {
      await install(await added(), '@team/z')
      const removal = planRemoval(await context(), embedded(shop.source), 'team')
      assert.match(removalText(removal), /plugins {4}@team\/z 3\.0\.0 stay, without upgrades/)
      await removeRegistry(await context(), removal)
      assert.deepEqual(
        [await rows(), existsSync(trustPath(shop.data, 'team')), existsSync(join(shop.data, 'registries/team'))],
        [[], false, false],
      )
      assert.equal(shop.active('@team/z'), '3.0.0')
    })

    it('a built-in one is part of the program, an unknown one is not there', async () => {
      const at = await context()
      assert.throws(() => planRemoval(at, embedded(shop.source), 'dev'), {
        kind: 'conflict',
        message: /is part of this program/,
      })
      assert.throws(() => planRemoval(at, embedded(shop.source), 'who'), {kind: 'not-found'})
    })
  })

  it('T4: a clock that was set back does not make old files fresh', async () => {
    await refreshRegistries(shop.bench(), 'dev')
    const earlier = shop.bench({now: () => new Date('2026-08-01T00:00:00Z')})
    await refuses(
      install(earlier, 'ome-x'),
      'denied',
      /clock says 2026-08-01T00:00:00Z, but what is stored was fetched at 2026-09-02T10:00:00Z/,
    )
    await refuses(refreshRegistries(earlier, 'dev'), 'denied', /clock says/)
  })
})
