import assert from 'node:assert/strict'
import type {Described} from '../routes/owners.ts'
import {installedProvider, presentCommand} from './find-provider.ts'

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

  it('is there already when any plugin runs the command, ome itself included', () => {
    assert.deepEqual(presentCommand(plugins, ['x', 'show']), {command: 'x show', plugin: 'x', version: '1.0.0'})
    assert.equal(presentCommand(plugins, ['plugin:list'])?.plugin, 'ome')
    assert.equal(presentCommand(plugins, ['x']), undefined)
    assert.equal(presentCommand(plugins, ['ome-x']), undefined)
  })

  it('is never ome itself, and must be there', () => {
    assert.throws(() => installedProvider(plugins, ['version']), {kind: 'denied'})
    assert.throws(() => installedProvider(plugins, ['plugin', 'list']), {kind: 'denied'})
    assert.throws(() => installedProvider(plugins, ['x', 'lost']), {kind: 'not-found'})
  })
})
