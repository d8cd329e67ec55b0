import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {detectGeneration, generationOf} from './generation.ts'

describe('detectGeneration', () => {
  const old = ['basemodels', 'inferenceservices']
  for (const [title, evidence, name] of [
    ['no group', {plurals: []}, undefined],
    ['only kinds of v0.1', {plurals: old}, 'v0.1'],
    ['a kind of v1.3', {plurals: [...old, 'inferencereplicas']}, 'v1.3'],
    ['schema of v1.3', {plurals: old, serviceProperties: ['scalingPolicy']}, 'v1.3'],
    ['image of v1.2', {plurals: old, controllerImage: 'r.io:5000/ome-manager:v1.2.2'}, 'v1.2'],
    ['image of v1.3', {plurals: old, controllerImage: 'ome-manager:1.3.0'}, 'v1.3'],
    ['image by digest', {plurals: old, controllerImage: 'ome-manager@sha256:0'}, 'v0.1'],
  ] as const)
    it(`${title}: ${name}`, () => assert.equal(detectGeneration(evidence)?.name, name))
})

describe('generationOf', () => {
  const served = [
    {group: 'ome.io', plural: 'basemodels'},
    {group: 'apps', plural: 'deployments'},
  ]
  const deployment = (name: string, image: string): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name},
    spec: {template: {spec: {containers: [{image: 'proxy:v9.9'}, {image}]}}},
  })

  it('goes by the controller alone', () => {
    const found = [
      deployment('ome-other', 'ome-other:v1.3.0'),
      deployment('ome-controller-manager', 'ome-manager:v1.2.2'),
    ]
    assert.equal(generationOf(served, found)?.name, 'v1.2')
  })
  it('goes by what is served without one', () => assert.equal(generationOf(served, [])?.name, 'v0.1'))
  it('is unknown where OME is not installed', () => assert.equal(generationOf(served.slice(1), []), undefined))
})
