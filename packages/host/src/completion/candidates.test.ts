import assert from 'node:assert/strict'
import type {FlagRow, ManifestCommand} from '../routes/plugin-manifest.ts'
import {expectedAt} from './candidates.ts'
import type {Expected} from './expected.ts'

const flag = (name: string, rest: Partial<FlagRow> = {}): FlagRow => ({name, type: 'option', ...rest})

const get: ManifestCommand = {
  id: 'get',
  args: {noun: {name: 'noun'}, name: {name: 'name', multiple: true}},
  flags: {
    namespace: flag('namespace', {char: 'n'}),
    output: flag('output', {char: 'o'}),
    watch: flag('watch', {type: 'boolean', char: 'w', summary: 'follow changes'}),
    tone: flag('tone', {options: ['loud', 'low']}),
    label: flag('label', {multiple: true}),
    file: flag('file', {char: 'f'}),
    secret: flag('secret', {hidden: true}),
  },
  completions: {args: {noun: {from: 'resources'}, name: {resource: 'pods'}}},
}

const index = {
  key: '1',
  version: '1',
  watched: {},
  plugins: [],
  commands: {
    get: [0, 'Show objects', 'read'],
    'cluster:use': [0, 'Choose a context', 'write'],
    'cluster:list': [0, 'List contexts', 'read'],
    'cluster:debug': [0, 'Hidden', 'read', 1],
  },
  aliases: {},
  losers: [],
  topics: [{name: 'cluster', summary: 'Connect clusters'}],
  valueFlags: ['-n', '--namespace', '-o', '--output', '--tone', '--label', '--context', '-f', '--file'],
  config: {},
  rootHelp: '',
  offers: [],
  moved: {},
  notices: [],
} as const

const at = (...words: string[]): Expected =>
  expectedAt({before: words.slice(0, -1), partial: words.at(-1) ?? ''}, index, (id) => (id === 'get' ? get : undefined))
const values = (...words: string[]): string[] => at(...words).candidates.map(({value}) => value)

describe('completion', () => {
  it('offers first words with what they do, and the words below them', () => {
    assert.deepEqual(at('').candidates, [
      {value: 'cluster', text: 'Connect clusters'},
      {value: 'get', text: 'Show objects'},
    ])
    assert.deepEqual(values('cluster', ''), ['list', 'use'])
    assert.deepEqual(values('-n', 'x', 'cluster', ''), ['list', 'use'])
    assert.deepEqual(values('nonsense', ''), [])
  })

  it('counts arguments, whatever flags stand between them; the last one may repeat', () => {
    assert.deepEqual(at('get', '').source, {from: 'resources'})
    assert.deepEqual(at('get', '-n', 'x', '--watch', '').source, {from: 'resources'})
    assert.deepEqual(at('get', 'pods', '').source, {resource: 'pods'})
    assert.deepEqual(at('get', 'pods', 'a', 'b', '').source, {resource: 'pods'})
    assert.deepEqual(at('get', '--', '').source, {from: 'resources'})
  })

  it('offers flags that are not given yet, and again those that may repeat', () => {
    assert.deepEqual(values('get', '-'), [
      '--file',
      '--help',
      '--label',
      '--namespace',
      '--output',
      '--tone',
      '--watch',
    ])
    assert.deepEqual(values('get', '-n', 'x', '--label=a', '-w', '-'), [
      '--file',
      '--help',
      '--label',
      '--output',
      '--tone',
    ])
    assert.deepEqual(values('get', '--', '-'), [])
  })

  it('offers the values of a flag, behind a blank and behind =', () => {
    assert.deepEqual(values('get', '--tone', ''), ['loud', 'low'])
    assert.deepEqual(at('get', '--tone=l'), {candidates: [{value: 'loud'}, {value: 'low'}], prefix: '--tone='})
    assert.deepEqual(at('get', '-n', '').source, {from: 'namespaces'})
    assert.deepEqual(at('get', '-f', '').source, {files: ['yaml', 'yml', 'json']})
    assert.deepEqual(at('--context', '').source, {from: 'contexts'})
  })

  it('a boolean flag takes no value', () => {
    assert.deepEqual(at('get', '-w', '').source, {from: 'resources'})
  })
})
