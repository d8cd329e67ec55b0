import assert from 'node:assert/strict'
import {toServicePod} from './service-pod.ts'

const pod = (status: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'a', namespace: 'prod'},
  spec: {containers: []},
  status,
})
const crashed = (state: object, terminated: object, restartCount = 4) =>
  pod({phase: 'Running', containerStatuses: [{restartCount, ready: false, state, lastState: {terminated}}]})
const shortRun = {startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:01:00Z', reason: 'Error', exitCode: 1}
const running = {running: {startedAt: '2026-01-01T00:02:00Z'}}
const backingOff = {waiting: {reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container=x pod=y'}}

describe('toServicePod: what keeps a pod from being ready', () => {
  for (const [title, object, expected] of [
    [
      'a crashing container says how it ended, not how long it backs off',
      crashed(backingOff, {...shortRun, exitCode: 137, reason: 'OOMKilled'}),
      {state: 'failing', reason: 'CrashLoopBackOff', message: 'OOMKilled (exit code 137)', outOfMemory: true},
    ],
    [
      'a termination message ends with the line that says what happened',
      crashed(backingOff, {
        ...shortRun,
        message: 'Traceback (most recent call last):\n  …\nValueError: no such model\n',
      }),
      {state: 'failing', reason: 'CrashLoopBackOff', message: 'ValueError: no such model'},
    ],
    [
      'a crashing container that runs again for a moment is still crashing',
      crashed(running, shortRun),
      {state: 'failing', reason: 'Restarting', message: 'exit code 1'},
    ],
    [
      'a container that has just ended says how',
      crashed({terminated: {...shortRun, exitCode: 137, reason: 'OOMKilled'}}, {}, 0),
      {state: 'failing', reason: 'OOMKilled', message: 'exit code 137', outOfMemory: true},
    ],
    [
      'a pod that was ready is lost with its node',
      pod({
        phase: 'Running',
        conditions: [{type: 'Ready', status: 'False'}],
        containerStatuses: [{name: 'ome-container', ready: true, state: {running: {}}}],
      }),
      {state: 'lost', reason: 'NodeLost', message: 'its node does not answer'},
    ],
    [
      'a gate that is closed is no lost node',
      pod({
        phase: 'Running',
        conditions: [{type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady'}],
        containerStatuses: [{name: 'ome-container', ready: true, state: {running: {}}}],
      }),
      {state: 'starting', reason: 'NotReady'},
    ],
    ['one restart is no crash loop', crashed(running, shortRun, 1), {state: 'starting', reason: 'NotReady'}],
    [
      'an engine that had served for days and starts again is no crash loop',
      crashed(running, {...shortRun, finishedAt: '2026-01-03T00:00:00Z'}),
      {state: 'starting', reason: 'NotReady'},
    ],
    [
      'what the scheduler adds about preemption is left out',
      pod({
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/2 nodes are available: 2 Insufficient nvidia.com/gpu. preemption: 0/2 nodes are available: no.',
          },
        ],
      }),
      {
        state: 'unschedulable',
        reason: 'Unschedulable',
        message: '0/2 nodes are available: 2 Insufficient nvidia.com/gpu.',
      },
    ],
  ] as const)
    it(title, () => {
      assert.deepEqual(toServicePod(object).problem, expected)
    })

  it('one restart says how it ended when the controller has given up', () => {
    assert.deepEqual(toServicePod(crashed(running, shortRun, 1), true).problem, {
      state: 'failing',
      reason: 'Restarting',
      message: 'exit code 1',
    })
  })

  it('what took too much memory says how much it may take', () => {
    const killed = crashed(backingOff, {...shortRun, exitCode: 137, reason: 'OOMKilled'})
    const container = {name: 'ome-container', resources: {limits: {memory: '40Gi'}}}
    const {problem, memoryLimit} = toServicePod({...killed, spec: {containers: [{name: 'sidecar'}, container]}})
    assert.deepEqual([problem?.message, memoryLimit], ['OOMKilled (exit code 137), memory limit 40Gi', '40Gi'])
  })

  it('a pod that ends is not ready any more', () => {
    const answering = pod({phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]})
    const ending = {...answering, metadata: {...answering.metadata, deletionTimestamp: '2026-01-01T00:00:00Z'}}
    assert.deepEqual([toServicePod(answering).ready, toServicePod(ending).ready], [true, false])
    assert.equal(toServicePod(ending).problem, undefined)
  })
})
