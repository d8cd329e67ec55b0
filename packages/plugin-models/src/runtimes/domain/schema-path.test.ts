import assert from 'node:assert/strict'
import {type FieldSchema, stepsOf, withField} from './schema-path.ts'

const schema: FieldSchema = {
  type: 'object',
  properties: {
    count: {type: 'integer'},
    share: {type: 'number'},
    mode: {type: 'string', enum: ['a', 'b']},
    port: {'x-kubernetes-int-or-string': true},
    words: {type: 'array', items: {type: 'string'}},
    parts: {type: 'array', items: {type: 'object', properties: {name: {type: 'string'}}}},
    labels: {type: 'object', additionalProperties: {type: 'string'}},
    raw: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
  },
}
const set = (path: string, text: string, value: unknown = {}) => withField(value, schema, {path, text})

describe('withField', () => {
  for (const [path, text, wanted] of [
    ['count', '3', {count: 3}],
    ['share', '0.5', {share: 0.5}],
    ['mode', 'a', {mode: 'a'}],
    ['port', '80', {port: 80}],
    ['port', 'http', {port: 'http'}],
    ['words', '["a","b"]', {words: ['a', 'b']}],
    ['parts[0].name', 'x', {parts: [{name: 'x'}]}],
    ['labels["a.b/c"]', '1', {labels: {'a.b/c': '1'}}],
    ['raw.any.thing', '{"deep":1}', {raw: {any: {thing: {deep: 1}}}}],
  ] as const)
    it(`${path}=${text}`, () => assert.deepEqual(set(path, text), wanted))

  it('keeps what stands beside, and changes nothing in place', () => {
    const before = {parts: [{name: 'a'}, {name: 'b'}], count: 1}
    assert.deepEqual(set('parts[1].name', 'c', before), {parts: [{name: 'a'}, {name: 'c'}], count: 1})
    assert.deepEqual(before, {parts: [{name: 'a'}, {name: 'b'}], count: 1})
  })

  for (const [path, text, message] of [
    ['count', '', /no whole number/],
    ['share', 'half', /no number/],
    ['mode', 'c', /none of a, b/],
    ['words', 'a', /no list/],
    ['words', '{"a":1}', /no list/],
    ['labels', '[1]', /no object/],
    ['parts[2].name', 'x', /no place in a list of 0/],
    ['parts.first.name', 'x', /no place in a list/],
    ['cuont', '1', /there is no field "cuont"/],
    ['count.more', '1', /there is no field "more"/],
  ] as const)
    it(`refuses ${path}=${text}`, () => assert.throws(() => set(path, text), {kind: 'usage', message}))

  it('says which field is near, and which there are', () => {
    assert.throws(
      () => set('cuont', '1'),
      ({hints}: {hints: readonly string[]}) => {
        assert.deepEqual(hints[0], 'did you mean count?')
        return true
      },
    )
  })

  it('takes no path without steps', () => assert.throws(() => stepsOf('..'), {kind: 'usage'}))

  it('fields of the language itself are no fields', () => {
    assert.throws(() => set('__proto__.x', '1'), {kind: 'usage'})
    assert.throws(() => set('constructor.prototype.x', '1'), {kind: 'usage'})
    assert.throws(() => set('constructor', '1'), {kind: 'usage'})
  })
})
