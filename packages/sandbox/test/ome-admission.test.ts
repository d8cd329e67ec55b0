import assert from 'node:assert/strict'
import {ApiError, type ApiObject} from '../src/api.ts'
import {inferenceServices} from '../src/ome/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {omeCluster, service, withMistral} from './ome-fixture.ts'

/** @feature OME: admission of services, runtimes and benchmarks in OME's words | works */
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

  const runtimes = {group: 'ome.io', plural: 'clusterservingruntimes'}
  const runtime = (name: string, more: Record<string, unknown>): ApiObject => {
    const found = cluster.api.get(runtimes, 'vllm-mistral')
    return {
      apiVersion: 'ome.io/v1beta1',
      kind: 'ClusterServingRuntime',
      metadata: {name},
      spec: {...found?.['spec'], ...more},
    }
  }
  const ofRuntimes: readonly [string, Record<string, unknown>, RegExp][] = [
    [
      'the rank of another',
      {},
      /same priority assigned for the model format safetensors in the clusterservingruntimes/,
    ],
    [
      'classes that are not there',
      {modelSizeRange: {min: '1B', max: '2B'}, acceleratorRequirements: {acceleratorClasses: ['tpu']}},
      /unknown accelerator classes referenced in AcceleratorRequirements: \[tpu\]/,
    ],
    ['a leader without workers', {engineConfig: {leader: {}}}, /both leader and worker must be defined/],
  ]
  for (const [what, more, message] of ofRuntimes) {
    it(`a runtime with ${what} is refused`, async () => {
      await withMistral(cluster)

      assert.throws(() => cluster.api.create(runtimes, runtime('second', more)), message)
    })
  }

  const benchmark = (spec: Record<string, unknown>): ApiObject => ({
    apiVersion: 'ome.io/v1beta1',
    kind: 'BenchmarkJob',
    metadata: {name: 'b', namespace: 'default'},
    spec: {
      endpoint: {inferenceService: {name: 'x', namespace: 'default'}},
      task: 'text-to-text',
      maxTimePerIteration: 1,
      maxRequestsPerIteration: 1,
      outputLocation: {storageUri: 'oci://n/a/b/c/o/d'},
      ...spec,
    },
  })
  const ofBenchmarks: readonly [string, Record<string, unknown>, RegExp][] = [
    ['no endpoint', {endpoint: {}}, /endpoint or InferenceService must be specified/],
    ['a scenario of another task', {trafficScenarios: ['E(1,2)']}, /invalid scenario format for task 'text-to-text'/],
    ['embeddings without scenarios', {task: 'text-to-embeddings'}, /failed to validate scenario 'E\(64\)'/],
    ['an unknown storage', {outputLocation: {storageUri: 'ftp://x'}}, /error parsing storage URI/],
  ]
  for (const [what, spec, message] of ofBenchmarks) {
    it(`a benchmark with ${what} is refused`, () => {
      assert.throws(() => cluster.api.create({group: 'ome.io', plural: 'benchmarkjobs'}, benchmark(spec)), message)
    })
  }
})
