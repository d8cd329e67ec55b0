import assert from 'node:assert/strict'
import {join} from 'node:path'
import {refreshSource} from '@ome/installer/install/workbench'
import {embeddedSchema} from '@ome/installer/registry/source'
import {devKeys} from '../../../../registry/tools/dev-keys.ts'
import {personalityOf} from '../../src/personality/choose.ts'
import {speak} from '../../src/personality/spoken.ts'
import {buildIndex} from '../../src/routes/build-index.ts'
import type {RouteIndex} from '../../src/routes/route-index.ts'
import {install, now, refuses, Workshop} from './workshop.ts'

/** From a file in a plugin to another name of the program. */
describe('personalities from the registry', () => {
  let shop: Workshop
  beforeEach(() => {
    shop = new Workshop()
  })
  afterEach(() => shop.end())

  const boat = {name: 'kubectl-boat', bin: 'kubectl boat', words: []}

  function plugin(name: string, file: unknown): string {
    const ome = {hostApi: '^0.1.0', topics: [{name}], network: [], personalities: ['personalities/boat.json']}
    const folder = shop.plugin({name, version: '1.0.0', extra: {ome}})
    shop.put(folder, {'personalities/boat.json': JSON.stringify(file)})
    return folder
  }

  const file = (words: string, to: string) => ({
    schema: 'personality/v1',
    name: 'boat',
    bins: ['kubectl-boat'],
    summary: 'Boats',
    fallback: 'none',
    rows: [{words, to}],
  })

  async function publish(...plugins: readonly string[]): Promise<void> {
    await shop.publish(plugins)
    const {rootFile} = devKeys(join(shop.home, 'keys'), 'dev', now)
    const registries = [{url: shop.tree, scopes: ['@ome'], root: JSON.parse(rootFile.bytes.toString())}]
    shop.put(shop.host, {
      'dist/registry.json': JSON.stringify({schema: embeddedSchema, build: 'development', registries}),
    })
    await refreshSource(shop.bench(), shop.source)
  }

  const index = (): Promise<RouteIndex> => {
    const folders = {config: join(shop.home, 'config'), data: shop.data, cache: join(shop.home, 'cache')}
    return buildIndex(join(shop.host, 'dist'), '0.1.0', folders, {})
  }

  it('are packed with the plugin, known before it is installed, and speak when it is', async () => {
    await publish(plugin('ome-boat', file('sail', 'ome-boat show')))
    const before = await index()
    assert.throws(() => personalityOf(before, boat), {
      message: '"kubectl boat" is not installed: plugin boat 1.0.0 of registry dev has it',
      hints: ['install it: ome plugin install boat'],
    })

    await install(shop.bench(), 'ome-boat')

    const after = await index()
    const {view, resolve} = speak(after, personalityOf(after, boat), boat.bin)
    assert.deepEqual([Object.keys(view.commands), resolve('sail', ['x']).id], [['sail', 'version'], 'ome-boat:show'])
  })

  it('of two plugins for the same words: one line at the installation, and the first by name keeps them', async () => {
    await publish(plugin('ome-boat', file('sail', 'ome-boat show')), plugin('ome-ship', file('sail', 'ome-ship show')))
    await install(shop.bench(), 'ome-boat')
    await install(shop.bench(), 'ome-ship')

    assert.deepEqual(
      shop.said.filter((line) => line.includes('personality')),
      ['note: "sail" of personality boat goes on running from ome-boat, not from ome-ship'],
    )
    const {personalities, notices} = await index()
    assert.deepEqual(
      personalities?.map(({rows}) => rows.map(({to}) => to)),
      [['ome-boat show']],
    )
    assert.deepEqual(notices, [
      'personality boat: "sail" of ome-ship is left out: another plugin brings the same words',
    ])
  })

  it('that cannot be read are refused before they are signed and before they are installed', async () => {
    const broken = plugin('ome-boat', {...file('sail', 'ome-boat show'), fallback: 'guess'})
    await assert.rejects(shop.publish([broken]), /fallback is not one of canonical, none/)

    await shop.publish([], {add: [broken], verify: false})
    await refuses(
      install(shop.bench(), 'ome-boat'),
      'denied',
      /breaks the plugin contract: .*fallback is not one of canonical, none/,
    )
  })
})
