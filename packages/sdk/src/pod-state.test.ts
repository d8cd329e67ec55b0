import assert from 'node:assert/strict'
import type {KubeObject} from './kube.ts'
import {podState as stateOf} from './pod-state.ts'

const podState = (pod: KubeObject) => stateOf(pod, 'command')

const pod = (status: object): KubeObject => ({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p'}, status})
const container = (state: object) =>
  pod({
    containerStatuses: [
      {name: 'sidecar', state: {running: {}}},
      {name: 'command', state},
    ],
  })

describe('podState', () => {
  it('waits for what is not known yet', () => {
    assert.deepEqual(podState(pod({})), {phase: 'waiting'})
    assert.deepEqual(podState(container({waiting: {reason: 'ContainerCreating'}})), {phase: 'waiting'})
  })

  it('looks at the container of the command alone', () => {
    assert.deepEqual(podState(container({running: {startedAt: 'x'}})), {phase: 'running'})
    assert.deepEqual(
      podState(container({terminated: {exitCode: 3, message: '{}', reason: 'Error', finishedAt: 't'}})),
      {
        phase: 'ended',
        code: 3,
        reason: 'Error',
        message: '{}',
        finishedAt: 't',
      },
    )
  })

  for (const reason of ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'CreateContainerConfigError'])
    it(`${reason} does not go away by waiting`, () => {
      assert.deepEqual(podState(container({waiting: {reason, message: 'because'}})), {
        phase: 'stuck',
        why: `${reason}: because`,
      })
    })

  it('says why no node takes it', () => {
    const conditions = [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes'}]
    assert.deepEqual(podState(pod({conditions})), {
      phase: 'stuck',
      why: 'no node takes it: 0/3 nodes',
      isUnplaced: true,
    })
  })

  it('a pod that a node put out before it began is stuck', () => {
    assert.deepEqual(podState(pod({phase: 'Failed', reason: 'Evicted', message: 'disk'})), {
      phase: 'stuck',
      why: 'Evicted: disk',
    })
  })
})
