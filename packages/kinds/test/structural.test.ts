import assert from 'node:assert/strict'
import type {Schema} from '../src/notation/schema.ts'
import {structuralProblems} from './structural.ts'

const cases: readonly [string, Schema, string][] = [
  ['no type', {type: 'object', properties: {a: {}}}, '.a has no type'],
  ['an unknown required field', {type: 'object', required: ['a']}, '(root) requires a, which it does not describe'],
  ['a list of nothing', {type: 'array'}, '(root) is a list of nothing'],
  [
    'a key that items may lack',
    {
      type: 'array',
      items: {type: 'object', properties: {a: {type: 'string'}}},
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['a'],
    },
    '(root) merges by a, which items may lack',
  ],
  ['a wrong default', {type: 'string', enum: ['a'], default: 'b'}, '(root) has a default that is not in the enum'],
  [
    'an incomplete default',
    {type: 'object', properties: {a: {type: 'string'}}, required: ['a'], default: {}},
    '(root) has a default that lacks a',
  ],
]

describe('the check of schemas', () => {
  for (const [name, schema, problem] of cases) {
    it(`finds ${name}`, () => assert.deepEqual(structuralProblems(schema, 'custom'), [problem]))
  }

  it('is content with a sound schema', () => {
    const sound: Schema = {type: 'object', properties: {a: {type: 'integer', default: 1}}, required: ['a']}
    assert.deepEqual(structuralProblems(sound, 'custom'), [])
  })
})
