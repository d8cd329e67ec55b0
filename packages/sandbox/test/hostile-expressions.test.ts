import assert from 'node:assert/strict'
import {parseQuantity} from '@ome/capacity/quantity'
import {loadCel} from '@ome/kinds/validation/cel/engine'
import {ruleCheck} from '@ome/kinds/validation/cel/rules'
import type {Schema} from '@ome/kinds/validation/schema'
import {validateSchema} from '@ome/kinds/validation/validate'
import {startWire, type Wire} from '../src/server/testing/wire.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const things = '/apis/test.ome.cli/v1/namespaces/default/things'

const definition = (spec: object) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: 'things.test.ome.cli'},
  spec: {
    group: 'test.ome.cli',
    names: {plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList'},
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {openAPIV3Schema: {type: 'object', properties: {spec}}},
      },
    ],
  },
})

const thing = (spec: unknown) => ({apiVersion: 'test.ome.cli/v1', kind: 'Thing', metadata: {name: 't'}, spec})
const evil = '(a+)+$'
const text = `${'a'.repeat(40)}x`

/** @feature Access: patterns and rules of strangers are linear or bounded: catastrophic ones harm nobody | works */
describe('expressions that would take for ever', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
  })
  afterEach(() => wire.close())

  const define = async (spec: object): Promise<void> => {
    const {code, body} = await wire.call('POST', crds, {body: definition(spec)})
    assert.equal(code, 201, body.message)
  }

  it('a pattern of a definition', async () => {
    await define({type: 'object', properties: {name: {type: 'string', pattern: evil}}})
    const {code, body} = await wire.call('POST', things, {body: thing({name: text})})

    assert.equal(code, 422)
    assert.match(body.message, /spec\.name in body should match/)
  })

  it('a pattern that Go does not know is refused with the definition', async () => {
    const {code, body} = await wire.call('POST', crds, {
      body: definition({type: 'object', properties: {name: {type: 'string', pattern: '(?=a)b'}}}),
    })

    assert.equal(code, 422)
    assert.match(body.message, /must be a valid regular expression, but isn't: error parsing regexp/)
  })

  it('an expression in a rule', async () => {
    await define({
      type: 'object',
      properties: {name: {type: 'string'}},
      'x-kubernetes-validations': [{rule: `self.name.matches('${evil}')`, message: 'no match'}],
    })
    const {code, body} = await wire.call('POST', things, {body: thing({name: text})})

    assert.equal(code, 422)
    assert.match(body.message, /no match/)
  })

  it('loops within loops over long lists: the rule runs out of its budget, and others are served', async () => {
    await define({
      type: 'object',
      properties: {list: {type: 'array', items: {type: 'integer'}}},
      'x-kubernetes-validations': [
        {rule: 'self.list.all(a, self.list.all(b, self.list.all(c, a + b + c >= 0)))', message: 'no'},
      ],
    })
    const small = await wire.call('POST', things, {body: thing({list: [1, 2, 3]})})
    const list = Array.from({length: 2000}, (_, index) => index)
    const [large, other] = await Promise.all([
      wire.call('PUT', `${things}/t`, {body: {...thing({list}), metadata: small.body.metadata}}),
      wire.call('GET', '/api/v1/namespaces'),
    ])

    assert.deepEqual([small.code, large.code, other.code], [201, 422, 200])
    assert.match(large.body.message, /validation failed due to running out of cost budget/)
  })

  it('what one write used up is not missing in the next of the same turn', async () => {
    const cel = await loadCel({parseQuantity, extend: () => {}})
    const list: Schema = {
      type: 'array',
      'x-kubernetes-validations': [{rule: 'self.all(a, self.all(b, self.all(c, a + b + c >= 0)))', message: 'no'}],
    }
    const schema: Schema = {type: 'object', properties: {list}}
    const write = (length: number) => {
      const object = {list: Array.from({length}, (_, index) => index)}
      return validateSchema(object, undefined, schema, ruleCheck(cel)).map(({message}) => message)
    }

    assert.match(write(2000).join(), /running out of cost budget/)
    assert.deepEqual(write(3), [])
  })
})
