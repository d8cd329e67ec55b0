import assert from 'node:assert/strict'
import {asObject, valueAt} from '@ome/kinds/validation/json'
import {applying, deployment, deployments, entries, entry, mergeType} from '../testing/applying.ts'
import {widgetPath} from '../testing/widgets.ts'
import {startWire, type Wire} from '../testing/wire.ts'

/** @feature API: managedFields: times, resets, subresources, the way from client-side apply | works */
describe('who owns a field', () => {
  let wire: Wire
  let now = Date.UTC(2026, 0, 1)
  const clock = {now: () => now, after: () => () => undefined, at: () => () => undefined, speed: 1}
  beforeEach(async () => {
    wire = await startWire({clock})
  })
  afterEach(() => wire.close())
  const {call, apply, update} = applying(() => wire)

  describe('times', () => {
    it('stay when nothing changes, and an entry that never changed anything has none', async () => {
      const first = await apply('one', {replicas: 1})
      now += 60_000
      const again = await apply('one', {replicas: 1})
      const shared = await apply('two', {replicas: 1})
      assert.equal(again.body.metadata.resourceVersion, first.body.metadata.resourceVersion)
      assert.equal(entry(shared, 'one')?.time, entry(first, 'one')?.time)
      assert.equal(entry(shared, 'two')?.time, undefined)
    })

    it('move on with each update that changes the object, though the fields are the same', async () => {
      await apply('one', {})
      const first = await update('m', {spec: {replicas: 1}})
      now += 60_000
      const second = await update('m', {spec: {replicas: 2}})
      const third = await update('m', {spec: {replicas: 2}})
      assert.notEqual(entry(first, 'm')?.time, entry(second, 'm')?.time)
      assert.equal(third.body.metadata.resourceVersion, second.body.metadata.resourceVersion)
    })
  })

  describe('managedFields in a write', () => {
    for (const reset of [[], [{}]])
      it(`${JSON.stringify(reset)} forgets all owners, and the next apply finds one for what is there`, async () => {
        await apply('one', {replicas: 1, name: 'x'})
        const bare = await update('m', {metadata: {managedFields: reset}})
        const untracked = await update('m', {spec: {name: 'y'}})
        const refused = await apply('one', {replicas: 2})
        const applied = await apply('one', {replicas: 1})
        assert.equal(bare.body.metadata.managedFields, undefined)
        assert.equal(untracked.body.metadata.managedFields, undefined)
        assert.match(
          refused.body.message,
          /conflict with "before-first-apply" using example.com\/v1: \.spec\.replicas$/,
        )
        assert.ok(entry(applied, 'before-first-apply'))
      })

    const broken: [string, object][] = [
      [
        'an unknown operation',
        {manager: 'x', operation: 'Frob', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {}},
      ],
      ['no version', {manager: 'x', operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1: {}}],
      ['another type of fields', {manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'V2', fieldsV1: {}}],
      [
        'keys that cannot be read',
        {manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {'k:{': {}}},
      ],
    ]
    for (const [what, one] of broken)
      it(`entries with ${what} are ignored`, async () => {
        const before = await apply('one', {replicas: 1})
        const answer = await update('m', {metadata: {managedFields: [one]}})
        assert.equal(answer.code, 200)
        assert.deepEqual(entries(answer), entries(before))
      })

    it('a client may hand the fields of one manager to another, as kubectl does after client-side apply', async () => {
      const created = await wire.call('POST', `${deployments}?fieldManager=kubectl-client-side-apply`, {
        body: deployment({replicas: 2}),
      })
      const list = entries(created).map((one) => ({...one, manager: 'kubectl', operation: 'Apply'}))
      const patch = [
        {op: 'replace', path: '/metadata/managedFields', value: list},
        {op: 'replace', path: '/metadata/resourceVersion', value: created.body.metadata.resourceVersion},
      ]
      const moved = await wire.call('PATCH', `${deployments}/d`, {
        body: patch,
        headers: {'content-type': 'application/json-patch+json'},
      })
      const answer = await call(`${deployments}/d`, 'kubectl', deployment({}))
      assert.deepEqual(
        entries(moved).map(({manager, operation}) => `${manager} ${operation}`),
        ['kubectl Apply'],
      )
      assert.equal(answer.code, 200)
      assert.equal(answer.body.spec.replicas, 1)
    })
  })

  it("kubectl's first server-side apply takes over what client-side apply has set", async () => {
    const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
    const config = deployment({replicas: 2})
    await wire.call('POST', `${deployments}?fieldManager=kubectl-client-side-apply`, {
      body: deployment({replicas: 2}, {[annotation]: `${JSON.stringify(config)}\n`}),
    })
    const refused = await call(`${deployments}/d`, 'other', deployment({replicas: 3}))
    const answer = await call(`${deployments}/d`, 'kubectl', deployment({replicas: 3}))
    assert.match(refused.body.message, /conflict with "kubectl-client-side-apply" using apps\/v1: \.spec\.replicas$/)
    assert.equal(answer.body.spec.replicas, 3)
    assert.equal(JSON.parse(answer.body.metadata.annotations[annotation]).spec.replicas, 3)
  })

  it('the scale subresource has an entry of its own', async () => {
    await apply('one', {replicas: 1})
    await wire.call('PATCH', `${widgetPath}/a/scale?fieldManager=hpa`, {
      body: {spec: {replicas: 4}},
      headers: mergeType,
    })
    const refused = await apply('one', {replicas: 1})
    const scale = {apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: {name: 'a'}, spec: {replicas: 7}}
    const conflict = await call(`${widgetPath}/a/scale`, 'x', scale)
    const forced = await call(`${widgetPath}/a/scale`, 'x', scale, '&force=true')
    const read = await wire.call('GET', `${widgetPath}/a`)
    assert.equal(
      refused.body.message,
      'Apply failed with 1 conflict: conflict with "hpa" with subresource "scale" using example.com/v1: .spec.replicas',
    )
    assert.equal(conflict.code, 409)
    assert.deepEqual([forced.body.kind, forced.body.spec.replicas], ['Scale', 7])
    assert.deepEqual([entry(read, 'x')?.subresource, entry(read, 'hpa')], ['scale', undefined])
  })

  it('a dry run stores nothing', async () => {
    const made = await apply('one', {replicas: 1}, '&dryRun=All')
    assert.equal(made.code, 201)
    assert.equal((await wire.call('GET', `${widgetPath}/a`)).code, 404)
    await apply('one', {replicas: 1})
    const dry = await apply('one', {replicas: 2}, '&dryRun=All')
    assert.equal(dry.body.spec.replicas, 2)
    assert.equal((await wire.call('GET', `${widgetPath}/a`)).body.spec.replicas, 1)
  })

  it('the oldest updaters become one beyond ten', async () => {
    await apply('one', {})
    for (let i = 0; i < 12; i++) {
      now += 1000
      await update(`m${i}`, {spec: {labels: {[`l${i}`]: 'x'}}})
    }
    const answer = await wire.call('GET', `${widgetPath}/a`)
    const updates = entries(answer).filter(({operation}) => operation === 'Update')
    assert.equal(updates.length, 10)
    assert.deepEqual(
      Object.keys(asObject(valueAt(entry(answer, 'ancient-changes')?.fieldsV1, ['f:spec', 'f:labels']))).sort(),
      ['.', 'f:l0', 'f:l1', 'f:l2'],
    )
  })

  it('quantities given as numbers are stored as texts', async () => {
    const resources = {limits: {cpu: 0.5, memory: 1000}, requests: {cpu: 0.0000001}}
    const containers = [{name: 'c', image: 'x:1', resources}]
    const answer = await call(
      `${deployments}/d`,
      'one',
      deployment({template: {metadata: {labels: {a: 'b'}}, spec: {containers}}}),
    )
    assert.equal(answer.code, 201, answer.body.message)
    assert.deepEqual(answer.body.spec.template.spec.containers[0].resources, {
      limits: {cpu: '500m', memory: '1000'},
      requests: {cpu: '100n'},
    })
  })
})
