import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {gpusOf, ownerOf} from './gpu-workloads.ts'

const pod = (owner: string, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'llama-7d9f-abcde',
    labels,
    ownerReferences: [{apiVersion: 'apps/v1', kind: owner, name: 'llama-7d9f', uid: 'u', controller: true}],
  },
  spec: {containers: [{resources: {limits: {'nvidia.com/gpu': '2'}}}, {}]},
})

describe('pods that hold GPUs', () => {
  it('belong to the Deployment behind their ReplicaSet', () => {
    assert.equal(ownerOf(pod('ReplicaSet', {'pod-template-hash': '7d9f'})), 'llama')
  })

  it('belong to their StatefulSet, and to no Job', () => {
    assert.equal(ownerOf(pod('StatefulSet')), 'llama-7d9f')
    assert.equal(ownerOf(pod('Job')), undefined)
  })

  it('hold what all their containers ask for', () => assert.equal(gpusOf(pod('ReplicaSet')), 2))
})
