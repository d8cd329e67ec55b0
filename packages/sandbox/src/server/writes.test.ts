import assert from 'node:assert/strict'
import {widget, widgetPath} from './testing/widgets.ts'
import {startWire, type Wire} from './testing/wire.ts'

describe('writes over the wire', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
  })
  afterEach(() => wire.close())

  const create = (name: string, spec?: object, query = '') =>
    wire.call('POST', widgetPath + query, {body: widget(name, spec)})

  /** @feature API: identity, defaults and ownership on create | works */
  it('create sets identity, defaults and ownership, and drops the status', async () => {
    const {code, body} = await wire.call('POST', widgetPath, {
      body: {...widget('a', {parts: [{name: 'x'}]}), status: {ready: 1}},
    })

    assert.equal(code, 201)
    assert.match(body.metadata.uid, /^[0-9a-f-]{36}$/)
    assert.match(body.metadata.creationTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    assert.equal(body.metadata.generation, 1)
    assert.deepEqual(body.spec, {parts: [{name: 'x', size: 1}], color: 'red'})
    assert.equal(body.status, undefined)
    assert.equal(body.metadata.managedFields.length, 1)
  })

  const refused: [what: string, body: unknown, code: number, message: string | RegExp][] = [
    [
      'no name',
      widget(''),
      422,
      'Widget.example.com "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      'a bad name',
      widget('A'),
      422,
      /^Widget\.example\.com "A" is invalid: metadata\.name: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of/,
    ],
    [
      'a wrong kind',
      {...widget('x'), kind: 'Foo'},
      422,
      'Foo.example.com "x" is invalid: kind: Invalid value: "Foo": must be Widget',
    ],
    [
      'a wrong version',
      {...widget('x'), apiVersion: 'example.com/v9'},
      400,
      'the API version in the data (example.com/v9) does not match the expected API version (example.com/v1)',
    ],
    [
      'no kind',
      {apiVersion: 'example.com/v1'},
      400,
      /^the object provided is unrecognized \(must be of type Widget\): Object 'Kind' is missing in '/,
    ],
    ['broken JSON', '{"a":', 400, /couldn't get version\/kind; json parse error: /],
    [
      'another namespace',
      widget('x', {}, {namespace: 'other'}),
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'a wrong type',
      widget('x', {replicas: 'many'}),
      422,
      'Widget.example.com "x" is invalid: spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
    ],
    [
      'too small',
      widget('x', {replicas: -1}),
      422,
      'Widget.example.com "x" is invalid: spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0',
    ],
    [
      'not in the enum',
      widget('x', {color: 'blue'}),
      422,
      'Widget.example.com "x" is invalid: spec.color: Unsupported value: "blue": supported values: "red", "green"',
    ],
    [
      'a missing field',
      widget('x', {parts: [{}]}),
      422,
      'Widget.example.com "x" is invalid: spec.parts[0].name: Required value',
    ],
    [
      'twice the same key',
      widget('x', {parts: [{name: 'c'}, {name: 'c'}]}),
      422,
      'Widget.example.com "x" is invalid: spec.parts[1]: Duplicate value: {"name":"c"}',
    ],
    [
      'twice in a set',
      widget('x', {tags: ['a', 'a']}),
      422,
      'Widget.example.com "x" is invalid: spec.tags[1]: Duplicate value: "a"',
    ],
    [
      'no match',
      widget('x', {name: 'X1'}),
      422,
      `Widget.example.com "x" is invalid: spec.name: Invalid value: "X1": spec.name in body should match '^[a-z]+$'`,
    ],
    [
      'too long',
      widget('x', {name: 'abcdef'}),
      422,
      'Widget.example.com "x" is invalid: spec.name: Too long: may not be more than 5 bytes',
    ],
    [
      'a broken rule',
      widget('x', {replicas: 13}),
      422,
      'Widget.example.com "x" is invalid: spec: Invalid value: thirteen brings bad luck',
    ],
    [
      'two findings',
      widget('x', {replicas: -1, color: 'blue'}),
      422,
      /^Widget\.example\.com "x" is invalid: \[spec\.replicas: .*, spec\.color: .*\]$/,
    ],
  ]
  for (const [what, body, code, message] of refused)
    it(`refuses ${what}`, async () => {
      const answer = await wire.call('POST', widgetPath, {body})
      assert.equal(answer.code, code)
      assert.equal(answer.body.kind, 'Status')
      if (typeof message === 'string') assert.equal(answer.body.message, message)
      else assert.match(answer.body.message, message)
    })

  it('a second create of the same name is AlreadyExists with its details', async () => {
    await create('a')
    const {code, body} = await create('a')

    assert.equal(code, 409)
    assert.equal(body.reason, 'AlreadyExists')
    assert.equal(body.message, 'widgets.example.com "a" already exists')
    assert.deepEqual(body.details, {name: 'a', group: 'example.com', kind: 'widgets'})
  })

  /** @feature API: generateName | works */
  it('generateName draws five letters and stays in the object', async () => {
    const {body} = await wire.call('POST', widgetPath, {body: widget('', {}, {generateName: 'gen-'})})
    assert.match(body.metadata.name, /^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    assert.equal(body.metadata.generateName, 'gen-')
  })

  /** @feature API: field validation: Strict, Warn, Ignore | works */
  it('unknown and repeated fields: a warning by default, an error when strict, silence when ignored', async () => {
    const text =
      '{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"replicas":1,"replicas":2,"bogus":1}}'
    const warned = await wire.call('POST', `${widgetPath}?dryRun=All`, {body: text})
    const strict = await wire.call('POST', `${widgetPath}?fieldValidation=Strict`, {body: text})
    const ignored = await wire.call('POST', `${widgetPath}?fieldValidation=Ignore`, {body: text})

    assert.equal(
      warned.headers['warning'],
      '299 - "duplicate field \\"spec.replicas\\"", 299 - "unknown field \\"spec.bogus\\""',
    )
    assert.equal(strict.code, 400)
    assert.equal(
      strict.body.message,
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: duplicate field "spec.replicas", unknown field "spec.bogus"',
    )
    assert.equal(ignored.headers['warning'], undefined)
    assert.deepEqual(ignored.body.spec, {replicas: 2, color: 'red'})
  })

  /** @feature API: dry run of every write | works */
  it('dryRun answers as the real call and stores nothing; other values are refused', async () => {
    const {code} = await create('a', {}, '?dryRun=All')
    const later = await wire.call('GET', `${widgetPath}/a`)
    const other = await create('a', {}, '?dryRun=Some')
    assert.deepEqual([code, later.code, other.code], [201, 404, 422])
  })

  /** @feature API: optimistic concurrency | works */
  it('PUT needs the current resourceVersion', async () => {
    const {body} = await create('a')
    const without = await wire.call('PUT', `${widgetPath}/a`, {body: widget('a', {replicas: 1})})
    const fresh = await wire.call('PUT', `${widgetPath}/a`, {body: {...body, spec: {replicas: 2}}})
    const stale = await wire.call('PUT', `${widgetPath}/a`, {body: {...body, spec: {replicas: 3}}})
    const missing = await wire.call('PUT', `${widgetPath}/b`, {body: widget('b')})
    const misnamed = await wire.call('PUT', `${widgetPath}/b`, {body: widget('a', {}, {resourceVersion: '1'})})

    assert.equal(
      without.body.message,
      'Widget.example.com "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    )
    assert.equal(fresh.body.metadata.generation, 2)
    assert.equal(
      stale.body.message,
      'Operation cannot be fulfilled on widgets.example.com "a": the object has been modified; please apply your changes to the latest version and try again',
    )
    assert.equal(missing.code, 404)
    assert.equal(misnamed.code, 404)
  })

  /** @feature API: generation and versions move with real changes only | works */
  it('a change that changes nothing keeps version and generation; metadata keeps the generation', async () => {
    const {body} = await create('a', {replicas: 1})
    const same = await wire.call('PUT', `${widgetPath}/a`, {body})
    const labelled = await wire.call('PUT', `${widgetPath}/a`, {
      body: {...body, metadata: {...body.metadata, labels: {a: 'b'}}},
    })
    assert.equal(same.body.metadata.resourceVersion, body.metadata.resourceVersion)
    assert.equal(labelled.body.metadata.generation, 1)
    assert.notEqual(labelled.body.metadata.resourceVersion, body.metadata.resourceVersion)
  })

  it('transition rules see the old value', async () => {
    const {body} = await create('a', {fixed: 'x'})
    const changed = await wire.call('PUT', `${widgetPath}/a`, {body: {...body, spec: {...body.spec, fixed: 'y'}}})
    assert.equal(
      changed.body.message,
      'Widget.example.com "a" is invalid: spec.fixed: Invalid value: "y": fixed is immutable',
    )
  })

  /** @feature API: several versions of a custom kind, without conversion | works */
  it('another version shows the same object under its own apiVersion', async () => {
    await create('a', {replicas: 2})
    const {body} = await wire.call('GET', '/apis/example.com/v1alpha1/namespaces/default/widgets/a')
    assert.deepEqual([body.apiVersion, body.spec.replicas], ['example.com/v1alpha1', 2])
  })

  it('nothing can be created where no namespace is, or in one that goes', async () => {
    const body = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'a'}}
    const missing = await wire.call('POST', '/api/v1/namespaces/nope/configmaps', {body})
    await wire.call('POST', '/api/v1/namespaces', {
      body: {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'going'}},
    })
    const going = await wire.call('DELETE', '/api/v1/namespaces/going')
    const late = await wire.call('POST', '/api/v1/namespaces/going/configmaps', {body})

    assert.equal(missing.body.message, 'namespaces "nope" not found')
    assert.equal(going.body.status.phase, 'Terminating')
    assert.equal(late.code, 403)
    assert.equal(late.body.details.causes[0].reason, 'NamespaceTerminating')
  })
})
