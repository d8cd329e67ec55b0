import assert from 'node:assert/strict'
import {isKnownGroup, knownKinds} from './known-kinds.ts'

describe('kinds that are known', () => {
  it('have one form, or one for each line of OME', () => {
    const forms = (apiVersion: string, kind: string) =>
      knownKinds(apiVersion, kind).map(({plural, namespaced, generation}) => [plural, namespaced, generation])
    assert.deepEqual(forms('v1', 'ConfigMap'), [['configmaps', true, undefined]])
    assert.deepEqual(forms('apps/v1', 'Deployment'), [['deployments', true, undefined]])
    assert.deepEqual(forms('grove.io/v1alpha1', 'PodCliqueSet'), [['podcliquesets', true, undefined]])
    assert.deepEqual(forms('ome.io/v1beta1', 'ClusterBaseModel'), [
      ['clusterbasemodels', false, 'v0.1'],
      ['clusterbasemodels', false, 'v1.3'],
    ])
    assert.deepEqual(forms('ome.io/v1beta1', 'InferenceReplica'), [['inferencereplicas', true, 'v1.3']])
    for (const [apiVersion, kind] of [
      ['v1', 'Deployment'],
      ['ome.io/v1', 'InferenceService'],
      ['ome.io/v1beta1', 'InferenceServise'],
      ['example.com/v1', 'Widget'],
    ] as const)
      assert.deepEqual(knownKinds(apiVersion, kind), [], kind)
  })

  it('differ by line where v1.3 changed them', () => {
    const has = knownKinds('ome.io/v1beta1', 'InferenceService').map(
      ({schema}) => schema?.properties?.['spec']?.properties?.['rollout'] !== undefined,
    )
    assert.deepEqual(has, [false, true])
  })

  it('say which groups a mistake can be seen in', () => {
    assert.deepEqual(['', 'apps', 'ome.io', 'example.com'].map(isKnownGroup), [true, true, true, false])
  })
})
