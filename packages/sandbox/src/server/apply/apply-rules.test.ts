import assert from 'node:assert/strict'
import {asObject, valueAt} from '@ome/kinds/validation/json'
import {applying, deployment, deployments, entries, entry, mergeType} from '../testing/applying.ts'
import {widget, widgetPath, widgets} from '../testing/widgets.ts'
import {type Answer, startWire, type Wire} from '../testing/wire.ts'

/** @feature API: server-side apply by the rules of structured-merge-diff, conflicts in its words | works */
describe('the rules of server-side apply', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
  })
  afterEach(() => wire.close())
  const {call, apply, update} = applying(() => wire)

  describe('lists', () => {
    it('an item given up goes, unless another manager has applied it', async () => {
      await apply('one', {parts: [{name: 'a'}, {name: 'b'}]})
      await apply('two', {parts: [{name: 'b'}]})
      const left = await apply('one', {parts: []})
      assert.deepEqual(left.body.spec.parts, [{name: 'b', size: 1}])
      assert.equal(entry(left, 'one'), undefined)
    })

    it('the configuration decides the order of its items, new ones come after the one before them', async () => {
      await apply('one', {parts: [{name: 'a'}, {name: 'c'}]})
      const answer = await apply('two', {parts: [{name: 'c'}, {name: 'b'}]})
      const back = await apply('one', {parts: [{name: 'c'}, {name: 'a'}]})
      const names = ({body}: Answer) => body.spec.parts.map(({name}: {name: string}) => name)
      assert.deepEqual(names(answer), ['a', 'c', 'b'])
      assert.deepEqual(names(back), ['c', 'b', 'a'])
    })

    it('a key with a default may be left out', async () => {
      const ports = (list: object[]) =>
        deployment({
          template: {metadata: {labels: {a: 'b'}}, spec: {containers: [{name: 'c', image: 'x:1', ports: list}]}},
        })
      const first = await call(`${deployments}/d`, 'one', ports([{containerPort: 80}]))
      const second = await call(
        `${deployments}/d`,
        'one',
        ports([
          {containerPort: 80, protocol: 'TCP'},
          {containerPort: 80, protocol: 'UDP'},
        ]),
      )
      const path = ['f:spec', 'f:template', 'f:spec', 'f:containers', 'k:{"name":"c"}', 'f:ports']
      const ports80 = asObject(valueAt(entry(second, 'one')?.fieldsV1, path))
      assert.equal(first.code, 201)
      assert.deepEqual(Object.keys(ports80), [
        'k:{"containerPort":80,"protocol":"TCP"}',
        'k:{"containerPort":80,"protocol":"UDP"}',
      ])
      assert.equal(second.body.spec.template.spec.containers[0].ports.length, 2)
    })

    it("an empty list of items is nobody's, an empty atomic list is owned", async () => {
      const answer = await apply('one', {parts: [], tags: [], words: [], labels: {}})
      assert.deepEqual(entry(answer, 'one')?.fieldsV1, {'f:spec': {'f:words': {}, 'f:labels': {}}})
    })

    it('duplicates are refused', async () => {
      const parts = await apply('one', {parts: [{name: 'a'}, {name: 'a'}]})
      const tags = await apply('one', {tags: ['x', 'x']})
      const both = await apply('one', {parts: [{name: 'a'}, {name: 'a'}], replicas: 'x'})
      const head = 'failed to create typed patch object (/a; example.com/v1, Kind=Widget): '
      assert.deepEqual(
        [parts.code, parts.body.message],
        [500, `${head}.spec.parts: duplicate entries for key [name="a"]`],
      )
      assert.equal(tags.body.message, `${head}.spec.tags: duplicate entries for key [="x"]`)
      assert.equal(
        both.body.message,
        `${head}errors:\n  .spec.parts: duplicate entries for key [name="a"]\n  .spec.replicas: expected numeric (int or float), got string`,
      )
    })

    it('an item without its key is refused', async () => {
      const answer = await apply('one', {parts: [{size: 3}]})
      assert.match(
        answer.body.message,
        /: \.spec\.parts: element 0: associative list with keys has an element that omits all key fields \["name"\]/,
      )
    })
  })

  describe('conflicts', () => {
    it('managers are listed in order, each with its fields', async () => {
      await apply('b', {replicas: 1, name: 'x', parts: [{name: 'p', size: 1}]})
      await update('a', {spec: {port: 1}})
      const answer = await apply('c', {replicas: 2, name: 'y', port: 2, parts: [{name: 'p', size: 2}]})
      assert.equal(
        answer.body.message,
        'Apply failed with 4 conflicts: conflicts with "a" using example.com/v1:\n- .spec.port\nconflicts with "b":\n- .spec.name\n- .spec.replicas\n- .spec.parts[name="p"].size',
      )
      assert.equal(answer.body.details.causes.length, 4)
    })

    it('an applier of another version is the same manager, and named without a version', async () => {
      await apply('one', {replicas: 1})
      const old = {...widget('a', {replicas: 2}), apiVersion: 'example.com/v1alpha1'}
      const path = `${widgetPath}/a`.replace('/v1/', '/v1alpha1/')
      const other = await call(path, 'two', old)
      const own = await call(path, 'one', old)
      assert.equal(other.body.message, 'Apply failed with 1 conflict: conflict with "one": .spec.replicas')
      assert.deepEqual(
        entries(own).map(({manager, apiVersion}) => [manager, apiVersion]),
        [['one', 'example.com/v1alpha1']],
      )
    })

    it('a status writer is named with its subresource', async () => {
      const status = (ready: number) => ({...widget('a'), status: {ready}})
      await apply('one', {})
      await wire.call('PATCH', `${widgetPath}/a/status?fieldManager=ctl`, {
        body: {status: {ready: 1}},
        headers: mergeType,
      })
      const answer = await call(`${widgetPath}/a/status`, 'two', status(2))
      assert.equal(
        answer.body.message,
        'Apply failed with 1 conflict: conflict with "ctl" with subresource "status" using example.com/v1: .status.ready',
      )
    })

    it('apply and update of one manager are two owners', async () => {
      await apply('one', {replicas: 1})
      await update('one', {spec: {replicas: 2}})
      const refused = await apply('one', {replicas: 3})
      const forced = await apply('one', {replicas: 3}, '&force=true')
      assert.equal(
        refused.body.message,
        'Apply failed with 1 conflict: conflict with "one" using example.com/v1: .spec.replicas',
      )
      assert.deepEqual(
        entries(forced).map(({manager, operation}) => `${manager} ${operation}`),
        ['one Apply'],
      )
    })
  })

  it('an update that removes a field takes it from everyone', async () => {
    await apply('one', {replicas: 1, name: 'x'})
    const answer = await update('two', {spec: {replicas: null}})
    assert.deepEqual(entry(answer, 'one')?.fieldsV1, {'f:spec': {'f:name': {}}})
    assert.equal(entry(answer, 'two'), undefined)
  })

  it('what an updater owns stays when an applier gives it up', async () => {
    await apply('one', {replicas: 1})
    await update('two', {spec: {replicas: 2}})
    const answer = await apply('one', {replicas: 2})
    const given = await apply('one', {name: 'x'})
    assert.equal(entries(answer).length, 2)
    assert.equal(given.body.spec.replicas, 2)
  })

  it('null in a configuration is owned, and asks for the field to be gone', async () => {
    await apply('one', {replicas: 1, name: 'x'})
    const refused = await apply('two', {replicas: null})
    const answer = await apply('two', {replicas: null}, '&force=true')
    assert.equal(refused.code, 409)
    assert.equal('replicas' in answer.body.spec, false)
    assert.deepEqual(entry(answer, 'two')?.fieldsV1, {'f:spec': {'f:replicas': {}}})
  })

  it('open fields merge key by key, and may change their type', async () => {
    await apply('one', {free: {a: {x: 1}, l: [1]}})
    const both = await apply('two', {free: {a: {y: 2}}})
    const list = await apply('two', {free: {a: {y: 2}, l: [2]}})
    const scalar = await apply('one', {free: {a: 'text', l: [1]}}, '&force=true')
    assert.deepEqual(both.body.spec.free, {a: {x: 1, y: 2}, l: [1]})
    assert.equal(list.code, 409)
    assert.equal(scalar.body.spec.free.a, 'text')
    assert.equal(entry(scalar, 'two'), undefined)
  })

  it('a list that becomes atomic is owned as a whole', async () => {
    await apply('one', {parts: [{name: 'a'}]})
    const spec = JSON.parse(
      JSON.stringify(widgets['spec']).replaceAll(
        '"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"]',
        '"x-kubernetes-list-type":"atomic"',
      ),
    )
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com'
    await update('admin', {spec}, crds)
    const refused = await apply('two', {parts: [{name: 'b'}]})
    assert.equal(refused.body.message, 'Apply failed with 1 conflict: conflict with "one": .spec.parts')
  })

  const refused: [what: string, body: object | string, code: number, message: RegExp][] = [
    ['another name', widget('b'), 400, /^the name of the object \(b\) does not match the name on the URL \(a\)$/],
    [
      'another namespace',
      widget('a', {}, {namespace: 'x'}),
      400,
      /^the namespace of the provided object does not match/,
    ],
    ['another kind', {...widget('a'), kind: 'Gadget'}, 400, /^invalid object type: example\.com\/v1, Kind=Gadget$/],
    [
      'another version',
      {...widget('a'), apiVersion: 'example.com/v2'},
      400,
      /^invalid object type: example\.com\/v2, Kind=Widget$/,
    ],
    ['no kind', {metadata: {name: 'a'}}, 400, /^invalid object type: /],
    ['an empty list of owners', widget('a', {}, {managedFields: []}), 400, /^metadata\.managedFields must be nil$/],
    [
      'another uid',
      widget('a', {}, {uid: 'u'}),
      409,
      /Precondition failed: UID in precondition: u, UID in object meta: /,
    ],
    ['a list for a body', '[]', 400, /^error decoding YAML/],
    ['broken YAML', 'a: [', 400, /^error decoding YAML/],
    ['a map for a list', widget('a', {words: {}}), 500, /: \.spec\.words: expected list, got &\{map\[\]\}$/],
    ['a list for a map', widget('a', {labels: ['x']}), 500, /: \.spec\.labels: expected map, got &\{\[x\]\}$/],
    [
      'a number for a text',
      widget('a', {name: 1}),
      500,
      /: \.spec\.name: expected string, got &value\.valueUnstructured\{Value:1\}$/,
    ],
  ]
  for (const [what, body, code, message] of refused)
    it(`refuses ${what}`, async () => {
      await apply('one', {replicas: 1})
      const answer = await call(`${widgetPath}/a`, 'one', body)
      assert.equal(answer.code, code, answer.body.message)
      assert.match(answer.body.message, message)
    })

  it('refuses a uid when there is no object, and a status of what is not there', async () => {
    const uid = await call(`${widgetPath}/a`, 'one', widget('a', {}, {uid: '123'}))
    const status = await call(`${widgetPath}/a/status`, 'one', {...widget('a'), status: {ready: 1}})
    assert.deepEqual(
      [uid.code, uid.body.message],
      [
        409,
        'Operation cannot be fulfilled on widgets.example.com "a": uid mismatch: the provided object specified uid 123, and no existing object was found',
      ],
    )
    assert.equal(status.code, 404)
  })
})
