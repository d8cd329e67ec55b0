import assert from 'node:assert/strict'
import {widget, widgetPath, widgets} from './testing/widgets.ts'
import {startWire, type Wire} from './testing/wire.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const pods = '/api/v1/namespaces/default/pods'
const merge = {'content-type': 'application/merge-patch+json'}

describe('deletes over the wire', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
  })
  afterEach(() => wire.close())

  const create = (name: string, meta: object = {}) => wire.call('POST', widgetPath, {body: widget(name, {}, meta)})
  const remove = (name: string, body?: object, query = '') =>
    wire.call('DELETE', `${widgetPath}/${name}${query}`, body ? {body} : {})

  it('a plain delete answers Success with what is gone', async () => {
    const {body: made} = await create('a')
    const {code, body} = await remove('a')
    assert.equal(code, 200)
    assert.deepEqual(body, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {name: 'a', group: 'example.com', kind: 'widgets', uid: made.metadata.uid},
    })
  })

  /** @feature API: finalizers | works */
  it('finalizers keep the object until the last one is taken off', async () => {
    await create('a', {finalizers: ['example.com/f']})
    const marked = await remove('a')
    const again = await remove('a')
    const more = await wire.call('PATCH', `${widgetPath}/a`, {
      body: {metadata: {finalizers: ['example.com/f', 'example.com/g']}},
      headers: merge,
    })
    const last = await wire.call('PATCH', `${widgetPath}/a`, {body: {metadata: {finalizers: null}}, headers: merge})
    const gone = await wire.call('GET', `${widgetPath}/a`)

    assert.ok(marked.body.metadata.deletionTimestamp)
    assert.deepEqual([marked.body.metadata.deletionGracePeriodSeconds, marked.body.metadata.generation], [0, 2])
    assert.equal(again.body.metadata.resourceVersion, marked.body.metadata.resourceVersion)
    assert.equal(more.code, 422)
    assert.match(
      more.body.message,
      /metadata\.finalizers: Forbidden: no new finalizers can be added if the object is being deleted/,
    )
    assert.deepEqual([last.code, gone.code], [200, 404])
  })

  /** @feature API: propagation policies | works */
  it('Foreground and Orphan add the finalizers of the collector', async () => {
    await create('a')
    await create('b')
    const foreground = await remove('a', {propagationPolicy: 'Foreground'})
    const orphan = await remove('b', undefined, '?propagationPolicy=Orphan')
    assert.deepEqual(foreground.body.metadata.finalizers, ['foregroundDeletion'])
    assert.deepEqual(orphan.body.metadata.finalizers, ['orphan'])
  })

  /** @feature API: delete preconditions | works */
  it('preconditions are checked and named with the Kind', async () => {
    await create('a')
    const answer = await remove('a', {preconditions: {uid: 'x'}})
    assert.equal(answer.code, 409)
    assert.match(
      answer.body.message,
      /^Operation cannot be fulfilled on Widget\.example\.com "a": the UID in the precondition \(x\) does not match the UID in record \(/,
    )
    assert.equal(answer.body.details.kind, 'Widget')
  })

  it('bad options are refused, a dry run deletes nothing', async () => {
    await create('a')
    const policy = await remove('a', {propagationPolicy: 'Slowly'})
    const both = await remove('a', {propagationPolicy: 'Orphan', orphanDependents: true})
    const dry = await remove('a', {dryRun: ['All']})
    const still = await wire.call('GET', `${widgetPath}/a`)
    assert.deepEqual([policy.code, both.code, dry.body.status, still.code], [422, 422, 'Success', 200])
    assert.match(policy.body.message, /supported values: "Foreground", "Background", "Orphan", "nil"$/)
  })

  /** @feature API: delete collection by selector | works */
  it('a collection goes by selector and answers with its list', async () => {
    await create('a', {labels: {x: '1'}})
    await create('b', {labels: {x: '2'}})
    const {body} = await wire.call('DELETE', `${widgetPath}?labelSelector=x%3D1`)
    const left = await wire.call('GET', widgetPath)
    assert.equal(body.kind, 'WidgetList')
    assert.deepEqual(
      left.body.items.map((one: {metadata: {name: string}}) => one.metadata.name),
      ['b'],
    )
  })

  it('a scheduled pod waits for its kubelet, an unscheduled one goes at once', async () => {
    const pod = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name},
      spec: {containers: [{name: 'c', image: 'x'}]},
    })
    await wire.call('POST', pods, {body: pod('a')})
    await wire.call('POST', pods, {body: pod('b')})
    const bound = await wire.call('POST', `${pods}/a/binding`, {
      body: {apiVersion: 'v1', kind: 'Binding', metadata: {name: 'a'}, target: {kind: 'Node', name: 'n1'}},
    })
    const waiting = await wire.call('DELETE', `${pods}/a`)
    const instant = await wire.call('DELETE', `${pods}/b`)
    const killed = await wire.call('DELETE', `${pods}/a`, {body: {gracePeriodSeconds: 0}})

    assert.equal(bound.code, 201)
    assert.deepEqual([waiting.body.kind, waiting.body.metadata.deletionGracePeriodSeconds], ['Pod', 30])
    assert.deepEqual([instant.body.status, killed.body.status], ['Success', 'Success'])
  })
})

describe('custom resource definitions', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire({crds: []})
  })
  afterEach(() => wire.close())

  const spec = widgets['spec'] as Record<string, unknown>
  const named = (plural: string, kind: string, more: object = {}) => ({
    ...widgets,
    metadata: {name: `${plural}.example.com`},
    spec: {...spec, names: {plural, kind, ...more}},
  })
  const resources = async () => {
    const {body} = await wire.call('GET', '/apis/example.com/v1')
    return (body?.resources ?? []).map(({name}: {name: string}) => name)
  }

  it('are served once established, and gone with all their objects', async () => {
    const before = await wire.call('GET', '/apis/example.com/v1')
    const created = await wire.call('POST', crds, {body: widgets})
    const stored = await wire.call('GET', `${crds}/widgets.example.com`)
    await wire.call('POST', widgetPath, {body: widget('a', {}, {finalizers: ['example.com/f']})})
    const deleted = await wire.call('DELETE', `${crds}/widgets.example.com`)
    const terminating = await wire.call('GET', `${crds}/widgets.example.com`)
    await wire.call('PATCH', `${widgetPath}/a`, {body: {metadata: {finalizers: null}}, headers: merge})
    const gone = await wire.call('GET', `${crds}/widgets.example.com`)

    assert.deepEqual([before.code, created.code, deleted.code, gone.code], [404, 201, 200, 404])
    assert.deepEqual(
      stored.body.status.conditions.map(({type, status}: {type: string; status: string}) => `${type}=${status}`),
      ['NamesAccepted=True', 'Established=True'],
    )
    assert.deepEqual(stored.body.status.acceptedNames.listKind, 'WidgetList')
    assert.equal(terminating.body.status.conditions.at(-1).reason, 'InstanceDeletionInProgress')
    assert.deepEqual(await resources(), [])
  })

  /** @feature API: conflicts of names between definitions | works */
  it('a short name that is taken leaves the second one unserved', async () => {
    await wire.call('POST', crds, {body: named('widgets', 'Widget', {shortNames: ['wg']})})
    await wire.call('POST', crds, {body: named('gadgets', 'Gadget', {shortNames: ['wg']})})
    const {body} = await wire.call('GET', `${crds}/gadgets.example.com`)
    const [accepted, established] = body.status.conditions
    assert.deepEqual(
      [accepted.status, accepted.reason, accepted.message],
      ['False', 'ShortNamesConflict', '"wg" is already in use'],
    )
    assert.deepEqual([established.status, established.reason], ['False', 'NotAccepted'])
    assert.deepEqual(await resources(), ['widgets', 'widgets/status', 'widgets/scale'])
  })

  it('refuse a wrong name and a missing schema', async () => {
    const wrong = await wire.call('POST', crds, {body: {...widgets, metadata: {name: 'x.example.com'}}})
    const versions = [{name: 'v1', served: true, storage: true}]
    const bare = await wire.call('POST', crds, {body: {...widgets, spec: {...spec, versions}}})
    assert.match(
      wrong.body.message,
      /metadata\.name: Invalid value: "x\.example\.com": must be spec\.names\.plural\+"\."\+spec\.group$/,
    )
    assert.match(bare.body.message, /spec\.versions\[0\]\.schema\.openAPIV3Schema: Required value/)
  })
})
