import assert from 'node:assert/strict'
import {coreSchema} from '@ome/kinds/core'
import {equalJson, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import fc from 'fast-check'
import {jsonPatch} from './json-patch.ts'
import {mergePatch} from './merge-patch.ts'
import {strategicMerge} from './strategic-merge.ts'

const runs = Number(process.env['OME_TEST_RUNS'] ?? 200)
const parameters = {numRuns: runs}
const key = fc.constantFrom('a', 'b', 'c/d', 'e~f', '', '0', '-')
const json = fc.letrec<{value: Json; object: JsonObject}>((tie) => ({
  value: fc.oneof(
    {maxDepth: 3},
    fc.constantFrom<Json>(1, 'x', true, null),
    fc.array(tie('value'), {maxLength: 3}),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), {maxKeys: 4, noNullPrototype: true}),
}))

/** The merge patch between two objects: the plainest one that RFC 7386 allows. Nulls of the target cannot be said. */
function mergeDiff(before: JsonObject, after: JsonObject): JsonObject {
  const patch: Record<string, Json> = {}
  for (const name of Object.keys(before)) if (!(name in after)) patch[name] = null
  for (const [name, value] of Object.entries(after)) {
    const old = before[name]
    if (isObject(value) && isObject(old)) patch[name] = mergeDiff(old, value)
    else if (!equalJson(value, old)) patch[name] = value ?? null
  }
  return patch
}

const withoutNulls = (value: Json): Json => {
  if (isList(value)) return value
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === null || inner === undefined ? [] : [[name, withoutNulls(inner)]],
    ),
  )
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** JSON patch operations from one value to another, by whole members and from the end of lists. */
function operations(before: Json, after: Json, path: string): Json[] {
  if (equalJson(before, after)) return []
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name): Json[] => {
      const at = `${path}/${escaped(name)}`
      if (!Object.hasOwn(after, name)) return [{op: 'remove', path: at}]
      const value = after[name] ?? null
      return Object.hasOwn(before, name) ? operations(before[name] ?? null, value, at) : [{op: 'add', path: at, value}]
    })
  }
  if (isList(before) && isList(after)) {
    const shared = Math.min(before.length, after.length)
    return [
      ...before.slice(shared).map((): Json => ({op: 'remove', path: `${path}/${shared}`})),
      ...before.slice(0, shared).flatMap((item, i) => operations(item, after[i] ?? null, `${path}/${i}`)),
      ...after.slice(shared).map((value): Json => ({op: 'add', path: `${path}/-`, value})),
    ]
  }
  return [{op: 'replace', path, value: after}]
}

describe('patches keep their laws', () => {
  it('a merge patch made from a difference leads to the other object, and once more changes nothing', () => {
    fc.assert(
      fc.property(json.object, json.object, (before, given) => {
        const after = withoutNulls(given) as JsonObject
        const patch = mergeDiff(before, after)
        const result = mergePatch(before, patch)
        assert.deepEqual(result, after)
        assert.deepEqual(mergePatch(result, patch), after)
      }),
      parameters,
    )
  })

  it('a JSON patch made from a difference leads to the other value, tests included', () => {
    fc.assert(
      fc.property(json.value, json.value, (before, after) => {
        const patch = [
          {op: 'test', path: '', value: before},
          ...operations(before, after, ''),
          {op: 'test', path: '', value: after},
        ]
        assert.deepEqual(jsonPatch(before, patch), after)
      }),
      parameters,
    )
  })

  it('move is remove and add; copy leaves its source; neither touches the input', () => {
    fc.assert(
      fc.property(json.object, key, key, (object, from, to) => {
        fc.pre(Object.hasOwn(object, from))
        const before = structuredClone(object)
        const [source, target] = [`/${escaped(from)}`, `/${escaped(to)}`]
        const moved = jsonPatch(object, [{op: 'move', from: source, path: target}])
        const copied = jsonPatch(object, [{op: 'copy', from: source, path: target}])
        const {[from]: value, ...rest} = object
        assert.deepEqual(moved, {...rest, [to]: value})
        assert.deepEqual(copied, {...object, [to]: value})
        assert.deepEqual(object, before)
      }),
      parameters,
    )
  })

  const vectors: [what: string, before: Json, patch: Json[], after: Json | number][] = [
    ['adds a member', {foo: 'bar'}, [{op: 'add', path: '/baz', value: 'qux'}], {baz: 'qux', foo: 'bar'}],
    ['adds an item', {foo: ['bar', 'baz']}, [{op: 'add', path: '/foo/1', value: 'qux'}], {foo: ['bar', 'qux', 'baz']}],
    ['removes an item', {foo: ['bar', 'qux', 'baz']}, [{op: 'remove', path: '/foo/1'}], {foo: ['bar', 'baz']}],
    [
      'moves a value',
      {foo: {bar: 1, waldo: 2}, qux: {}},
      [{op: 'move', from: '/foo/waldo', path: '/qux/thud'}],
      {foo: {bar: 1}, qux: {thud: 2}},
    ],
    [
      'moves an item',
      {foo: ['all', 'grass', 'cows', 'eat']},
      [{op: 'move', from: '/foo/1', path: '/foo/3'}],
      {foo: ['all', 'cows', 'eat', 'grass']},
    ],
    ['tests and fails', {baz: 'qux'}, [{op: 'test', path: '/baz', value: 'bar'}], 422],
    ['adds into what is not there', {foo: 'bar'}, [{op: 'add', path: '/baz/bat', value: 'qux'}], 422],
    ['unescapes ~1 and ~0', {'/': 9, '~1': 10}, [{op: 'test', path: '/~01', value: 10}], {'/': 9, '~1': 10}],
    ['tells text from number', {'/': 9, '~1': 10}, [{op: 'test', path: '/~01', value: '10'}], 422],
    [
      'adds a list as one item',
      {foo: ['bar']},
      [{op: 'add', path: '/foo/-', value: ['abc', 'def']}],
      {foo: ['bar', ['abc', 'def']]},
    ],
    ['adds null', {foo: 1}, [{op: 'add', path: '/bar', value: null}], {foo: 1, bar: null}],
    ['tests null against nothing', {foo: 1}, [{op: 'test', path: '/bar', value: null}], {foo: 1}],
    ['replaces what is not there', {foo: 1}, [{op: 'replace', path: '/bar', value: 2}], 422],
    ['moves into itself', {a: {b: {}}}, [{op: 'move', from: '/a', path: '/a/b/c'}], 422],
    ['takes no leading zero', {a: [1, 2]}, [{op: 'remove', path: '/a/01'}], 422],
    ['removes no end of a list', {a: [1]}, [{op: 'remove', path: '/a/-'}], 422],
  ]
  for (const [what, before, patch, after] of vectors)
    it(`JSON patch ${what}`, () => {
      if (typeof after !== 'number') return assert.deepEqual(jsonPatch(before, patch), after)
      assert.throws(
        () => jsonPatch(before, patch),
        (error: {status?: {code: number}}) => error.status?.code === after,
      )
    })
})

interface Item {
  readonly name: string
  readonly image?: string
  readonly args?: readonly string[]
}

/** @feature API: strategic merge with its directives, lists in the order of kubectl | works */
describe('strategic merge keeps its laws', () => {
  const schema = coreSchema({group: 'apps', version: 'v1', kind: 'Deployment'}) as Schema
  const wrap = (spec: JsonObject): JsonObject => ({spec: {template: {spec}}})
  const unwrap = (value: JsonObject): JsonObject =>
    ((value['spec'] as JsonObject)['template'] as JsonObject)['spec'] as JsonObject
  const merge = (before: JsonObject, patch: JsonObject) => unwrap(strategicMerge(wrap(before), wrap(patch), schema))
  const item = fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      image: fc.constantFrom('x', 'y'),
      args: fc.array(fc.constantFrom('1', '2'), {maxLength: 2}),
    },
    {requiredKeys: ['name'], noNullPrototype: true},
  ) as fc.Arbitrary<Item>
  const items = fc.uniqueArray(item, {maxLength: 4, selector: ({name}) => name})
  const asJson = (list: readonly Item[]) => list as unknown as Json[]

  /** What kubectl sends to turn one list into another: changed items, deletions, and the order. */
  function listPatch(before: readonly Item[], after: readonly Item[]): JsonObject {
    const changed = after.flatMap((one): Json[] => {
      const old: Item | undefined = before.find(({name}) => name === one.name)
      const gone = Object.keys(old ?? {}).filter((field) => !(field in one))
      return [{...(one as unknown as JsonObject), ...Object.fromEntries(gone.map((field) => [field, null]))}]
    })
    const deleted = before
      .filter(({name}) => !after.some((one) => one.name === name))
      .map(({name}): Json => ({name, $patch: 'delete'}))
    return {containers: [...changed, ...deleted], '$setElementOrder/containers': after.map(({name}): Json => ({name}))}
  }

  it('a patch made from a difference leads to the other list in its order, and once more changes nothing', () => {
    fc.assert(
      fc.property(items, items, (before, after) => {
        const patch = listPatch(before, after)
        const result = merge({containers: asJson(before)}, patch)
        assert.deepEqual(result['containers'] ?? [], after)
        assert.deepEqual(merge(result, patch), result)
      }),
      parameters,
    )
  })

  it('without directives items are merged by name: patched ones in the order of the patch, others in their old one', () => {
    fc.assert(
      fc.property(items, items, (before, patch) => {
        const result = merge({containers: asJson(before)}, {containers: asJson(patch)})['containers'] as Json[]
        const list = result as unknown as Item[]
        const isPatched = ({name}: Item) => patch.some((one) => one.name === name)
        const old = (name: string) => before.find((one) => one.name === name)
        assert.deepEqual(
          list.filter(isPatched),
          patch.map((one) => ({...old(one.name), ...one})),
        )
        assert.deepEqual(
          list.filter((one) => !isPatched(one)),
          before.filter((one) => !isPatched(one)),
        )
      }),
      parameters,
    )
  })

  it('without directives new items come first, changed ones stay where they are', () => {
    const list = (...names: string[]): Json[] => names.map((name) => ({name}))
    assert.deepEqual(merge({containers: list('a', 'b')}, {containers: list('x')})['containers'], list('x', 'a', 'b'))
    assert.deepEqual(
      merge({containers: list('a', 'b', 'c')}, {containers: list('b')})['containers'],
      list('a', 'b', 'c'),
    )
    const both = merge({containers: list('a', 'b', 'c')}, {containers: list('b', 'x')})['containers']
    assert.deepEqual(both, list('a', 'b', 'x', 'c'))
  })

  it('$patch: replace leaves what the patch holds, in lists and in maps', () => {
    fc.assert(
      fc.property(items, items, (before, after) => {
        const patch = [...asJson(after), {$patch: 'replace'}]
        assert.deepEqual(merge({containers: asJson(before)}, {containers: patch})['containers'], after)
        const security = merge(
          {securityContext: {runAsUser: 1, fsGroup: 2}},
          {securityContext: {$patch: 'replace', runAsUser: 3}},
        )
        assert.deepEqual(security['securityContext'], {runAsUser: 3})
      }),
      parameters,
    )
  })

  it('$patch: delete empties a map', () => {
    assert.deepEqual(
      merge({securityContext: {runAsUser: 1}}, {securityContext: {$patch: 'delete'}})['securityContext'],
      {},
    )
  })

  it('$patch: merge is what happens without it', () => {
    fc.assert(
      fc.property(items, items, (before, after) => {
        const plain = merge({containers: asJson(before)}, {containers: asJson(after)})
        const named = merge(
          {containers: asJson(before)},
          {containers: asJson(after).map((one) => ({...(one as JsonObject), $patch: 'merge'}))},
        )
        assert.deepEqual(named, plain)
      }),
      parameters,
    )
  })

  it('$deleteFromPrimitiveList and a list of words: what is deleted goes, what is new comes, nothing twice', () => {
    const words = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'))
    fc.assert(
      fc.property(words, words, words, (before, added, deleted) => {
        fc.pre(!added.some((word) => deleted.includes(word)))
        const patch = {metadata: {finalizers: added, '$deleteFromPrimitiveList/finalizers': deleted}}
        const result = strategicMerge({metadata: {finalizers: before}}, patch, schema)
        const kept = before.filter((word) => !deleted.includes(word))
        const list = (result['metadata'] as JsonObject)['finalizers'] as string[]
        assert.deepEqual([...list].sort(), [...new Set([...kept, ...added])].sort())
      }),
      parameters,
    )
  })

  it('$retainKeys drops what it does not name', () => {
    const source = fc.constantFrom<JsonObject>({emptyDir: {}}, {hostPath: {path: '/x'}}, {configMap: {name: 'c'}})
    fc.assert(
      fc.property(source, source, (before, after) => {
        const keys = ['name', ...Object.keys(after)]
        const result = merge({volumes: [{name: 'v', ...before}]}, {volumes: [{name: 'v', ...after, $retainKeys: keys}]})
        assert.deepEqual(result['volumes'], [{name: 'v', ...after}])
      }),
      parameters,
    )
  })

  it('$setElementOrder alone orders; what it does not name keeps before what it stood before', () => {
    const order = (names: string[]) => ({'$setElementOrder/containers': names.map((name) => ({name}))})
    const list = (...names: string[]): Json[] => names.map((name) => ({name}))
    assert.deepEqual(
      merge({containers: list('a', 'b', 'c')}, order(['c', 'a', 'b']))['containers'],
      list('c', 'a', 'b'),
    )
    assert.deepEqual(merge({containers: list('a', 'x', 'b')}, order(['b', 'a']))['containers'], list('x', 'b', 'a'))
    assert.deepEqual(merge({containers: list('x', 'a', 'b')}, order(['b', 'a']))['containers'], list('x', 'b', 'a'))
  })

  const refused: [string, JsonObject][] = [
    ['an unknown directive', {containers: [{name: 'a', $patch: 'frob'}]}],
    ['an item without its key', {containers: [{image: 'x'}]}],
    ['an item that is no object', {containers: ['a']}],
    ['an unknown directive of a map', {securityContext: {$patch: 'frob'}}],
  ]
  for (const [what, patch] of refused)
    it(`refuses ${what}`, () => {
      assert.throws(
        () => merge({containers: [{name: 'a'}]}, patch),
        (error: {status?: {code: number}}) => error.status?.code === 400,
      )
    })
})
