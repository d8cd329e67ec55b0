import assert from 'node:assert/strict'
import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type RequestListener, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {listRegistries, refreshRegistries} from '@ome/installer/install/registries'
import {describePlugin, outdatedPlugins, searchPlugins} from '../../src/plugins/list-plugins.ts'
import {install, now, refuses, Workshop} from './workshop.ts'

describe('copies of registries', () => {
  let shop: Workshop
  let server: Server | undefined
  const asked: string[] = []
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})])
  })
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
    server = undefined
    asked.length = 0
    shop.end()
  })

  const folder: RequestListener = (request, response) => {
    asked.push(request.url ?? '')
    const path = join(shop.tree, request.url ?? '')
    if (existsSync(path)) response.end(readFileSync(path))
    else response.writeHead(404).end()
  }

  /** A workbench whose registry is a server on this machine. */
  async function served(listener: RequestListener, at = now) {
    server = createServer(listener)
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening))
    const {port} = server.address() as AddressInfo
    return shop.bench({registries: [{...shop.source, url: `http://127.0.0.1:${port}`}], now: () => at})
  }

  it('installs from a server, and asks it again only after an hour', async () => {
    const bench = await served(folder)
    await install(bench, 'ome-x')
    assert.deepEqual(asked, [
      '/root/2.json',
      '/timestamp.json',
      '/timestamp.json.sig',
      '/index/1.json',
      '/index/1.json.sig',
      '/artifacts/ome-x/1.0.0.tgz',
    ])

    asked.length = 0
    await searchPlugins(bench, [])
    assert.deepEqual(asked, [])

    await searchPlugins({...bench, now: () => new Date(now.getTime() + 3_600_001)}, [])
    assert.deepEqual(asked.slice(0, 2), ['/root/2.json', '/timestamp.json'])
  })

  it('a server that lies about the archive is refused', async () => {
    const bench = await served((request, response) => {
      if (request.url?.endsWith('.tgz')) response.end('lies')
      else folder(request, response)
    })
    await refuses(install(bench, 'ome-x'), 'denied', /not the archive that the signed index names/)
  })

  it('a server that cuts the archive off each time cannot be reached', async () => {
    const bench = await served((request, response) => {
      if (request.url?.endsWith('.tgz'))
        response.writeHead(200, {'content-length': 5000}).write('half', () => response.destroy())
      else folder(request, response)
    })
    await refuses(install(bench, 'ome-x'), 'unreachable', /1\.0\.0\.tgz cannot be read: it broke off/)
    assert.deepEqual(shop.staging, [])
  })

  it('a server that is down does not take the stored copy away', async () => {
    const bench = await served(folder)
    await install(bench, 'ome-x')
    server?.closeAllConnections()
    server?.close()

    await refuses(refreshRegistries(bench, 'dev'), 'unreachable', /cannot be read/)
    assert.equal((await searchPlugins(bench, []))[0]?.installed, '1.0.0')
  })

  it('a stored copy is checked again each time it is used', async () => {
    const bench = await served(folder)
    await refreshRegistries(bench, undefined)
    const path = join(shop.data, 'registries/dev/index/1.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('plugin ome-x', 'plugin evil'))

    await refuses(searchPlugins(bench, []), 'denied', /not the file that timestamp.json names/)
    await refreshRegistries(bench, undefined)
    assert.equal((await searchPlugins(bench, []))[0]?.summary, 'plugin ome-x')
  })

  it('a copy that lost its index is fetched again, and its serial is still the lowest taken', async () => {
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})], {serial: 9})
    const bench = await served(folder)
    await refreshRegistries(bench, undefined)
    rmSync(join(shop.data, 'registries/dev/index'), {recursive: true})
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})], {serial: 8})

    await refuses(searchPlugins(bench, []), 'denied', /goes back to serial 8, serial 9 was seen before/)
  })

  it('a copy that has expired within the hour is fetched again', async () => {
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})], {expires: '2026-09-02T10:10:00Z'})
    const bench = await served(folder)
    await refreshRegistries(bench, undefined)
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.1.0'})])

    const later = {...bench, now: () => new Date('2026-09-02T10:11:00Z')}
    assert.equal((await searchPlugins(later, []))[0]?.version, '1.1.0')
  })

  it('a damaged state says which file and how to begin anew', async () => {
    await refreshRegistries(shop.bench(), undefined)
    writeFileSync(join(shop.data, 'registries/dev/state.json'), '{')
    await refuses(searchPlugins(shop.bench(), []), 'failed', /registries\/dev\/state\.json is damaged/)
  })

  it('a folder that cannot be read is not reached', async () => {
    rmSync(join(shop.tree, 'timestamp.json'))
    await refuses(searchPlugins(shop.bench(), []), 'unreachable', /timestamp\.json is not there/)
    rmSync(shop.tree, {recursive: true})
    writeFileSync(shop.tree, 'a file')
    await refuses(searchPlugins(shop.bench(), []), 'unreachable', /ENOTDIR/)
  })

  it('only the newest index is kept', async () => {
    await refreshRegistries(shop.bench(), undefined)
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})])
    await refreshRegistries(shop.bench(), undefined)
    assert.deepEqual(readdirSync(join(shop.data, 'registries/dev/index')).sort(), ['2.json', '2.json.sig'])
  })

  it('lists what is trusted before and after the first refresh', async () => {
    const before = listRegistries(shop.bench())[0]
    assert.deepEqual(
      [before?.serial, before?.rootVersion, before?.rootKeys.length, before?.purpose],
      [undefined, 1, 2, 'development'],
    )

    assert.deepEqual(await refreshRegistries(shop.bench(), 'dev'), [{id: 'dev', serial: 1}])

    assert.deepEqual(
      [listRegistries(shop.bench())[0]?.serial, listRegistries(shop.bench())[0]?.expires],
      [1, '2027-09-02T10:00:00Z'],
    )
    await assert.rejects(refreshRegistries(shop.bench(), 'other'), /registry "other" is not known/)
  })

  describe('looking around', () => {
    it('all words must be found, in names, summaries, topics or commands', async () => {
      await shop.publish([
        shop.plugin({name: 'ome-x', version: '1.0.0', commands: ['cost report']}),
        shop.plugin({name: '@ome/plugin-y', version: '2.0.0'}),
      ])
      const names = async (...words: string[]) => (await searchPlugins(shop.bench(), words)).map(({name}) => name)
      assert.deepEqual(await names(), ['ome-x', 'y'])
      assert.deepEqual(await names('COST', 'report'), ['ome-x'])
      assert.deepEqual(await names('cost', 'nothing'), [])
    })

    it('an outdated plugin is named with the release it could have', async () => {
      await install(shop.bench(), 'ome-x')
      assert.deepEqual(await outdatedPlugins(shop.bench()), [])
      await shop.publish([shop.plugin({name: 'ome-x', version: '1.1.0'})])
      assert.deepEqual(await outdatedPlugins(shop.bench()), [
        {
          name: 'ome-x',
          package: 'ome-x',
          version: '1.0.0',
          newest: '1.1.0',
          status: 'outdated',
          channel: 'stable',
          registry: 'dev',
          pinned: false,
        },
      ])
    })

    it('a description says what is installed', async () => {
      await install(shop.bench(), 'ome-x')
      const {plugin, installed} = await describePlugin(shop.bench(), 'x')
      assert.deepEqual([plugin.name, installed], ['ome-x', '1.0.0'])
    })
  })

  describe('releases of a production registry', () => {
    const production = () => {
      const {source} = shop
      return shop.bench({registries: [{...source, root: {...source.root, purpose: 'production' as const}}]})
    }
    const published = (version: string, at: string) => [`ome-x=${JSON.stringify({version, publishedAt: at})}`]

    it('are taken after 72 hours, by channel and by exact version', async () => {
      const fresh = shop.plugin({name: 'ome-x', version: '1.0.0'})
      await shop.publish([fresh], {patches: published('1.0.0', '2026-08-30T10:00:01Z')})
      await refuses(install(production(), 'ome-x'), 'denied', /a release is taken after 72 hours/)
      await refuses(install(production(), 'ome-x@1.0.0'), 'denied', /a release is taken after 72 hours/)

      await shop.publish([fresh], {patches: published('1.0.0', '2026-08-30T10:00:00Z')})
      assert.equal((await install(production(), 'ome-x'))[0]?.outcome, 'installed')
    })

    it('an older one of the channel is taken while the newest is young', async () => {
      const folder = shop.plugin({name: 'ome-x', version: '1.1.0'})
      shop.put(folder, {'variants.json': '[{"version":"1.0.0","without":[]}]'})
      await shop.publish([folder], {
        now: new Date('2026-08-01T00:00:00Z'),
        patches: [`ome-x={"publishedAt":"2026-09-02T00:00:00Z"}`],
      })

      assert.equal((await install(production(), 'ome-x'))[0]?.version, '1.0.0')
    })
  })
})
