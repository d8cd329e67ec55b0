import assert from 'node:assert/strict'
import type {Service} from '@ome/inference-model/service'
import {enginePods, podPattern} from './measured-service.ts'

const pod = (name: string, more: object = {}) => ({
  name,
  component: 'engine',
  phase: 'Running',
  terminating: false,
  ...more,
})
const service = (name: string, pods: readonly object[]) => ({name, namespace: 'default', pods}) as unknown as Service

describe('the pods of a service that have numbers', () => {
  it('are those in which an engine runs', () => {
    const all = [
      pod('a'),
      pod('b', {component: 'router'}),
      pod('c', {phase: 'Pending'}),
      pod('d', {terminating: true}),
      pod('e', {problem: {state: 'failing', reason: 'CrashLoopBackOff'}}),
      pod('f', {component: 'decoder', problem: {state: 'starting', reason: 'NotReady'}}),
    ]

    assert.deepEqual(
      enginePods(service('chat', all)).map(({name}) => name),
      ['a', 'f'],
    )
  })

  it('have had other names before, and may be named otherwise', () => {
    const pattern = podPattern(service('chat.v1', [pod('chat.v1-engine-x'), pod('lws-chat.v1-0')]))

    assert.equal(pattern, String.raw`chat\.v1-(engine|decoder|predictor).*|lws-chat\.v1-0`)
  })
})
