import assert from 'node:assert/strict'
import type {Described} from '../routes/owners.ts'
import {settle} from '../routes/owners.ts'
import type {PluginRow} from '../routes/route-index.ts'
import {listCommands, reasonText} from './listed-commands.ts'

const plugin = (name: string, ids: readonly string[], row: Partial<PluginRow> = {}): Described => ({
  plugin: {name, version: '1.0.0', origin: 'installed', root: '/', file: '/', ...row},
  manifest: {
    version: '1.0.0',
    commands: Object.fromEntries(ids.map((id) => [id, {id, risk: 'read', args: {}, flags: {}}])),
  },
})
const plugins = {
  described: [
    plugin('@ome/host', ['version'], {origin: 'host'}),
    plugin('ome-a', ['deploy', 'tune:run']),
    plugin('ome-b', ['deploy', 'tune:run', 'version'], {owns: ['tune']}),
    plugin('ome-c', ['c'], {blocked: 'off'}),
  ],
  ledger: {deploy: 'ome-b'},
  offers: [
    {
      plugin: 'ome-n',
      version: '2.0.0',
      registry: 'dev',
      summary: '',
      commands: {'n:show': ''},
      risks: {'n:show': 'write'},
    },
  ],
} as const

const lines = (conflicts: boolean, all: boolean): string[] =>
  listCommands(plugins, {conflicts, all}, () => '?').map(({command, plugin: from, risk, status, reason}) =>
    `${command} ${from} ${risk} ${status} ${reason ?? ''}`.trim(),
  )

describe('the list of commands', () => {
  it('shows what runs, and on request what could be installed', () => {
    assert.deepEqual(lines(false, true), [
      'c c read disabled only',
      'deploy b read replacing ledger',
      'n show n write not-installed',
      'tune run b read active topic',
      'version host read active host',
    ])
    assert.equal(lines(false, false).includes('n show n write not-installed'), false)
  })

  it('shows of contested ids who runs and who does not', () => {
    assert.deepEqual(lines(true, true), [
      'deploy b read replacing ledger',
      'deploy a read replaced',
      'tune run b read active topic',
      'tune run a read replaced',
      'version host read active host',
      'version b read replaced',
    ])
  })

  it('says why', () => {
    const contests = settle(plugins.described, plugins.ledger)
    const why = (id: string): string => {
      const contest = contests.get(id)
      assert.ok(contest)
      return reasonText(contest, {plugin: 'ome-b', over: 'ome-a', since: '2026-09-02T10:00:00Z'})
    }
    assert.equal(why('deploy'), 'it was handed to b with "command replace" on 2026-09-02')
    assert.equal(why('tune:run'), 'the topic "tune" belongs to b')
    assert.equal(why('version'), 'the words belong to ome itself')
    assert.equal(why('c'), 'no other plugin has it')
  })
})
