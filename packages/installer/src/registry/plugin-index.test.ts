import assert from 'node:assert/strict'
import {canonicalText} from './canonical.ts'
import {readIndex} from './plugin-index.ts'

const digest = 'a'.repeat(64)
const command = {
  id: 'x show',
  summary: 's',
  args: [{name: 'thing', required: true, summary: 's'}],
  flags: [{name: 'all', type: 'boolean', summary: 's'}],
  aliases: [],
  risk: 'read',
  needs: [],
  replaces: [],
  completions: {flags: {all: {values: ['a']}}},
}
const release = {
  version: '1.0.0',
  publishedAt: '2026-09-02T10:00:00Z',
  hostApi: '*',
  artifact: {size: 1, sha512: digest + digest, tree: digest},
  manifest: digest,
  needs: [],
  network: [],
  approvedBy: [],
  commands: [command],
}
const plugin = {
  name: 'ome-x',
  kind: 'npm',
  publisher: 'p',
  summary: 's',
  topics: [],
  channels: {},
  maintainers: [],
  releases: [release],
}
const index = (plugins: readonly object[]): object => ({
  schema: 'ome-index/1',
  registry: 'dev',
  serial: 1,
  expires: '2026-09-02T10:00:00Z',
  hostApi: '0.1.0',
  plugins,
})
const withCommand = (change: object): object => ({
  ...plugin,
  releases: [{...release, commands: [{...command, ...change}]}],
})

describe('what an index may hold', () => {
  it('a plugin that is listed twice is refused', () => {
    assert.throws(() => readIndex(index([plugin, plugin])), /has ome-x twice/)
  })

  it('a plain one is read', () => assert.equal(readIndex(index([plugin])).plugins[0]?.releases[0]?.commands.length, 1))

  const csi = '\u009b2J'
  for (const [name, hostile] of [
    ['a plugin with a stroke in its name', {...plugin, name: 'x/../y'}],
    ['an 8-bit escape sequence in a summary', {...plugin, summary: `s${csi}`}],
    ['a turned direction in a publisher', {...plugin, publisher: '\u202epmoc'}],
    ['a deletion in a homepage', {...plugin, homepage: 'h\u007f'}],
    ['an escape sequence in the name of a channel', {...plugin, channels: {[`stable${csi}`]: '1.0.0'}}],
    ['an escape sequence in a maintainer', {...plugin, maintainers: [csi]}],
    [
      'an escape sequence in the reason of a withdrawal',
      {...plugin, releases: [{...release, yanked: {at: release.publishedAt, severity: 'normal', reason: csi}}]},
    ],
    ['an escape sequence in an id', withCommand({id: `x ${csi}show`})],
    ['an escape sequence in the summary of a command', withCommand({summary: csi})],
    ['an escape sequence in a flag', withCommand({flags: [{name: `all${csi}`, type: 'boolean'}]})],
    ['an escape sequence in an argument', withCommand({args: [{name: csi, required: true}]})],
    ['an escape sequence in an alias', withCommand({aliases: [csi]})],
    ['an escape sequence in a value to complete', withCommand({completions: {flags: {all: {values: [csi]}}}})],
    ['an escape sequence in a name to complete', withCommand({completions: {flags: {[csi]: {values: []}}}})],
  ] as const) {
    it(`${name} is refused`, () =>
      assert.throws(() => readIndex(index([hostile])), /holds a control character|has an unexpected form/))
  }

  it('control characters of 7 bits have no canonical form at all', () =>
    assert.throws(() => canonicalText(index([{...plugin, summary: '\u001b[2J'}])), /holds a control character/))
})
