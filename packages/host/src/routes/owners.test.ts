import assert from 'node:assert/strict'
import {assignCommands, type Described, valueFlags} from './owners.ts'
import type {ManifestCommand} from './plugin-manifest.ts'
import type {PluginRow} from './route-index.ts'

const command = (id: string, rest: Partial<ManifestCommand> = {}): ManifestCommand => ({
  id,
  summary: id,
  risk: 'read',
  args: {},
  flags: {},
  ...rest,
})

const plugin = (name: string, commands: readonly ManifestCommand[], row: Partial<PluginRow> = {}): Described => ({
  plugin: {name, version: '1.0.0', origin: 'installed', root: '/', file: '/', ...row},
  manifest: {version: '1.0.0', commands: Object.fromEntries(commands.map((one) => [one.id, one]))},
})

const host = plugin('@ome/host', [command('version')], {origin: 'host'})

describe('assignCommands', () => {
  it('the first of the order owns an id, the others lose it', () => {
    const {commands, losers} = assignCommands(
      [host, plugin('a', [command('deploy')]), plugin('b', [command('deploy')])],
      {},
    )

    assert.deepEqual(commands['deploy'], [1, 'deploy', 'read'])
    assert.deepEqual(losers, [{id: 'deploy', plugin: 'b'}])
  })

  it('the ledger hands an id over, but never one of the host, and not to a plugin that may not run', () => {
    const both = [command('deploy'), command('version')]
    const ledger = {deploy: 'b', version: 'b'}

    const {commands} = assignCommands([host, plugin('a', both), plugin('b', both)], ledger)
    assert.equal(commands['deploy']?.[0], 2)
    assert.equal(commands['version']?.[0], 0)

    const blocked = assignCommands([host, plugin('a', both), plugin('b', both, {blocked: 'off'})], ledger)
    assert.equal(blocked.commands['deploy']?.[0], 1)
  })

  it('an alias is taken only where no command has that id', () => {
    const {aliases} = assignCommands(
      [host, plugin('a', [command('get', {aliases: ['show all', 'version'], hiddenAliases: ['g']})])],
      {},
    )

    assert.deepEqual(aliases, {'show:all': 'get', g: 'get'})
  })

  it('a plugin without a manifest has no commands', () => {
    assert.deepEqual(assignCommands([{plugin: host.plugin, manifest: undefined}], {}).commands, {})
  })
})

describe('valueFlags', () => {
  it('leaves out a flag that is boolean anywhere', () => {
    const follow = command('logs', {flags: {follow: {name: 'follow', type: 'boolean', char: 'f'}}})
    const file = command('apply', {flags: {file: {name: 'file', type: 'option', char: 'f', aliases: ['filename']}}})

    assert.deepEqual(valueFlags([plugin('a', [follow, file])]), ['--file', '--filename'])
  })
})
