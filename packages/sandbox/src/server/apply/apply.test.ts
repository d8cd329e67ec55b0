import assert from 'node:assert/strict'
import {widget, widgetPath} from '../testing/widgets.ts'
import {type Answer, startWire, type Wire} from '../testing/wire.ts'

interface Entry {
  manager: string
  operation: string
  subresource?: string
  fieldsV1: Record<string, unknown>
}

/** @feature API: server-side apply: create, force, ownership, removal | works */
describe('server-side apply', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
  })
  afterEach(() => wire.close())

  const apply = (
    manager: string,
    spec: object,
    {meta = {}, query = '', name = 'a'}: {meta?: object; query?: string; name?: string} = {},
  ): Promise<Answer> =>
    wire.call('PATCH', `${widgetPath}/${name}?fieldManager=${manager}${query}`, {
      body: widget(name, spec, meta),
      headers: {'content-type': 'application/apply-patch+yaml'},
    })
  const update = (manager: string, body: object): Promise<Answer> =>
    wire.call('PATCH', `${widgetPath}/a?fieldManager=${manager}`, {
      body,
      headers: {'content-type': 'application/merge-patch+json'},
    })
  const owners = ({body}: Answer): Record<string, unknown> =>
    Object.fromEntries(
      body.metadata.managedFields.map(({manager, operation, fieldsV1}: Entry) => [`${manager} ${operation}`, fieldsV1]),
    )

  it('creates what is not there, and owns exactly what it says', async () => {
    const answer = await apply(
      'one',
      {replicas: 1, parts: [{name: 'a', size: 2}], tags: ['x/y']},
      {meta: {labels: {l: '1'}}},
    )
    assert.equal(answer.code, 201)
    assert.deepEqual(owners(answer), {
      'one Apply': {
        'f:metadata': {'f:labels': {'f:l': {}}},
        'f:spec': {
          'f:replicas': {},
          'f:parts': {'k:{"name":"a"}': {'.': {}, 'f:name': {}, 'f:size': {}}},
          'f:tags': {'v:"x/y"': {}},
        },
      },
    })
  })

  it('one conflict is named in a line', async () => {
    await apply('one', {replicas: 1})
    const answer = await apply('two', {replicas: 2})
    assert.equal(answer.code, 409)
    assert.equal(answer.body.reason, 'Conflict')
    assert.equal(answer.body.message, 'Apply failed with 1 conflict: conflict with "one": .spec.replicas')
    assert.deepEqual(answer.body.details.causes, [
      {reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.replicas'},
    ])
  })

  it('several conflicts are listed by manager', async () => {
    await apply('one', {replicas: 1}, {meta: {labels: {a: '1'}}})
    const answer = await apply('two', {replicas: 2}, {meta: {labels: {a: '2'}}})
    assert.equal(
      answer.body.message,
      'Apply failed with 2 conflicts: conflicts with "one":\n- .metadata.labels.a\n- .spec.replicas',
    )
  })

  it('a manager that updated is named with its version', async () => {
    await apply('one', {color: 'red'})
    await update('m1', {spec: {replicas: 3}})
    const answer = await apply('one', {color: 'red', replicas: 4})
    assert.equal(
      answer.body.message,
      'Apply failed with 1 conflict: conflict with "m1" using example.com/v1: .spec.replicas',
    )
  })

  it('items of a keyed list are named by their keys', async () => {
    await apply('one', {parts: [{name: 'a', size: 1}]})
    const answer = await apply('two', {parts: [{name: 'a', size: 2}]})
    assert.equal(answer.body.message, 'Apply failed with 1 conflict: conflict with "one": .spec.parts[name="a"].size')
  })

  it('the same value is shared, and stays until the last owner drops it', async () => {
    await apply('one', {replicas: 1})
    await apply('two', {replicas: 1})
    const dropped = await apply('one', {})
    const gone = await apply('two', {})
    assert.equal(dropped.body.spec.replicas, 1)
    assert.equal(gone.body.spec.replicas, undefined)
  })

  it('force takes the field from the others', async () => {
    await apply('one', {replicas: 1, name: 'x'})
    const answer = await apply('two', {replicas: 2}, {query: '&force=true'})
    assert.equal(answer.code, 200)
    assert.equal(answer.body.spec.replicas, 2)
    assert.deepEqual(owners(answer), {
      'one Apply': {'f:spec': {'f:name': {}}},
      'two Apply': {'f:spec': {'f:replicas': {}}},
    })
  })

  it('an update takes fields over without asking', async () => {
    await apply('one', {replicas: 1})
    const answer = await update('m1', {spec: {replicas: 3}})
    assert.deepEqual(owners(answer), {'m1 Update': {'f:spec': {'f:replicas': {}}}})
  })

  it('items, sets and maps go one by one', async () => {
    await apply('one', {parts: [{name: 'a'}], tags: ['x'], labels: {k: '1'}})
    await apply('two', {parts: [{name: 'b'}], tags: ['y'], labels: {l: '2'}})
    const merged = await wire.call('GET', `${widgetPath}/a`)
    const left = await apply('one', {})
    assert.deepEqual(
      merged.body.spec.parts.map(({name}: {name: string}) => name),
      ['a', 'b'],
    )
    assert.deepEqual(left.body.spec, {color: 'red', parts: [{name: 'b', size: 1}], tags: ['y'], labels: {l: '2'}})
  })

  it('atomic lists belong to one manager as a whole', async () => {
    await apply('one', {words: ['a', 'b']})
    const clash = await apply('two', {words: ['a', 'c']})
    const replaced = await apply('one', {words: ['z']})
    assert.equal(clash.code, 409)
    assert.deepEqual(replaced.body.spec.words, ['z'])
  })

  it('the same configuration again changes nothing, not even the version', async () => {
    const first = await apply('one', {replicas: 1, parts: [{name: 'a'}]})
    const second = await apply('one', {replicas: 1, parts: [{name: 'a'}]})
    assert.equal(second.body.metadata.resourceVersion, first.body.metadata.resourceVersion)
  })

  it('status is applied through its endpoint and kept apart', async () => {
    await apply('one', {replicas: 1})
    const answer = await wire.call('PATCH', `${widgetPath}/a/status?fieldManager=ctl`, {
      body: {...widget('a'), status: {ready: 1}},
      headers: {'content-type': 'application/apply-patch+yaml'},
    })
    const entry = answer.body.metadata.managedFields.find(({manager}: Entry) => manager === 'ctl')
    assert.deepEqual(answer.body.status, {ready: 1})
    assert.deepEqual([entry.subresource, entry.fieldsV1], ['status', {'f:status': {'f:ready': {}}}])
    assert.equal(answer.body.spec.replicas, 1)
  })

  const refused: [what: string, path: string, body: object, code: number, message: string][] = [
    [
      'no manager',
      '',
      widget('a'),
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
    [
      'managedFields in the body',
      '?fieldManager=x',
      widget('a', {}, {managedFields: []}),
      400,
      'metadata.managedFields must be nil',
    ],
    [
      'an unknown field',
      '?fieldManager=x&fieldValidation=Ignore',
      widget('a', {bogus: 1}),
      500,
      'failed to create typed patch object (/a; example.com/v1, Kind=Widget): .spec.bogus: field not declared in schema',
    ],
  ]
  for (const [what, query, body, code, message] of refused)
    it(`refuses ${what}`, async () => {
      const answer = await wire.call('PATCH', `${widgetPath}/a${query}`, {
        body,
        headers: {'content-type': 'application/apply-patch+yaml'},
      })
      assert.deepEqual([answer.code, answer.body.message], [code, message])
    })

  it('takes the owners of an object', async () => {
    const owner = {apiVersion: 'example.com/v1', kind: 'Widget', name: 'a', uid: 'u', controller: false}
    const {code, body} = await wire.call('PATCH', `${widgetPath}/owned?fieldManager=x`, {
      body: widget('owned', {}, {ownerReferences: [owner]}),
      headers: {'content-type': 'application/apply-patch+yaml'},
    })
    assert.deepEqual([code, body.metadata.ownerReferences], [201, [owner]])
  })

  it('a stale resourceVersion and force without apply are refused', async () => {
    await apply('one', {replicas: 1})
    const stale = await apply('one', {replicas: 2}, {meta: {resourceVersion: '1'}})
    const force = await wire.call('PATCH', `${widgetPath}/a?force=true`, {
      body: {},
      headers: {'content-type': 'application/merge-patch+json'},
    })
    assert.equal(stale.code, 409)
    assert.equal(
      force.body.message,
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    )
  })

  it('YAML is a body too, and strategic merge is not for custom resources', async () => {
    const yaml = await wire.call('PATCH', `${widgetPath}/a?fieldManager=x`, {
      body: 'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: a\nspec:\n  replicas: 3\n',
      headers: {'content-type': 'application/apply-patch+yaml'},
    })
    const strategic = await wire.call('PATCH', `${widgetPath}/a`, {
      body: {},
      headers: {'content-type': 'application/strategic-merge-patch+json'},
    })
    assert.equal(yaml.body.spec.replicas, 3)
    assert.equal(strategic.code, 415)
    assert.match(
      strategic.body.message,
      /accepted media types include: application\/json-patch\+json, application\/merge-patch\+json, application\/apply-patch\+yaml$/,
    )
  })
})
