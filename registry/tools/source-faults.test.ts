import assert from 'node:assert/strict'
import type {PluginFacts, ReleaseFacts, ReviewedPlugin} from './reviewed-sources.ts'
import {sourceFaults} from './source-faults.ts'

const release = (version: string, changes: Partial<ReleaseFacts> = {}): ReleaseFacts => ({
  version,
  publishedAt: '2026-09-02T10:00:00Z',
  hostApi: '^0.1.0',
  artifact: {size: 1, sha512: '', tree: ''},
  manifest: '',
  needs: [],
  network: [],
  approvedBy: ['ann'],
  ...changes,
})

const plugin = (
  name: string,
  releases: readonly ReleaseFacts[],
  changes: Partial<PluginFacts> = {},
): ReviewedPlugin => ({
  facts: {name, kind: 'npm', publisher: 'p', summary: 's', topics: [name], channels: {}, maintainers: [], ...changes},
  releases,
})

describe('reviewed sources', () => {
  const good = plugin('a', [release('1.0.0')])

  it('new plugins, new releases and a withdrawal are fine', () => {
    const now = [
      plugin('a', [release('1.0.0', {yanked: {at: '2026-09-03T00:00:00Z', severity: 'critical'}}), release('1.1.0')]),
      plugin('b', []),
    ]
    assert.deepEqual(sourceFaults(now, [good]), [])
  })

  for (const [name, now, fault] of [
    [
      'words of a personality with two owners',
      [
        good,
        plugin('b', [release('1.0.0', {personalities: [{name: 'boat', bins: [], words: ['go']}]})]),
        plugin('c', [release('1.0.0', {personalities: [{name: 'boat', bins: [], words: ['go', 'stop']}]})]),
      ],
      '"go" of personality boat has 2 owners: b, c',
    ],
    [
      'names of one short spelling',
      [good, plugin('@ome/plugin-a', [])],
      'a and @ome/plugin-a have the same short name',
    ],
    ['a topic with two owners', [good, plugin('b', [], {topics: ['a']})], 'topic "a" has 2 owners: a, b'],
    [
      'a channel without its release',
      [plugin('a', [release('1.0.0')], {channels: {stable: '2.0.0'}})],
      'a: channel stable names 2.0.0, which has no release file',
    ],
    [
      'a release nobody approved',
      [plugin('a', [release('1.0.0'), release('1.1.0', {approvedBy: []})])],
      'a 1.1.0: 0 of 1 approvals',
    ],
    [
      'wider hosts approved by one',
      [plugin('a', [release('1.0.0'), release('1.1.0', {network: ['h']})])],
      'a 1.1.0: 1 of 2 approvals',
    ],
    [
      'wider hosts approved twice by one',
      [plugin('a', [release('1.0.0'), release('1.1.0', {network: ['h'], approvedBy: ['ann', 'ann']})])],
      'a 1.1.0: 1 of 2 approvals',
    ],
    ['a changed release', [plugin('a', [release('1.0.0', {manifest: 'ff'})])], 'a 1.0.0: its release file was changed'],
    ['a release taken away', [plugin('a', [])], 'a 1.0.0: its release file was taken away'],
    ['a plugin taken away', [], 'a 1.0.0: its release file was taken away'],
  ] as const) {
    it(`${name} is a fault`, () => assert.deepEqual(sourceFaults(now, [good]), [fault]))
  }

  it('wider hosts approved by two are fine', () => {
    const now = [plugin('a', [release('1.0.0'), release('1.1.0', {network: ['h'], approvedBy: ['ann', 'bob']})])]
    assert.deepEqual(sourceFaults(now, [good]), [])
  })
})
