import assert from 'node:assert/strict'
import {parseConditions, parseText} from './attributes.ts'
import {patterns} from './patterns.ts'

describe('the text of a field', () => {
  it('begins with a type', () => {
    assert.deepEqual(parseText('string'), {type: 'string', attributes: {}})
    assert.deepEqual(parseText('enum:|A|B'), {type: 'enum:|A|B', attributes: {}})
  })

  it('goes on with conditions in any order', () => {
    assert.deepEqual(parseText('string ~domain len 1..63').attributes, {
      length: {least: 1, most: 63},
      pattern: patterns.domain,
    })
    assert.deepEqual(parseText('[string] items ..8 set nullable').attributes, {
      items: {most: 8},
      merge: {list: 'set'},
      nullable: true,
    })
    assert.deepEqual(parseText('int32 range -5..').attributes, {range: {least: -5}})
  })

  it('ends with a default, which is JSON and may hold anything', () => {
    assert.deepEqual(parseText('string = "a = b"').attributes, {default: {value: 'a = b', byServer: false}})
    assert.deepEqual(parseText('any = {"type": "X"}').attributes, {default: {value: {type: 'X'}, byServer: false}})
    assert.deepEqual(parseText('bool := false').attributes, {default: {value: false, byServer: true}})
  })

  it('says how lists merge and are patched', () => {
    assert.deepEqual(parseText('[@ContainerPort] map containerPort,protocol merge containerPort').attributes, {
      merge: {list: 'map', keys: ['containerPort', 'protocol']},
      patch: {strategy: 'merge', key: 'containerPort'},
    })
    assert.deepEqual(parseText('[@Volume] merge name retainKeys').attributes.patch, {
      strategy: 'merge,retainKeys',
      key: 'name',
    })
    assert.deepEqual(parseText('[string] set merge -').attributes.patch, {strategy: 'merge'})
    assert.deepEqual(parseText('@apps/v1/DeploymentStrategy retainKeys').attributes.patch, {strategy: 'retainKeys'})
  })

  it('has no type for an object or a list', () => {
    assert.deepEqual(parseConditions('...PodSpec without resources,os'), {
      spread: 'PodSpec',
      without: ['resources', 'os'],
    })
    assert.deepEqual(parseConditions('items 1..1 atomic'), {items: {least: 1, most: 1}, merge: {list: 'atomic'}})
    assert.deepEqual(parseConditions(), {})
  })

  it('is refused when a word is unknown or incomplete', () => {
    assert.throws(() => parseText('string unique'), /unknown word "unique" in "string unique"/)
    assert.throws(() => parseText('string ~nothing'), /no pattern is named "nothing"/)
    assert.throws(() => parseText('string len 63'), /"63" is not a range such as 1\.\.63/)
    assert.throws(() => parseText('[string] map'), /"map" needs a value/)
    assert.throws(() => parseText('string = yes'), SyntaxError)
  })
})
