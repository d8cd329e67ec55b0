import assert from 'node:assert/strict'
import {ApiError, type ApiObject} from '../src/api.ts'
import {inferenceServices} from '../src/ome/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {omeCluster, service, withMistral} from './ome-fixture.ts'

describe('OME admission', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await omeCluster(faults)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const refusals: readonly [string, ApiObject, RegExp][] = [
    [
      'an unknown model',
      service('x', {model: {name: 'nope'}}),
      /referenced model "nope" not found in namespace "default": ensure a BaseModel exists/,
    ],
    ['a bad name', service('9lives'), /invalid InferenceService name "9lives", must match/],
    [
      'a decoder alone',
      service('x', {engine: undefined, decoder: {minReplicas: 1}}),
      /decoder cannot be specified without engine/,
    ],
    ['nothing to run', service('x', {model: undefined}), /model reference is required when runtime is not specified/],
    [
      'a wrong autoscaler',
      {...service('x'), metadata: {name: 'x', namespace: 'default', annotations: {'ome.io/autoscalerClass': 'magic'}}},
      /\[magic\] is not a supported autoscaler class type/,
    ],
  ]
  for (const [what, body, message] of refusals) {
    it(`admission refuses ${what}`, async () => {
      await withMistral(cluster)

      assert.throws(
        () => cluster.api.create(inferenceServices, body),
        (error) => error instanceof ApiError && error.status.code === 403 && message.test(error.message),
      )
    })
  }

  it('a named runtime that does not exist is admitted and shows as an event', async () => {
    await withMistral(cluster)
    cluster.api.create(inferenceServices, service('chat', {runtime: {name: 'nope'}}))

    await cluster.advance(5000)

    const found = cluster.api.list({group: '', plural: 'events'}, {namespace: 'default'})
    const event = found.find((one) => one['reason'] === 'RuntimeValidationError')
    assert.equal(event?.['message'], 'runtime nope not found in namespace default or at cluster scope')
    assert.equal(cluster.api.get(inferenceServices, 'chat', 'default')?.status, undefined)
  })
})
