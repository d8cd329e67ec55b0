import assert from 'node:assert/strict'
import {toService} from './service.ts'
import {rolloutOf, trafficOf} from './service-rollout.ts'

const reported = {
  autoscaler: {desiredReplicas: 4},
  canary: {
    currentStep: 0,
    stepEnteredTime: '2026-11-21T12:00:00Z',
    metricResults: [
      {name: 'errors', passed: false, message: 'errors 0.2 above 0.05'},
      {name: 'ttft', passed: true},
    ],
  },
  lifecycle: {replicas: 4, readyReplicas: 3, updatedReplicas: 1, rolloutHold: {gate: 'Held', reason: 'by hand'}},
  rolloutPhase: 'Paused',
  scaleTargetRef: {kind: 'InferenceReplica', name: 'chat-engine'},
  traffic: [
    {revisionName: 'chat-engine-rev-a', percent: 75},
    {revisionName: 'chat-engine-rev-b', percent: 25, tag: 'canary'},
  ],
}

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default', labels: {'ome.io/inferenceservice': 'chat', component: 'engine'}},
  spec: {containers: [{name: 'ome-container', resources: {limits: {'nvidia.com/gpu': '2'}}}]},
})

describe('a component that OME v1.3 runs itself', () => {
  const service = toService(
    {
      apiVersion: 'ome.io/v1beta1',
      kind: 'InferenceService',
      metadata: {name: 'chat', namespace: 'default'},
      spec: {engine: {minReplicas: 4}},
      status: {components: {engine: reported}},
    },
    {workloads: [], pods: ['a', 'b', 'c', 'd'].map(pod)},
  )

  it('has the counts its service reports, and the GPUs of its pods', () => {
    assert.deepEqual([service.readyReplicas, service.replicas, service.gpus], [3, 4, 8])
    assert.deepEqual(service.components[0]?.workload, {kind: 'InferenceReplica', name: 'chat-engine'})
  })

  it('tells how far its rollout is and what failed', () =>
    assert.deepEqual(service.components[0]?.rollout, {
      phase: 'Paused',
      step: 1,
      since: '2026-11-21T12:00:00Z',
      failures: ['errors 0.2 above 0.05'],
      hold: 'Held: by hand',
    }))
})

describe('shares of traffic', () => {
  it('are told when there are several', () => {
    assert.deepEqual(trafficOf(reported).traffic?.[1], {revision: 'chat-engine-rev-b', percent: 25, tag: 'canary'})
    assert.deepEqual(trafficOf({traffic: [{revisionName: 'a', percent: 100}]}), {})
  })

  it('a serverless canary of earlier versions is a rollout too', () => {
    assert.deepEqual(rolloutOf({}, 20), {rollout: {phase: 'Canarying', failures: []}})
    assert.deepEqual(rolloutOf(undefined, undefined), {})
  })
})
