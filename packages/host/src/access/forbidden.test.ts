import assert from 'node:assert/strict'
import {statusError} from '@ome/sdk/status'
import {forbiddenQuestion} from './forbidden.ts'

const asked = {method: 'GET', path: '/', server: 'https://s'}
const status = (code: number, message: string): Error =>
  statusError(code, JSON.stringify({kind: 'Status', reason: 'Forbidden', message}), asked)

describe('forbiddenQuestion', () => {
  for (const [message, question] of [
    [
      'pods is forbidden: User "b" cannot list resource "pods" in API group "" in the namespace "a"',
      {verb: 'list', group: '', resource: 'pods', namespace: 'a'},
    ],
    [
      'deployments.apps "x" is forbidden: User "b" cannot patch resource "deployments/scale" in API group "apps" in the namespace "a"',
      {verb: 'patch', group: 'apps', resource: 'deployments', subresource: 'scale', namespace: 'a'},
    ],
    [
      'nodes is forbidden: User "b" cannot list resource "nodes" in API group "" at the cluster scope',
      {verb: 'list', group: '', resource: 'nodes'},
    ],
  ] as const)
    it(message, () => assert.deepEqual(forbiddenQuestion(status(403, message)), question))

  for (const [code, message] of [
    [403, 'pods "x" is forbidden: exceeded quota: q'],
    [403, 'admission webhook "w" denied the request: no'],
    [404, 'User "b" cannot list resource "pods" in API group "" at the cluster scope'],
  ] as const)
    it(`is undefined for ${code} ${message}`, () => assert.equal(forbiddenQuestion(status(code, message)), undefined))

  it('is undefined for other errors', () => assert.equal(forbiddenQuestion(new Error('x')), undefined))
})
