import assert from 'node:assert/strict'
import type {Field} from './field.ts'
import {type Schema, schemaOf} from './schema.ts'

const pod: Schema = {
  type: 'object',
  required: ['containers'],
  properties: {containers: {type: 'array', items: {type: 'object'}}, hostname: {type: 'string'}},
}

const resolve = (name: string): Schema => {
  if (name === 'Pod') return pod
  throw new Error(`no type ${name}`)
}

const full = (field: Field): Schema => schemaOf(field, resolve)
const embedded = (field: Field): Schema => schemaOf(field, resolve, 'embedded')

describe('schemas from the notation', () => {
  it('turns words into types', () => {
    assert.deepEqual(full('int64'), {type: 'integer', format: 'int64'})
    assert.deepEqual(full('[{int}]'), {
      type: 'array',
      items: {type: 'object', additionalProperties: {type: 'integer'}},
    })
    assert.deepEqual(full('any'), {'x-kubernetes-preserve-unknown-fields': true})
    assert.deepEqual(full('int|string'), {
      anyOf: [{type: 'integer'}, {type: 'string'}],
      'x-kubernetes-int-or-string': true,
    })
    assert.equal(full('quantity').pattern?.startsWith('^'), true)
  })

  it('lists required fields and sorts all', () => {
    assert.deepEqual(full({'name!': 'string', age: 'int', 'id!': 'int'}), {
      type: 'object',
      properties: {age: {type: 'integer'}, id: {type: 'integer'}, name: {type: 'string'}},
      required: ['id', 'name'],
    })
  })

  it('keeps atomic apart for lists and for objects', () => {
    assert.deepEqual(full('[int] atomic')['x-kubernetes-list-type'], 'atomic')
    assert.deepEqual(full('{int} atomic')['x-kubernetes-map-type'], 'atomic')
    assert.deepEqual(full({$: 'atomic', a: 'int'})['x-kubernetes-map-type'], 'atomic')
    assert.deepEqual(full({'[]': {'a!': 'int'}, $: 'map a'})['x-kubernetes-list-map-keys'], ['a'])
  })

  it('puts types of Kubernetes in place', () => {
    assert.equal(full('@Pod'), pod)
    assert.deepEqual(full({$: '...Pod without containers', size: 'int'}), {
      type: 'object',
      properties: {hostname: {type: 'string'}, size: {type: 'integer'}},
    })
    assert.throws(() => full('@Nothing'), /no type Nothing/)
    assert.throws(() => full({$: '...Pod without nothing'}), /leaves out nothing, which is not there/)
  })

  it('writes rules as the API server reads them', () => {
    const rule = {rule: 'self.a > 0', message: 'a must be positive', at: '.a', reason: 'FieldValueForbidden'} as const
    const stated = {rule: rule.rule, message: rule.message, fieldPath: '.a', reason: rule.reason}
    assert.deepEqual(full({a: 'int', $rules: [rule]})['x-kubernetes-validations'], [stated])
    assert.deepEqual(full({'[]': 'int', $rules: [rule]})['x-kubernetes-validations'], [stated])
    assert.deepEqual(full({$text: 'string', $rules: [rule]}), {type: 'string', 'x-kubernetes-validations': [stated]})
  })

  it('leaves out of embedded types what custom resources do not say about them', () => {
    const field = 'enum:A|B merge name := "A"'
    assert.deepEqual(full(field), {
      type: 'string',
      enum: ['A', 'B'],
      default: 'A',
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'name',
    })
    assert.deepEqual(embedded(field), {type: 'string'})
    assert.deepEqual(embedded('string = "x"'), {type: 'string', default: 'x'})
  })

  it('states an enum twice on demand', () => {
    assert.deepEqual(full('enum:a|b twice'), {type: 'string', allOf: [{enum: ['a', 'b']}, {enum: ['a', 'b']}]})
  })

  it('refuses unknown types', () => {
    assert.throws(() => full('text'), /unknown type "text"/)
    assert.throws(() => full({a: '[text]'}), /unknown type "text"/)
  })

  it('gives objects that nobody can change', () => {
    const schema = full({a: '[string]'})
    assert.equal(Object.isFrozen(schema), true)
    assert.equal(Object.isFrozen(schema.properties?.['a']), true)
    assert.throws(() => Object.assign(full('any = {"a": {}}').default ?? {}, {b: 1}), TypeError)
  })
})
