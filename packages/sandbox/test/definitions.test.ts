import assert from 'node:assert/strict'
import {startWire, type Wire} from '../src/server/testing/wire.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const merge = {'content-type': 'application/merge-patch+json'}
const open = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}

const version = (name: string, more: object = {}) => ({
  name,
  served: true,
  storage: false,
  schema: {openAPIV3Schema: {type: 'object', properties: {spec: open}}},
  ...more,
})
const definition = (plural: string, names: object = {}, spec: object = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: `${plural}.life.example`},
  spec: {
    group: 'life.example',
    scope: 'Namespaced',
    names: {plural, kind: plural.replace(/s$/, '').replace(/^./, (letter) => letter.toUpperCase()), ...names},
    versions: [version('v1', {storage: true})],
    ...spec,
  },
})

/** @feature API: definitions: names, versions, storage versions, CEL rules, deletion | works */
describe('the life of a definition', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire({crds: []})
  })
  afterEach(() => wire.close())

  const post = (body: object) => wire.call('POST', crds, {body})
  const get = async (plural: string) => (await wire.call('GET', `${crds}/${plural}.life.example`)).body
  const patch = (plural: string, body: object, sub = '') =>
    wire.call('PATCH', `${crds}/${plural}.life.example${sub}`, {body, headers: merge})
  const conditionsOf = async (plural: string): Promise<string[]> =>
    (await get(plural)).status.conditions.map(
      ({type, status, reason, message}: Record<string, string>) => `${type}=${status} ${reason}: ${message}`,
    )
  const path = (apiVersion: string, plural: string) => `/apis/life.example/${apiVersion}/namespaces/default/${plural}`
  const make = (kind: string, name: string, apiVersion = 'v1') => ({
    apiVersion: `life.example/${apiVersion}`,
    kind,
    metadata: {name},
    spec: {a: 1},
  })

  it('names are accepted one by one, and the rest is told', async () => {
    await post(definition('cats', {shortNames: ['c', 'k']}))
    await post(definition('dogs', {kind: 'Cat', shortNames: ['k', 'c', 'd']}))
    await post(definition('birds', {singular: 'cat'}))
    assert.deepEqual(await conditionsOf('dogs'), [
      'NamesAccepted=False ListKindConflict: "CatList" is already in use',
      'Established=False NotAccepted: not all names are accepted',
    ])
    assert.deepEqual((await get('dogs')).status.acceptedNames, {plural: 'dogs', kind: ''})
    assert.match((await conditionsOf('birds'))[0] ?? '', /SingularConflict: "cat" is already in use$/)
  })

  it('an established definition stays so when a new name of it is taken', async () => {
    await post(definition('cats', {shortNames: ['c']}))
    await post(definition('dogs'))
    await patch('dogs', {spec: {names: {shortNames: ['c', 'd']}}})
    assert.deepEqual(await conditionsOf('dogs'), [
      'NamesAccepted=False ShortNamesConflict: "c" is already in use',
      'Established=True InitialNamesAccepted: the initial names have been accepted',
    ])
    assert.equal((await wire.call('POST', path('v1', 'dogs'), {body: make('Dog', 'rex')})).code, 201)
  })

  it('a name that becomes free is taken with the next change', async () => {
    await post(definition('cats', {shortNames: ['c']}))
    await post(definition('dogs', {shortNames: ['c']}))
    await wire.call('DELETE', `${crds}/cats.life.example`)
    await patch('dogs', {metadata: {labels: {touched: 'yes'}}})
    assert.deepEqual(
      (await conditionsOf('dogs'))[1],
      'Established=True InitialNamesAccepted: the initial names have been accepted',
    )
  })

  it('the storage version moves on, and the old one cannot go before it is struck off', async () => {
    await post(definition('cats'))
    await wire.call('POST', path('v1', 'cats'), {body: make('Cat', 'tom')})
    const both = [version('v1'), version('v2', {storage: true})]
    await patch('cats', {spec: {versions: both}})
    const moved = await get('cats')
    const tom = await wire.call('GET', `${path('v2', 'cats')}/tom`)
    const early = await patch('cats', {spec: {versions: [version('v2', {storage: true})]}})
    await patch('cats', {status: {storedVersions: ['v2']}}, '/status')
    const late = await patch('cats', {spec: {versions: [version('v2', {storage: true})]}})
    assert.deepEqual(moved.status.storedVersions, ['v1', 'v2'])
    assert.equal(tom.body.apiVersion, 'life.example/v2')
    assert.equal(
      early.body.message,
      'CustomResourceDefinition.apiextensions.k8s.io "cats.life.example" is invalid: status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions',
    )
    assert.equal(late.code, 200)
    assert.equal((await wire.call('GET', path('v1', 'cats'))).code, 404)
    assert.equal((await wire.call('GET', `${path('v2', 'cats')}/tom`)).body.spec.a, 1)
  })

  it('a version that is not served cannot be asked for, and its objects go with the definition all the same', async () => {
    await post(definition('cats'))
    await wire.call('POST', path('v1', 'cats'), {body: make('Cat', 'tom')})
    await patch('cats', {spec: {versions: [version('v1', {storage: true, served: false})]}})
    assert.equal((await wire.call('GET', path('v1', 'cats'))).code, 404)
    await wire.call('DELETE', `${crds}/cats.life.example`)
    await post(definition('cats'))
    assert.deepEqual((await wire.call('GET', path('v1', 'cats'))).body.items, [])
  })

  const refused: [what: string, spec: object, message: RegExp][] = [
    ['no storage version', {versions: [version('v1')]}, /must have exactly one version marked as storage version/],
    [
      'twice a version',
      {versions: [version('v1', {storage: true}), version('v1')]},
      /must contain unique version names/,
    ],
    [
      'an incomplete schema',
      {versions: [version('v1', {storage: true, schema: {openAPIV3Schema: {type: 'object', properties: {a: {}}}}})]},
      /schema\.openAPIV3Schema\.properties\[a\]\.type: Required value: must not be empty for specified object fields/,
    ],
    ['another scope', {scope: 'Cluster'}, /spec\.scope: Invalid value: "Cluster": field is immutable/],
    [
      'a rule that is none',
      {
        versions: [
          version('v1', {
            storage: true,
            schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-validations': [{rule: 'self.'}]}},
          }),
        ],
      },
      /openAPIV3Schema\.x-kubernetes-validations\[0\]\.rule: Invalid value: "self\.": compilation failed: ERROR: /,
    ],
  ]
  for (const [what, spec, message] of refused)
    it(`an update to ${what} is refused`, async () => {
      await post(definition('cats'))
      const {code, body} = await patch('cats', {spec})
      assert.equal(code, 422)
      assert.match(body.message, message)
    })

  /** @feature API: conversion webhooks of definitions | missing */
  it('conversion by webhook is refused by name', async () => {
    const {code, body} = await post(definition('cats', {}, {conversion: {strategy: 'Webhook'}}))
    assert.equal(code, 501)
    assert.match(body.message, /^the sandbox does not implement conversion webhooks/)
  })

  it('rules: old values, optional old values, message expressions, paths and reasons', async () => {
    const rules = [
      {
        rule: 'self.max >= self.min',
        messageExpression: "'max ' + string(self.max) + ' is below ' + string(self.min)",
        fieldPath: '.max',
      },
      {rule: 'self.fixed == oldSelf.fixed', message: 'fixed stays', reason: 'FieldValueForbidden', fieldPath: '.fixed'},
      {rule: 'oldSelf.hasValue() || self.min > 0', optionalOldSelf: true, message: 'a first min is positive'},
      {
        rule: "self.size == '' || quantity(self.size).isLessThan(quantity('1Gi'))",
        reason: 'FieldValueRequired',
        message: 'small',
      },
    ]
    const integer = {type: 'integer'}
    const spec = {
      type: 'object',
      properties: {
        min: integer,
        max: integer,
        fixed: {type: 'string', default: ''},
        size: {type: 'string', default: ''},
      },
      'x-kubernetes-validations': rules,
    }
    const schema = {openAPIV3Schema: {type: 'object', properties: {spec}}}
    await post(definition('cats', {}, {versions: [version('v1', {storage: true, schema})]}))
    const send = async (body: object) =>
      (await wire.call('POST', path('v1', 'cats'), {body: {...make('Cat', 'tom'), spec: body}})).body
    const head = 'Cat.life.example "tom" is invalid: '

    assert.equal((await send({min: 3, max: 2})).message, `${head}spec.max: Invalid value: max 2 is below 3`)
    assert.equal((await send({min: 0, max: 2})).message, `${head}spec: Invalid value: a first min is positive`)
    assert.equal((await send({min: 1, max: 2, size: '2Gi'})).message, `${head}spec: Required value: small`)
    assert.equal(
      (await send({max: 2})).message.startsWith(`${head}[spec: Invalid value: no such key: min evaluating rule: `),
      true,
    )
    await send({min: 1, max: 2, fixed: 'a'})
    const changed = await wire.call('PATCH', `${path('v1', 'cats')}/tom`, {
      body: {spec: {fixed: 'b', min: 0}},
      headers: merge,
    })
    assert.equal(changed.body.message, `${head}spec.fixed: Forbidden: fixed stays`)
    assert.deepEqual(changed.body.details.causes[0].reason, 'FieldValueForbidden')
  })
})
