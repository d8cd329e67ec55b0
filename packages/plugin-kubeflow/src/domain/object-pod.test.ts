import assert from 'node:assert/strict'
import {toObjectPod} from './object-pod.ts'

const pod = (containerStatus: object) =>
  toObjectPod({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'p'},
    status: {phase: 'Running', containerStatuses: [{name: 'c', restartCount: 1, ...containerStatus}]},
  })

describe('a pod of Kubeflow', () => {
  it('tells what it died of, and how the run before ended where it runs again', () => {
    const terminated = {reason: 'OOMKilled', exitCode: 137}
    const dead = pod({state: {terminated}})
    assert.deepEqual([dead.trouble, dead.before], ['OOMKilled: exit code 137', undefined])
    const again = pod({state: {running: {}}, lastState: {terminated}})
    assert.deepEqual([again.trouble, again.before], [undefined, 'OOMKilled: exit code 137'])
    assert.equal(pod({state: {running: {}}, lastState: {terminated: {exitCode: 0}}}).before, undefined)
  })
})
