import assert from 'node:assert/strict'
import {fields} from '@ome/capacity/fields'
import {toPyTorchJob, toTrainJob} from './convert-job.ts'
import {overridesOf, withOverrides} from './pod-overrides.ts'
import {parseRanks} from './rank-choice.ts'
import {readTrainFile} from './train-file.ts'
import {priceText} from './train-price.ts'
import {checkEnvironment, checkJobName} from './train-rules.ts'

const place = {name: 'sft', namespace: 'team-a', source: 'sft.yaml'}
const read = (document: unknown) => readTrainFile(document, place)

const pytorch = (pod: object = {}, spec: object = {}) => {
  const template = {
    spec: {containers: [{name: 'pytorch', image: 'x', args: ['a'], resources: {limits: {gpu: 1}}}], ...pod},
  }
  return {
    apiVersion: 'kubeflow.org/v1',
    kind: 'PyTorchJob',
    metadata: {name: 'other'},
    spec: {pytorchReplicaSpecs: {Master: {template}, Worker: {replicas: 3, template}}, ...spec},
  }
}

describe('what a file asks to train', () => {
  it('few words become a TrainJob', () => {
    const {object} = read({
      runtime: 'torch-distributed',
      image: 'x:1',
      command: 'torchrun train.py',
      args: ['--steps', 10],
      nodes: 2,
      gpus: 4,
      dataset: 'hf://tatsu-lab/alpaca',
      model: {storageUri: 'hf://meta/llama', secretRef: {name: 'hf'}},
      env: {A: 1, B: 'two'},
    })
    assert.deepEqual(object.metadata, {name: 'sft', namespace: 'team-a'})
    assert.deepEqual(object['spec'], {
      runtimeRef: {name: 'torch-distributed'},
      initializer: {
        dataset: {storageUri: 'hf://tatsu-lab/alpaca'},
        model: {storageUri: 'hf://meta/llama', secretRef: {name: 'hf'}},
      },
      trainer: {
        image: 'x:1',
        command: ['torchrun', 'train.py'],
        args: ['--steps', '10'],
        env: [
          {name: 'A', value: '1'},
          {name: 'B', value: 'two'},
        ],
        numNodes: 2,
        resourcesPerNode: {limits: {'nvidia.com/gpu': '4'}},
      },
    })
  })

  it('the name that was typed wins', () => {
    assert.equal(read(pytorch()).object.metadata.name, 'sft')
  })

  for (const [what, document, message] of [
    ['nothing', {}, /holds no training job/],
    ['a list', [1], /holds no training job/],
    ['another kind', {apiVersion: 'apps/v1', kind: 'Deployment'}, /holds a Deployment/],
    ['a TFJob', {apiVersion: 'kubeflow.org/v1', kind: 'TFJob'}, /TFJobs are not made here/],
    ['a word that is none', {imag: 'x'}, /"imag" says nothing/],
    ['GPUs in words', {gpus: 'four'}, /gpus is no whole number/],
    ['half a node', {nodes: 0.5}, /nodes is no whole number of 1 or more/],
    ['an image that is a number', {image: 5}, /image is no text/],
    ['a command of maps', {command: [{}]}, /command is no list of words/],
    ['a data set without an address', {dataset: 'alpaca'}, /dataset is no address/],
    ['variables that are a text', {env: 'A=1'}, /env is no map/],
    ['variables of lists', {env: {A: []}}, /env is no map/],
    ['a list of variables without names', {env: ['A=1']}, /env is no map/],
    ['another namespace', {...pytorch(), metadata: {namespace: 'team-b'}}, /says namespace team-b/],
  ] as const)
    it(`refuses ${what}`, () => assert.throws(() => read(document), {message}))

  for (const name of ['Sft', '1st', 'a_b', 'a-', '', 'a'.repeat(64)])
    it(`"${name}" is no name`, () => assert.throws(() => checkJobName(name), {kind: 'usage'}))

  it('variables that Trainer sets are refused, by framework', () => {
    const spec = (name: string) => ({trainer: {env: [{name, value: '1'}]}})
    for (const [name, framework] of [
      ['PET_NNODES', 'torch'],
      ['DMLC_TRACKER_URI', 'xgboost'],
      ['OMPI_MCA_plm_rsh_args', 'deepspeed'],
    ] as const)
      assert.throws(() => checkEnvironment(spec(name), framework), {kind: 'usage', message: new RegExp(name)})
    checkEnvironment(spec('DMLC_TRACKER_URI'), 'torch')
    checkEnvironment(spec('NCCL_DEBUG'), 'torch')
  })
})

describe('a job of one kind as one of another', () => {
  it('a PyTorchJob becomes a TrainJob with what its pods have besides', () => {
    const given = pytorch(
      {nodeSelector: {a: 'b'}, hostNetwork: true},
      {nprocPerNode: '2', runPolicy: {suspend: true, cleanPodPolicy: 'None'}, elasticPolicy: {}},
    )
    const {object, overrides, notes} = toTrainJob(given)
    assert.deepEqual(object['spec'], {
      runtimeRef: {name: 'torch-distributed'},
      trainer: {image: 'x', args: ['a'], numNodes: 4, resourcesPerNode: {limits: {gpu: 1}}, numProcPerNode: 2},
      suspend: true,
    })
    assert.deepEqual(overrides, [{step: 'node', spec: {nodeSelector: {a: 'b'}}}])
    assert.match(notes.join('\n'), /left out, since the runtime decides it: hostNetwork, cleanPodPolicy, elasticPolicy/)
  })

  it('refuses what no TrainJob can be', () => {
    const two = pytorch({containers: [{name: 'pytorch'}, {name: 'sidecar'}]})
    assert.throws(() => toTrainJob(two), /several containers/)
    const unlike = pytorch()
    unlike.spec.pytorchReplicaSpecs.Worker = {
      replicas: 1,
      template: {spec: {containers: [{name: 'pytorch', image: 'y', args: [], resources: {limits: {gpu: 1}}}]}},
    }
    assert.throws(() => toTrainJob(unlike), /Master and Worker differ/)
    assert.throws(() => toTrainJob({...pytorch(), spec: {}}), /no replicas/)
  })

  it('there and back again is the same', () => {
    const {object, overrides} = toTrainJob(pytorch({tolerations: [{key: 'gpu'}]}))
    const back = toPyTorchJob(object, overrides)
    assert.deepEqual(back.object['spec'].pytorchReplicaSpecs.Worker, {
      replicas: 3,
      restartPolicy: 'OnFailure',
      template: {
        spec: {
          tolerations: [{key: 'gpu'}],
          containers: [{image: 'x', args: ['a'], resources: {limits: {gpu: 1}}, name: 'pytorch'}],
        },
      },
    })
  })

  it('refuses a TrainJob that needs more of Trainer than its runtime', () => {
    const job = (spec: object) => ({
      apiVersion: 'trainer.kubeflow.org/v1alpha1',
      kind: 'TrainJob',
      metadata: {name: 'a'},
      spec,
    })
    for (const [spec, message] of [
      [{runtimeRef: {name: 'jax-distributed'}}, /its runtime is jax-distributed/],
      [{initializer: {dataset: {}}}, /brought to it/],
      [{trainer: {}}, /names no image/],
    ] as const)
      assert.throws(() => toPyTorchJob(job(spec), []), {kind: 'not-found', message})
  })
})

describe('what a job changes in the pods of its runtime', () => {
  const change = [{step: 'node', metadata: {labels: {a: 'b'}}, spec: {nodeSelector: {c: 'd'}}}]
  for (const field of ['podTemplateOverrides', 'runtimePatches'])
    it(`is written as ${field} and read again`, () => {
      const {spec} = withOverrides({}, change, new Set([field]))
      assert.deepEqual(overridesOf(fields(spec)), change)
    })

  it('podSpecOverrides lack labels, and that is said', () => {
    const {spec, notes} = withOverrides({}, change, new Set(['podSpecOverrides']))
    assert.deepEqual(spec, {podSpecOverrides: [{targetJobs: [{name: 'node'}], nodeSelector: {c: 'd'}}]})
    assert.match(notes.join(), /labels and annotations of pods are left out/)
  })

  it('the field of another release is translated', () => {
    const old = {podSpecOverrides: [{targetJobs: [{name: 'node'}], nodeSelector: {c: 'd'}}]}
    const {spec, notes} = withOverrides(old, [], new Set(['runtimePatches']))
    assert.deepEqual(overridesOf(spec), [{step: 'node', spec: {nodeSelector: {c: 'd'}}}])
    assert.deepEqual(notes, ['podSpecOverrides is written as runtimePatches: this cluster serves that'])
  })

  it('stays as it is where nobody knows what is served', () => {
    const old = {podTemplateOverrides: []}
    assert.deepEqual(withOverrides(old, [], undefined), {spec: old, notes: []})
  })
})

describe('ranks and prices in words', () => {
  it('reads ranks', () => assert.deepEqual([...parseRanks('0-2, 8')], [0, 1, 2, 8]))
  for (const typed of ['', 'a', '3-1', '1-', '-1', '1,,2', '0-999999'])
    it(`"${typed}" are no ranks`, () => assert.throws(() => parseRanks(typed), {kind: 'usage'}))

  const cheap = {usdPerGpuHour: 2, source: 'own.yaml'}
  for (const [expected, price] of [
    ['price: it asks for no GPUs', {gpus: 0}],
    [
      'price: not known: you may not list nodes; say what a GPU costs an hour: --price USD',
      {gpus: 2, gap: 'you may not list nodes'},
    ],
    ['price: $4.00 an hour (2 GPUs at $2.00; own.yaml)', {gpus: 2, lowest: cheap, highest: cheap}],
    [
      'price: $2.00 to $3.00 an hour by node (1 GPU at $2.00, own.yaml, to $3.00, list; some nodes have no known price)',
      {gpus: 1, lowest: cheap, highest: {usdPerGpuHour: 3, source: 'list'}, gap: 'some nodes have no known price'},
    ],
  ] as const)
    it(expected, () => assert.equal(priceText(price), expected))
})
