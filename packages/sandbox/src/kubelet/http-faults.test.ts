import assert from 'node:assert/strict'
import {IncomingMessage, ServerResponse} from 'node:http'
import {Socket} from 'node:net'
import type {ApiObject} from '../api.ts'
import {faultAnnotations} from './faults.ts'
import {httpFaults} from './http-faults.ts'

const pod = (annotations: Record<string, string>): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'a', namespace: 'default', uid: '1', annotations},
})

describe('faults of the ports of pods', () => {
  it('a pod that hangs answers what came meanwhile once it no longer does', () => {
    const faults = httpFaults()
    const response = new ServerResponse(new IncomingMessage(new Socket()))
    const answered: string[] = []
    const meet = (given: ApiObject): boolean => faults.meet(given, response, () => answered.push('now') > 0)
    const hanging = pod({[faultAnnotations.fault]: 'hang'})

    assert.equal(meet(hanging), true)
    faults.changed(hanging, false)
    assert.deepEqual(answered, [])
    faults.changed(pod({}), false)
    assert.deepEqual(answered, ['now'])
    meet(pod({}))
    assert.deepEqual(answered, ['now', 'now'])
  })
})
