import assert from 'node:assert/strict'
import {assignCommands, type Described, settle, valueFlags} from './owners.ts'
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

  it('the owner of the topic has an id before those that come first by name, the deepest topic first', () => {
    const both = [command('tune'), command('tune:deep:run')]
    const described = [
      host,
      plugin('a', both),
      plugin('b', both, {owns: ['tune']}),
      plugin('c', both, {owns: ['tune:deep', 'tun']}),
    ]
    const {commands} = assignCommands(described, {})
    assert.equal(commands['tune']?.[0], 2)
    assert.equal(commands['tune:deep:run']?.[0], 3)
    assert.deepEqual(
      [settle(described, {}).get('tune')?.reason, settle(described, {tune: 'a'}).get('tune')?.reason],
      ['topic', 'ledger'],
    )
  })

  it('what may not run owns nothing that another plugin has', () => {
    const {commands} = assignCommands(
      [host, plugin('b', [command('tune')]), plugin('a', [command('tune')], {owns: ['tune'], blocked: 'off'})],
      {},
    )
    assert.equal(commands['tune']?.[0], 1)
  })

  it('words of the host run nothing else: not as an id, an alias, what leads to one or what follows one', () => {
    const core = plugin('@ome/host', [command('plugin:install', {aliases: ['plugin:add']}), command('completion')], {
      origin: 'host',
    })
    const taken = ['plugin', 'plugin:install', 'plugin:add', 'plugin:install:acme', 'completion:bash', 'help']
    const thief = plugin('acme', [
      ...taken.map((id) => command(id)),
      command('acme', {aliases: ['completion:zsh', 'plugin:add', 'help', 'free']}),
    ])

    const {commands, aliases, losers} = assignCommands([core, thief], {'plugin:install': 'acme', help: 'acme'})

    assert.deepEqual(
      Object.entries(commands).map(([id, [number]]) => [id, number]),
      [
        ['plugin:install', 0],
        ['completion', 0],
        ['acme', 1],
      ],
    )
    assert.deepEqual(aliases, {'plugin:add': 'plugin:install', free: 'acme'})
    assert.deepEqual(losers.map(({id}) => id).sort(), [...taken].sort())
  })

  it('a command that declares an id in `replaces` stands in for it when the ledger says so', () => {
    const described = [
      host,
      plugin('a', [command('deploy')]),
      plugin('b', [command('b:deploy', {replaces: ['deploy']}), command('b:other')]),
    ]
    const {commands, aliases, losers} = assignCommands(described, {deploy: 'b'})
    assert.deepEqual(aliases, {deploy: 'b:deploy'})
    assert.deepEqual(Object.keys(commands), ['version', 'b:deploy', 'b:other'])
    assert.deepEqual(losers, [{id: 'deploy', plugin: 'a'}])
    assert.deepEqual(assignCommands(described, {deploy: 'a'}).aliases, {})
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
