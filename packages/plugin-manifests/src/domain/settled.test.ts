import assert from 'node:assert/strict'
import {isSettled} from './settled.ts'

describe('an object that was applied', () => {
  for (const [apiVersion, kind, type] of [
    ['ome.io/v1beta1', 'InferenceService', 'Ready'],
    ['kaito.sh/v1beta1', 'Workspace', 'WorkspaceSucceeded'],
    ['kaito.sh/v1beta1', 'InferenceSet', 'InferenceSetReady'],
    ['kaito.sh/v1beta1', 'RAGEngine', 'RAGEngineSucceeded'],
  ] as const)
    it(`has taken effect when ${type} of a ${kind} is true`, () => {
      const is = (status: string) => ({apiVersion, kind, metadata: {name: 'x'}, status: {conditions: [{type, status}]}})
      assert.deepEqual([isSettled(is('True')), isSettled(is('False'))], [true, false])
    })

  it('of another kind, or of the same word of somebody else, does not say so', () => {
    const metadata = {name: 'x'}
    assert.equal(isSettled({apiVersion: 'v1', kind: 'ConfigMap', metadata}), undefined)
    assert.equal(isSettled({apiVersion: 'kubeflow.org/v1beta1', kind: 'Workspace', metadata}), undefined)
  })
})
