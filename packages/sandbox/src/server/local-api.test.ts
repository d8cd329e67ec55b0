import assert from 'node:assert/strict'
import {type Admission, ApiError, type ApiObject, type LocalWatchEvent} from '../api.ts'
import {failure} from './errors.ts'
import {createCore, type ServerCore} from './server.ts'
import {widget, widgets} from './testing/widgets.ts'
import {wallClock} from './testing/wire.ts'

const resource = {group: 'example.com', plural: 'widgets'}
const pods = {group: '', plural: 'pods'}
const events = {group: '', plural: 'events'}
const own = (name: string, spec: object = {}): ApiObject => widget(name, spec, {namespace: 'default'})
const pod: ApiObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'p', namespace: 'default'},
  spec: {containers: [{name: 'c', image: 'x'}]},
}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** @feature Sandbox: the in-process API for controllers | works */
describe('the in-process API', () => {
  let core: ServerCore
  beforeEach(async () => {
    core = await createCore({clock: wallClock, crds: [widgets]})
  })

  it('get of nothing is undefined, everything else throws a Status', () => {
    assert.equal(core.api.get(resource, 'a', 'default'), undefined)
    assert.throws(
      () => core.api.patch(resource, 'a', 'default', {}),
      (error) => error instanceof ApiError && error.status.code === 404,
    )
    assert.throws(() => core.api.list({group: 'nope', plural: 'x'}), /could not find the requested resource/)
    assert.deepEqual([core.api.serves(resource), core.api.serves({group: 'nope', plural: 'x'})], [true, false])
  })

  it("objects handed out are frozen, objects handed in stay the caller's", () => {
    const body = own('a', {parts: [{name: 'x'}]})
    const made = core.api.create(resource, body)
    body['spec'].replicas = 5
    assert.throws(() => {
      made['spec'].replicas = 1
    }, TypeError)
    assert.equal(core.api.get(resource, 'a', 'default')?.['spec'].replicas, undefined)
  })

  it('a watch has what exists at once and changes after their commit', async () => {
    core.api.create(resource, own('a'))
    const seen: string[] = []
    const stop = core.api.watch(resource, ({type, object, previous}: LocalWatchEvent) =>
      seen.push(`${type} ${object.metadata.name} ${previous?.['spec'].replicas ?? '-'}`),
    )
    core.api.patch(resource, 'a', 'default', {spec: {replicas: 1}})
    core.api.patch(resource, 'a', 'default', {spec: {replicas: 2}})
    assert.deepEqual(seen, ['ADDED a -'])
    core.api.delete(resource, 'a', 'default')
    await settle()
    stop()
    core.api.create(resource, own('b'))
    await settle()
    assert.deepEqual(seen, ['ADDED a -', 'MODIFIED a -', 'MODIFIED a 1', 'DELETED a 2'])
  })

  it('an update with an old version is a conflict, one without any is not', () => {
    const made = core.api.create(resource, own('a'))
    core.api.update(resource, own('a', {replicas: 1}))
    assert.throws(() => core.api.update(resource, {...made, spec: {replicas: 2}}), /the object has been modified/)
    assert.equal(core.api.updateStatus(resource, {...own('a'), status: {ready: 1}})['status'].ready, 1)
  })

  it('the fields of different managers are kept apart', () => {
    core.apiAs('first').create(resource, own('a', {replicas: 1}))
    const changed = core.apiAs('second').patch(resource, 'a', 'default', {spec: {replicas: 2}})
    const managers = (changed.metadata.managedFields as {manager: string}[]).map(({manager}) => manager)
    assert.deepEqual(managers.sort(), ['first', 'second'])
  })

  it('repeated events are counted instead of repeated', () => {
    const about = core.api.create(pods, pod)
    for (let i = 0; i < 3; i++) core.api.event(about, 'Warning', 'BackOff', 'again', 'kubelet')
    core.api.event(about, 'Normal', 'Pulled', 'done', 'kubelet')
    const found = core.api.list(events, {namespace: 'default'})
    assert.deepEqual(found.map((event) => [event['reason'], event['count']]).sort(), [
      ['BackOff', 3],
      ['Pulled', 1],
    ])
    assert.equal(found[0]?.['involvedObject'].uid, about.metadata.uid)
  })

  it('admissions change, refuse and warn, in that order', () => {
    const admission: Admission = {
      name: 'test',
      resources: [resource],
      operations: ['CREATE', 'DELETE'],
      mutate: (object) => ({...object, spec: {...object['spec'], name: 'given'}}),
      validate(object) {
        if (object['spec'].replicas === 7) throw failure(403, 'not seven')
        return []
      },
    }
    core.admit(admission)
    assert.equal(core.api.create(resource, own('a'))['spec'].name, 'given')
    assert.throws(() => core.api.create(resource, own('b', {replicas: 7})), /not seven/)
    assert.equal(core.api.get(resource, 'b', 'default'), undefined)
    core.api.patch(resource, 'a', 'default', {spec: {replicas: 7}})
    assert.throws(() => core.api.delete(resource, 'a', 'default'), /not seven/)
  })

  it('a snapshot gives the same objects and versions back', async () => {
    core.api.create(resource, own('a', {replicas: 3}))
    core.api.create(pods, pod)
    const state = JSON.parse(JSON.stringify(core.snapshot()))
    const restored = await createCore({clock: wallClock, state})
    assert.deepEqual(restored.api.get(resource, 'a', 'default'), core.api.get(resource, 'a', 'default'))
    assert.equal(restored.api.list(pods).length, 1)
    const next = restored.api.create(resource, own('b'))
    assert.ok(Number(next.metadata.resourceVersion) > state.revision)
    assert.throws(() => restored.api.create(resource, own('c', {replicas: 13})), /thirteen/)
  })

  it('pods get their defaults, their class and their first phase', () => {
    const limits = {cpu: '1', memory: '1Gi'}
    const made = core.api.create(pods, {...pod, spec: {containers: [{name: 'c', image: 'x:1', resources: {limits}}]}})
    assert.deepEqual(made['status'], {phase: 'Pending', qosClass: 'Guaranteed'})
    assert.deepEqual(made['spec'].containers[0].resources, {limits, requests: limits})
    assert.deepEqual(
      [made['spec'].restartPolicy, made['spec'].containers[0].imagePullPolicy],
      ['Always', 'IfNotPresent'],
    )
    assert.throws(
      () => core.api.patch(pods, 'p', 'default', {spec: {hostNetwork: true}}),
      /pod updates may not change fields other than/,
    )
  })

  it('a workload whose selector misses its template is refused', () => {
    const deployments = {group: 'apps', plural: 'deployments'}
    const spec = {
      selector: {matchLabels: {a: '1'}},
      template: {metadata: {labels: {a: '2'}}, spec: {containers: [{name: 'c', image: 'x'}]}},
    }
    const body: ApiObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'd', namespace: 'default'},
      spec,
    }
    assert.throws(() => core.api.create(deployments, body), /`selector` does not match template `labels`/)
  })
})
