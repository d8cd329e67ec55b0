import assert from 'node:assert/strict'
import type {Service} from '@ome/inference-model/service'
import type {ComponentStatus} from '@ome/inference-model/service-component'
import {isOmeError} from '@ome/sdk/errors'
import {decideScaling, type ScaleRequest} from './scaling.ts'

const engine: ComponentStatus = {
  name: 'engine',
  replicas: 1,
  readyReplicas: 1,
  minReplicas: 1,
  maxReplicas: 1,
  workload: {kind: 'Deployment', name: 'llama-engine'},
  gpus: 1,
  memoryBytes: 0,
  stuck: false,
}
const service = (more: Partial<Service> = {}): Service => ({
  name: 'llama',
  namespace: 'default',
  replicas: 1,
  readyReplicas: 1,
  status: 'Ready',
  gpus: 1,
  memoryBytes: 0,
  components: [engine],
  conditions: [],
  pods: [],
  labels: {},
  ...more,
})
const decide = (request: Partial<ScaleRequest>, of = service()) => decideScaling(of, {component: 'engine', ...request})
const usage = (request: Partial<ScaleRequest>, message: RegExp) =>
  assert.throws(
    () => decide(request),
    (error) => isOmeError(error) && error.kind === 'usage' && message.test(error.message),
  )

describe('scaling a service', () => {
  it('fixes the number with --replicas', () => {
    assert.deepEqual(decide({replicas: 3}), {kind: 'resize', component: engine, to: {min: 3, max: 3}, wakes: false})
  })

  it('moves one bound and keeps the other', () => {
    const scaling = decide({max: 5})

    assert.deepEqual(scaling.kind === 'resize' && scaling.to, {min: 1, max: 5})
  })

  it('a minimum above the old maximum raises both', () => {
    const scaling = decide({min: 4})

    assert.deepEqual(scaling.kind === 'resize' && scaling.to, {min: 4, max: 4})
  })

  it('is unchanged when it is so already', () => assert.equal(decide({replicas: 1}).kind, 'unchanged'))

  it('0 stops every deployment of the service', () => {
    assert.deepEqual(decide({replicas: 0}), {
      kind: 'stop',
      workloads: [{component: 'engine', name: 'llama-engine', replicas: 1}],
    })
  })

  it('wakes a stopped service even to the same bounds', () => {
    assert.deepEqual(decide({replicas: 1}, service({status: 'Stopped'})), {
      kind: 'resize',
      component: engine,
      to: {min: 1, max: 1},
      wakes: true,
    })
  })

  it('does not stop what nothing would keep at 0', () => {
    const group = {...engine, workload: {kind: 'LeaderWorkerSet', name: 'lws-llama'}}

    assert.throws(
      () => decide({replicas: 0}, service({components: [group]})),
      (error) => isOmeError(error) && error.kind === 'failed' && /LeaderWorkerSet/.test(error.message),
    )
  })

  it('refuses contradictions', () => {
    usage({}, /how many/)
    usage({replicas: 2, min: 1}, /beside/)
    usage({min: 5, max: 2}, /--min 5 is more than --max 2/)
    usage({min: 0}, /serverless/)
    usage({component: 'decoder', replicas: 1}, /no decoder/)
  })
})
