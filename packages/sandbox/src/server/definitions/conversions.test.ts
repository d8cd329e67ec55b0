import assert from 'node:assert/strict'
import {lines, startWire, type Wire} from '../testing/wire.ts'

const v1 = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers'
const v2 = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers'
const scaleTargetRef = {apiVersion: 'apps/v1', kind: 'Deployment', name: 'web'}
const queue = {type: 'External', external: {metric: {name: 'queue'}, target: {type: 'Value', value: '30'}}}
const cpu = (averageUtilization: number) => ({
  type: 'Resource',
  resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization}},
})

const core = '/api/v1/namespaces/default/events'
const grouped = '/apis/events.k8s.io/v1/namespaces/default/events'

describe('one object under two APIs', () => {
  let wire: Wire
  before(async () => {
    wire = await startWire()
  })
  after(() => wire.close())

  /** @feature API: autoscaling/v1 and v2 of one object | works */
  it('an autoscaler of v1 is read under v2', async () => {
    const made = await wire.call('POST', v1, {
      body: {
        apiVersion: 'autoscaling/v1',
        kind: 'HorizontalPodAutoscaler',
        metadata: {name: 'a'},
        spec: {scaleTargetRef, maxReplicas: 3, targetCPUUtilizationPercentage: 70},
      },
    })
    const read = await wire.call('GET', `${v2}/a`)
    assert.deepEqual([made.code, made.body.spec.targetCPUUtilizationPercentage], [201, 70])
    assert.equal(made.body.metadata.annotations, undefined)
    assert.deepEqual([read.body.apiVersion, read.body.spec.metrics], ['autoscaling/v2', [cpu(70)]])
  })

  it('an update under v1 keeps what only v2 knows', async () => {
    const behavior = {scaleDown: {stabilizationWindowSeconds: 60}}
    await wire.call('POST', v2, {
      body: {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: {name: 'b', annotations: {own: 'x'}},
        spec: {scaleTargetRef, maxReplicas: 3, metrics: [queue, cpu(50)], behavior},
      },
    })
    const patched = await wire.call('PATCH', `${v1}/b`, {
      body: {spec: {targetCPUUtilizationPercentage: 80}},
      headers: {'content-type': 'application/merge-patch+json'},
    })
    const {body} = await wire.call('GET', `${v2}/b`)
    assert.equal(patched.body.spec.targetCPUUtilizationPercentage, 80)
    assert.deepEqual(body.spec.metrics, [cpu(80), queue])
    assert.deepEqual([body.spec.behavior, body.metadata.annotations], [behavior, {own: 'x'}])
  })

  it('an annotation that is no JSON stays where it is', async () => {
    const annotations = {'autoscaling.alpha.kubernetes.io/metrics': '{'}
    await wire.call('POST', v1, {
      body: {
        apiVersion: 'autoscaling/v1',
        kind: 'HorizontalPodAutoscaler',
        metadata: {name: 'c', annotations},
        spec: {scaleTargetRef, maxReplicas: 3},
      },
    })
    const {body} = await wire.call('GET', `${v2}/c`)
    assert.deepEqual([body.metadata.annotations, body.spec.metrics], [annotations, undefined])
  })

  /** @feature API: events under both groups | works */
  it('an event is read, selected, watched, printed and deleted under both groups', async () => {
    await wire.call('POST', core, {
      body: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: {name: 'e', namespace: 'default'},
        involvedObject: {kind: 'Pod', name: 'p', namespace: 'default'},
        reason: 'Started',
        message: 'it runs',
        source: {component: 'kubelet'},
        type: 'Normal',
        count: 2,
      },
    })
    const watch = await wire.open(`${grouped}?watch=true&fieldSelector=regarding.name%3Dp`)
    const {value: added} = await lines(watch).next()
    watch.destroy()
    const {body: one} = await wire.call('GET', `${grouped}/e`)
    const others = await wire.call('GET', `${grouped}?fieldSelector=regarding.name%3Dq`)
    const table = await wire.call('GET', grouped, {
      headers: {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'},
    })
    await wire.call('DELETE', `${grouped}/e`)
    const gone = await wire.call('GET', `${core}/e`)

    assert.deepEqual(
      [one.apiVersion, one.regarding.name, one.note, one.deprecatedCount, one.deprecatedSource, one.message],
      ['events.k8s.io/v1', 'p', 'it runs', 2, {component: 'kubelet'}, undefined],
    )
    assert.deepEqual([added?.object['note'], others.body.items], ['it runs', []])
    assert.deepEqual(table.body.rows[0].cells.slice(1, 4), ['Normal', 'Started', 'pod/p'])
    assert.equal(gone.code, 404)
  })

  it('an event of the new group is a core event', async () => {
    await wire.call('POST', grouped, {
      body: {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: {name: 'f', namespace: 'default'},
        eventTime: '2026-01-02T03:04:05.000000Z',
        regarding: {kind: 'Pod', name: 'p'},
        reportingController: 'x',
        reportingInstance: 'y',
        action: 'Look',
        reason: 'Looked',
        note: 'seen',
        type: 'Normal',
      },
    })
    const {body} = await wire.call('GET', `${core}/f`)
    assert.deepEqual(
      [body.apiVersion, body.involvedObject.name, body.message, body.reportingComponent],
      ['v1', 'p', 'seen', 'x'],
    )
  })
})
