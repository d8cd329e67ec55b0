import assert from 'node:assert/strict'
import type {Described} from '../routes/owners.ts'
import {installedProvider} from './find-provider.ts'

const plugin = (name: string, origin: 'host' | 'installed', ...ids: readonly string[]): Described => ({
  plugin: {name, version: '1.0.0', origin, root: '/', file: '/'},
  manifest: {version: '1.0.0', commands: Object.fromEntries(ids.map((id) => [id, {id, args: {}, flags: {}}]))},
})
const plugins = {
  described: [plugin('@ome/host', 'host', 'version', 'plugin:list'), plugin('ome-x', 'installed', 'x:show')],
  ledger: {},
}

describe('the plugin that words mean', () => {
  it('has the command, or is called so', () => {
    assert.equal(installedProvider(plugins, ['x', 'show']), 'ome-x')
    assert.equal(installedProvider(plugins, ['x:show']), 'ome-x')
    assert.equal(installedProvider(plugins, ['x show']), 'ome-x')
    assert.equal(installedProvider(plugins, ['ome-x']), 'ome-x')
  })

  it('is never ome itself, and must be there', () => {
    assert.throws(() => installedProvider(plugins, ['version']), {kind: 'denied'})
    assert.throws(() => installedProvider(plugins, ['plugin', 'list']), {kind: 'denied'})
    assert.throws(() => installedProvider(plugins, ['x', 'lost']), {kind: 'not-found'})
  })
})
