import assert from 'node:assert/strict'
import {mergePatch, withoutRemoved} from './removed-fields.ts'

describe('fields that a file no longer has', () => {
  for (const [title, live, before, after, left] of [
    ['go', {a: 1, b: 2}, {a: 1, b: 2}, {a: 1}, {a: 1}],
    ['go from inside', {x: {a: 1, b: 2}}, {x: {a: 1, b: 2}}, {x: {a: 1}}, {x: {a: 1}}],
    ['go with what they hold, but for what others added', {x: {a: 1, o: 2}}, {x: {a: 1}}, {}, {x: {o: 2}}],
    ['stay when somebody changed them', {a: 2}, {a: 1}, {}, {a: 2}],
    ['stay when the file never had them', {a: 1, o: 1}, {a: 1}, {a: 1}, {a: 1, o: 1}],
    ['are not missed where they are not', {a: 1}, {a: 1, b: 2}, {a: 1}, {a: 1}],
    [
      'are items by their names',
      {l: [{name: 'a', value: '1'}, {name: 'b'}, {name: 'o'}]},
      {l: [{name: 'a', value: '1'}, {name: 'b'}]},
      {l: [{name: 'b'}]},
      {l: [{name: 'b'}, {name: 'o'}]},
    ],
    [
      'are fields of items',
      {l: [{name: 'a', x: 1, y: 2}]},
      {l: [{name: 'a', x: 1, y: 2}]},
      {l: [{name: 'a', y: 2}]},
      {l: [{name: 'a', y: 2}]},
    ],
    ['are not items without a name', {l: [1, 2]}, {l: [1, 2]}, {l: [1]}, {l: [1, 2]}],
  ] as const)
    it(title, () => {
      const found = withoutRemoved(live, before, after)
      assert.deepEqual(found, left)
      const patch = mergePatch(live, left)
      assert.deepEqual(patch === undefined, JSON.stringify(live) === JSON.stringify(left))
    })

  it('become null in a patch, and lists what is left of them', () => {
    assert.deepEqual(mergePatch({a: 1, x: {b: 1, c: 1}, l: [1, 2]}, {x: {c: 1}, l: [2]}), {
      a: null,
      x: {b: null},
      l: [2],
    })
  })
})
