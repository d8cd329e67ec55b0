import assert from 'node:assert/strict'
import {declaredOf} from './service-declared.ts'

const service = (spec: object, annotations: Record<string, string> = {}) => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: 'chat', annotations},
  spec,
})

describe('what a service declares', () => {
  it('names what one of the generations does not read', () => {
    const {removed, newer} = declaredOf(
      service({kedaConfig: {}, deploymentMode: 'OMENative', engine: {canaryTrafficPercent: 10, autoscaler: {}}}),
    )
    assert.deepEqual(removed, ['spec.kedaConfig', 'spec.engine.canaryTrafficPercent'])
    assert.deepEqual(newer, ['spec.deploymentMode', 'spec.engine.autoscaler'])
  })

  it('finds accelerator classes wherever they are named, each once', () =>
    assert.deepEqual(
      declaredOf(
        service(
          {
            acceleratorSelector: {acceleratorClass: 'a'},
            engine: {minReplicas: 0, acceleratorOverride: {acceleratorClass: 'b'}},
          },
          {'ome.io/accelerator-class': 'a', 'ome.io/autoscalerClass': 'KEDA'},
        ),
      ),
      {acceleratorClasses: ['a', 'b'], autoscaler: 'keda', fromZero: true, removed: [], newer: []},
    ))

  it('survives a service without a spec', () =>
    assert.deepEqual(declaredOf({...service({}), spec: undefined}).removed, []))
})
