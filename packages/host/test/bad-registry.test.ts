import assert from 'node:assert/strict'
import PluginSearch from '../src/commands/plugin/search.ts'
import RegistryList from '../src/commands/registry/list.ts'
import {movableSetting} from '../src/registries/change-registry.ts'
import {runCommand} from './plugins/run-command.ts'
import {Workshop} from './plugins/workshop.ts'

/** One entry of config.yaml that is wrong does not take the others along. */
describe('a registry whose address cannot be used', () => {
  const registries = [{id: 'acme', url: 'https://me:geheim@registry.example', scopes: ['@acme']}]

  it('is listed with what is wrong and the command that mends it, without credentials', async () => {
    const shop = new Workshop()
    try {
      const {code, out, err} = await runCommand(shop, RegistryList, ['-o', 'json'], {settings: {registries}})
      assert.equal(code, 0, err)
      const row = JSON.parse(out).items.find(({id}: {id: string}) => id === 'acme')
      assert.equal(row.url, 'https://registry.example')
      assert.match(row.problem, /holds credentials/)
      assert.match(err, /^note: give it another address: ome registry set-url acme URL$/m)
      assert.equal((out + err).includes('geheim'), false)
    } finally {
      shop.end()
    }
  })

  it('is left out of a search with a warning', async () => {
    const shop = new Workshop()
    try {
      const {err} = await runCommand(shop, PluginSearch, [], {settings: {registries}})
      assert.match(err, /^warning: registry acme is left out: .*holds credentials/m)
      assert.doesNotMatch(err, /^error: config\.yaml/m)
    } finally {
      shop.end()
    }
  })

  it('can be given another address', () => {
    const settings = {get: () => registries, origin: () => undefined}
    const folders = {config: '/c', data: '/d', cache: '/e'}
    const context = {settings, folders} as unknown as Parameters<typeof movableSetting>[0]
    assert.deepEqual(movableSetting(context, 'acme'), [{...registries[0], url: '/c'}])
    assert.deepEqual(movableSetting(context, 'other'), registries)
  })
})
