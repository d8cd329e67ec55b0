import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {PluginRow, RouteIndex} from '../routes/route-index.ts'
import {loadPersonalities} from './load.ts'

describe('personality files of plugins', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ome-personalities-'))
  after(() => rmSync(folder, {recursive: true}))

  const plugin = (name: string, file: unknown, rest: Partial<PluginRow> = {}): PluginRow => {
    writeFileSync(join(folder, `${name}.json`), typeof file === 'string' ? file : JSON.stringify(file))
    return {name, version: '1', origin: 'installed', root: folder, file: '', personalities: [`${name}.json`], ...rest}
  }
  const file = (rows: readonly unknown[], rest: object = {}) => ({
    schema: 'personality/v1',
    name: 'boat',
    bins: ['kubectl-boat'],
    summary: 'Boats',
    fallback: 'canonical',
    rows,
    ...rest,
  })
  const commands: RouteIndex['commands'] = {
    version: [0, '', 'read'],
    sail: [1, '', 'read'],
    row: [2, '', 'read'],
    'row:back': [2, '', 'read'],
  }
  const load = (...plugins: PluginRow[]) =>
    loadPersonalities({
      plugins: [plugin('host', file([], {name: 'ome', bins: []}), {origin: 'host'}), ...plugins],
      commands,
      aliases: {},
    })

  it('of the same name are merged', () => {
    const {personalities, notices} = load(
      plugin('a', file([{words: 'go', to: 'sail'}])),
      plugin(
        'b',
        file(
          [
            {words: 'pull', to: 'row'},
            {words: 'v', to: 'version'},
          ],
          {bins: ['boatctl']},
        ),
      ),
    )

    const boat = personalities.find(({name}) => name === 'boat')
    assert.deepEqual(
      [boat?.bins, boat?.rows.map(({words}) => words), notices],
      [['kubectl-boat', 'boatctl'], ['go', 'pull', 'v'], []],
    )
  })

  it('what contradicts is left out and named', () => {
    const {personalities, notices} = load(
      plugin(
        'a',
        file([
          {words: 'go', to: 'sail'},
          {words: 'x', to: 'row'},
          {words: 'y', to: 'nowhere'},
          {words: 'row', to: 'sail'},
        ]),
      ),
      plugin('b', file([{words: 'go', to: 'row'}])),
    )

    assert.deepEqual(
      personalities.find(({name}) => name === 'boat')?.rows.map(({words}) => words),
      ['go'],
    )
    assert.deepEqual(notices, [
      'personality boat: "x" of a is left out: "row" is a command of another plugin',
      'personality boat: "y" of a is left out: there is no command "nowhere"',
      'personality boat: "row" of a is left out: "row" is a command of b',
      'personality boat: "go" of b is left out: another plugin brings the same words',
    ])
  })

  it('that cannot be read are left out and named; those of blocked plugins are not looked at', () => {
    const {personalities, notices} = load(plugin('a', '{'), plugin('b', '{', {blocked: 'off'}))

    assert.deepEqual(
      personalities.map(({name}) => name),
      ['ome'],
    )
    assert.equal(notices.length, 1)
    assert.match(notices[0] ?? '', /^a personality of a is left out: /)
  })
})
