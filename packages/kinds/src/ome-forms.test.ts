import assert from 'node:assert/strict'
import {structuralProblems} from '../test/structural.ts'
import type {CustomResourceDefinition} from './crd.ts'
import {omeNextCrds, omeOpenCrds} from './ome-forms.ts'

const specFields = (crds: readonly CustomResourceDefinition[], plural: string): string[] => {
  const found = crds.find(({spec}) => spec.names.plural === plural)
  return Object.keys(found?.spec.versions[0]?.schema.openAPIV3Schema.properties?.['spec']?.properties ?? {})
}

describe('other forms of the definitions of OME', () => {
  it('v1.3 has the fields that came and none of those that went', () => {
    const fields = specFields(omeNextCrds(), 'inferenceservices')

    for (const name of ['deploymentMode', 'rollout', 'traffic', 'scalingPolicy']) assert.ok(fields.includes(name), name)
    for (const name of ['predictor', 'kedaConfig']) assert.ok(!fields.includes(name), name)
    assert.ok(!specFields(omeNextCrds(), 'servingruntimes').includes('workers'))
  })

  it('v1.3 serves the replicas with a scale subresource', () => {
    const replicas = omeNextCrds().find(({spec}) => spec.names.plural === 'inferencereplicas')

    assert.deepEqual(replicas?.spec.names.shortNames, ['irep'])
    assert.equal(replicas?.spec.versions[0]?.subresources?.scale?.specReplicasPath, '.spec.replicas')
  })

  it('the minimal form has seven kinds and describes nothing inside', () => {
    assert.equal(omeOpenCrds().length, 7)
    assert.deepEqual(specFields(omeOpenCrds(), 'inferenceservices'), [])
  })

  it('are structural', () => {
    const problems = [...omeNextCrds(), ...omeOpenCrds()].flatMap(({metadata, spec}) =>
      spec.versions.flatMap(({schema}) =>
        structuralProblems(schema.openAPIV3Schema, 'custom').map((problem) => `${metadata.name}: ${problem}`),
      ),
    )
    assert.deepEqual(problems, [])
  })
})
