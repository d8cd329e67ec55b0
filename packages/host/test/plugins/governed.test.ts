import assert from 'node:assert/strict'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {rollbackPlugin} from '@ome/installer/install/change-plugins'
import {pinPlugin} from '@ome/installer/install/flag-plugins'
import {refreshRegistries} from '@ome/installer/install/registries'
import {refreshOptions, type Workbench} from '@ome/installer/install/workbench'
import {openPolicy, type Policy} from '@ome/installer/policy/policy'
import {keepNews, lookForNews} from '@ome/installer/registry/refresh'
import {trustPath} from '@ome/installer/registry/source'
import {devKeys} from '../../../../registry/tools/dev-keys.ts'
import RegistryList from '../../src/commands/registry/list.ts'
import {holdPolicy} from '../../src/policy/hold-policy.ts'
import {put, runCommand} from './run-command.ts'
import {install, now, refuses, upgrade, Workshop} from './workshop.ts'

describe('what pins, policies and a second name keep from happening', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})])
    await install(shop.bench(), 'ome-x')
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.1.0'})])
    await upgrade(shop.bench(), 'ome-x')
  })
  afterEach(() => shop.end())

  const origin = '/etc/ome/policy.yaml'
  const under = (changes: Partial<Policy>) =>
    shop.bench({policy: {...openPolicy, origins: {registries: origin, pins: origin}, ...changes}})

  describe('rollback', () => {
    it('is refused by a policy that pins another version, lists other registries or denies the plugin', async () => {
      for (const [policy, message] of [
        [{pins: {'ome-x': '1.1.0'}}, /^policy \/etc\/ome\/policy\.yaml keeps ome-x at 1\.1\.0$/],
        [{registries: ['corp']}, /^registry "dev" may not be used: \/etc\/ome\/policy\.yaml permits corp$/],
        [{deny: [{plugin: 'ome-x', origin}]}, /not permitted by policy/],
      ] as const)
        await refuses(rollbackPlugin(under(policy), 'ome-x'), 'denied', message)
      assert.equal(shop.active('ome-x'), '1.1.0')
    })

    it('goes to the version a policy pins', async () => {
      assert.equal((await rollbackPlugin(under({pins: {'ome-x': '1.0.0'}}), 'ome-x')).to, '1.0.0')
    })

    it('of a plugin that is pinned is refused, with the way to let it go', async () => {
      await pinPlugin(shop.bench(), 'ome-x')

      await assert.rejects(rollbackPlugin(shop.bench(), 'ome-x'), {
        kind: 'conflict',
        message: 'plugin "ome-x" is pinned to 1.1.0',
        hints: ['let it go first: ome plugin unpin ome-x'],
      })
    })
  })

  describe('registries that a policy leaves out', () => {
    it('are named by a refresh, and one of them by its id', async () => {
      const bench = under({registries: ['corp']})
      const message = /^no registry is left to refresh: .* permits corp and leaves out dev$/
      await refuses(refreshRegistries(bench, undefined), 'denied', message)
      await refuses(refreshRegistries(bench, 'dev'), 'denied', /registry "dev" may not be used/)
    })

    it('are named beside those that are refreshed', async () => {
      const bench = under({registries: ['dev']})
      const corp = {...shop.source, id: 'corp'}

      const done = await refreshRegistries({...bench, registries: [...bench.registries, corp]}, undefined)

      assert.deepEqual(
        done.map(({id}) => id),
        ['dev'],
      )
      assert.ok(shop.said.includes('note: registry "corp" is left out: the policy does not permit it'))
    })

    it('have no plugin that runs', async () => {
      const system = join(shop.home, 'policy.yaml')
      put(system, 'registries: [corp]\n')
      const start = (registry: string | undefined) =>
        holdPolicy(
          {system, data: shop.data, named: undefined},
          {
            subject: {plugin: 'ome-x', registry, command: 'x show', risk: 'read'},
            manifest: () => undefined,
            isLinked: false,
          },
        )

      await refuses(start('dev'), 'denied', /it came from registry "dev", and only these may be used: corp/)
      assert.ok(await start('corp'))
      assert.ok(await start(undefined))
    })

    it('are listed with the reason', async () => {
      const system = {...openPolicy, registries: ['corp'], origins: {registries: origin}}
      const {rootFile} = devKeys(join(shop.home, 'keys'), 'team', now)
      const path = trustPath(shop.data, 'team')
      put(path, rootFile.bytes.toString())
      put(`${path}.sig`, String(rootFile.signature))

      const {code, err} = await runCommand(shop, RegistryList, [], {
        policies: {system, own: []},
        settings: {registries: [{id: 'team', url: shop.tree, scopes: ['@team']}]},
      })

      assert.equal(code, 0)
      assert.match(err, /^note: team: registry "team" may not be used: \/etc\/ome\/policy\.yaml permits corp$/m)
    })
  })

  describe('the data folder', () => {
    for (const [what, work] of [
      ['a refresh', (bench: Workbench) => refreshRegistries(bench, 'dev')],
      ['an installation', (bench: Workbench) => install(bench, 'ome-y')],
      ['an upgrade', (bench: Workbench) => upgrade(bench)],
    ] as const)
      it(`${what} holds nobody up while a server is silent`, async () => {
        const asked = Promise.withResolvers<() => void>()
        const server = createServer((_request, response) =>
          asked.resolve(() => {
            response.destroy()
            server.close()
            server.closeAllConnections()
          }),
        )
        await new Promise<void>((done) => {
          server.listen(0, '127.0.0.1', done)
        })
        const {port} = server.address() as AddressInfo
        const silent = shop.bench({
          registries: [{...shop.source, url: `http://127.0.0.1:${port}`}],
          now: () => new Date(now.getTime() + 2 * 3_600_000),
        })

        const refresh = refuses(work(silent), 'unreachable', /./)
        const release = await asked.promise
        const pinned = pinPlugin(shop.bench({patienceMs: 0}), 'ome-x')
        await pinned.finally(release)
        await refresh

        assert.equal((await pinned).changed, true)
      })

    it('gets no older index than what somebody has brought since a refresh looked', async () => {
      const options = refreshOptions(shop.bench(), shop.source)
      const news = await lookForNews(shop.source, options)
      await shop.publish([shop.plugin({name: 'ome-x', version: '1.2.0'})])
      const [newer] = await refreshRegistries(shop.bench(), 'dev')

      const kept = keepNews(shop.source, news, options)

      assert.ok(newer && newer.serial > news.index.serial)
      assert.equal(kept.index.serial, newer.serial)
    })
  })

  describe('a plugin that is named twice', () => {
    it('as two releases is refused before anything is read', async () => {
      const bench = shop.bench({registries: []})
      await refuses(
        install(bench, 'ome-x@1.0.0', 'ome-x@1.1.0'),
        'usage',
        /^plugin "ome-x" is named twice: 1\.0\.0 and/,
      )
      await refuses(install(shop.bench(), 'x@1.1.0', 'ome-x'), 'usage', /^plugin "ome-x" is named twice/)
      assert.equal(shop.active('ome-x'), '1.1.0')
    })

    it('as the same is done once', async () => {
      assert.equal((await install(shop.bench(), 'x', 'ome-x')).length, 1)
    })
  })
})
