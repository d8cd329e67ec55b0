import assert from 'node:assert/strict'
import {coreSchema} from '@ome/kinds/core'
import {equalJson, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import fc from 'fast-check'
import {duplicateFields} from '../codec/duplicate-fields.ts'
import {jsonPatch} from './json-patch.ts'
import {mergePatch} from './merge-patch.ts'
import {strategicMerge} from './strategic-merge.ts'

const json = fc.jsonValue({maxDepth: 3}) as fc.Arbitrary<Json>
const object = fc.dictionary(fc.string({maxLength: 4}), json, {maxKeys: 5}) as fc.Arbitrary<JsonObject>
const withoutNulls = (value: Json): boolean => !JSON.stringify(value).includes('null')

/** @feature API: merge patch | works */
describe('merge patch', () => {
  it('follows the examples of RFC 7386', () => {
    const examples: [Json, Json, Json][] = [
      [{a: 'b'}, {a: 'c'}, {a: 'c'}],
      [{a: 'b'}, {b: 'c'}, {a: 'b', b: 'c'}],
      [{a: 'b', b: 'c'}, {a: null}, {b: 'c'}],
      [{a: ['b']}, {a: 'c'}, {a: 'c'}],
      [{a: {b: 'c'}}, {a: {b: 'd', c: null}}, {a: {b: 'd'}}],
      [
        ['a', 'b'],
        ['c', 'd'],
        ['c', 'd'],
      ],
      [{e: null}, {a: 1}, {e: null, a: 1}],
      [{}, {a: {bb: {ccc: null}}}, {a: {bb: {}}}],
    ]
    for (const [target, patch, result] of examples) assert.deepEqual(mergePatch(target, patch), result)
  })

  it('a patch without nulls is found in the result, and applying it twice changes nothing', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const once = mergePatch(target, patch)
        assert.ok(equalJson(mergePatch(once, patch), once))
        if (withoutNulls(patch)) assert.ok(equalJson(mergePatch({}, patch), patch))
      }),
    )
  })
})

/** @feature API: JSON patch | works */
describe('JSON patch', () => {
  it('replacing the whole document gives the new one', () => {
    fc.assert(
      fc.property(json, json, (before, after) =>
        assert.deepEqual(jsonPatch(before, [{op: 'replace', path: '', value: after}]), after),
      ),
    )
  })

  it('adding and removing a field gives back what was there', () => {
    fc.assert(
      fc.property(object, fc.string(), json, (target, key, value) => {
        fc.pre(!Object.hasOwn(target, key))
        const path = `/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`
        const added = jsonPatch(target, [
          {op: 'add', path, value},
          {op: 'test', path, value},
        ])
        assert.ok(equalJson(jsonPatch(added, [{op: 'remove', path}]), target))
      }),
    )
  })

  it('arrays take indexes and the end', () => {
    assert.deepEqual(
      jsonPatch({a: [1, 3]}, [
        {op: 'add', path: '/a/1', value: 2},
        {op: 'add', path: '/a/-', value: 4},
      ]),
      {a: [1, 2, 3, 4]},
    )
    assert.deepEqual(jsonPatch({a: [1, 2]}, [{op: 'move', from: '/a/0', path: '/b'}]), {a: [2], b: 1})
  })

  const failing: [what: string, patch: Json, code: number][] = [
    ['a failed test', [{op: 'test', path: '/a', value: 2}], 422],
    ['a missing path', [{op: 'remove', path: '/b'}], 422],
    ['an index out of range', [{op: 'add', path: '/l/7', value: 1}], 422],
    ['no list', {op: 'add'}, 400],
    ['an unknown operation', [{op: 'frob', path: '/a'}], 400],
  ]
  for (const [what, patch, code] of failing)
    it(`refuses ${what} with ${code}`, () => {
      assert.throws(
        () => jsonPatch({a: 1, l: []}, patch),
        (error: {status?: {code: number}}) => error.status?.code === code,
      )
    })
})

describe('strategic merge patch', () => {
  const schema = coreSchema({group: 'apps', version: 'v1', kind: 'Deployment'}) as Schema
  const pod = (containers: JsonObject[], more: JsonObject = {}): JsonObject => ({
    spec: {template: {spec: {containers, ...more}}},
  })
  const merge = (target: JsonObject, patch: JsonObject) => strategicMerge(target, patch, schema)

  it('merges containers by name and their environment by name', () => {
    const target = pod([
      {name: 'a', image: 'x:1', env: [{name: 'P', value: '1'}]},
      {name: 'b', image: 'y:1'},
    ])
    const patch = pod([{name: 'a', image: 'x:2', env: [{name: 'Q', value: '2'}]}])
    const env = [
      {name: 'Q', value: '2'},
      {name: 'P', value: '1'},
    ]
    assert.deepEqual(
      merge(target, patch),
      pod([
        {name: 'a', image: 'x:2', env},
        {name: 'b', image: 'y:1'},
      ]),
    )
  })

  it('deletes an item, and follows the given order', () => {
    const target = pod([{name: 'a'}, {name: 'b'}, {name: 'c'}])
    const patch = pod([{name: 'b', $patch: 'delete'}], {'$setElementOrder/containers': [{name: 'c'}, {name: 'a'}]})
    assert.deepEqual(merge(target, patch), pod([{name: 'c'}, {name: 'a'}]))
  })

  it('replaces on demand, and keeps only the retained keys', () => {
    assert.deepEqual(
      merge(
        {spec: {selector: {matchLabels: {a: '1'}}}},
        {spec: {selector: {$patch: 'replace', matchLabels: {b: '2'}}}},
      ),
      {spec: {selector: {matchLabels: {b: '2'}}}},
    )
    const target = {spec: {strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 1}}}}
    assert.deepEqual(merge(target, {spec: {strategy: {$retainKeys: ['type'], type: 'Recreate'}}}), {
      spec: {strategy: {type: 'Recreate'}},
    })
  })

  it('takes words out of a list of words', () => {
    const target = {metadata: {finalizers: ['a', 'b']}}
    assert.deepEqual(merge(target, {metadata: {'$deleteFromPrimitiveList/finalizers': ['a']}}), {
      metadata: {finalizers: ['b']},
    })
    assert.deepEqual(merge(target, {metadata: {finalizers: ['c']}}), {metadata: {finalizers: ['c', 'a', 'b']}})
  })

  it('lists without a merge key are replaced', () => {
    assert.deepEqual(
      merge(pod([{name: 'a', command: ['x', 'y']}]), pod([{name: 'a', command: ['z']}])),
      pod([{name: 'a', command: ['z']}]),
    )
  })
})

/** @feature API: repeated keys of a body are found | works */
describe('duplicate fields', () => {
  it('are found with their paths, at any depth', () => {
    assert.deepEqual(duplicateFields('{"a":1,"b":{"c":1,"c":2},"d":[{"e":"\\"","e":"{"}],"a":2}'), [
      'b.c',
      'd[0].e',
      'a',
    ])
  })

  it('JSON that a program has written has none', () => {
    fc.assert(fc.property(json, (value) => assert.deepEqual(duplicateFields(JSON.stringify(value)), [])))
  })
})
