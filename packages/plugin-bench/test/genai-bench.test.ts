import assert from 'node:assert/strict'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type RunOptions, type RunResult, run} from '@ome/testkit/run'
import Benchmark from '../src/commands/benchmark.ts'

const core = (plural: string) => ({group: '', plural})
const benchmarkJobs = {group: 'ome.io', plural: 'benchmarkjobs'}
const services = {group: 'ome.io', plural: 'inferenceservices'}

const claim = (name: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {name, namespace: 'default'},
  spec: {storageClassName: 'shared', accessModes: ['ReadWriteMany'], resources: {requests: {storage: '1Gi'}}},
})

const service = (name: string, runner: object, model = 'mistral-7b') => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name, namespace: 'default'},
  spec: {
    model: {name: model, kind: 'ClusterBaseModel'},
    runtime: {name: 'srt-mistral', kind: 'ClusterServingRuntime'},
    engine: {minReplicas: 1, maxReplicas: 1, runner},
  },
})

const args = (served: string) => [
  '--host=0.0.0.0',
  '--port=8080',
  '--model-path=$(MODEL_PATH)',
  `--served-model-name=${served}`,
]

describe('a benchmark by OME', function () {
  this.timeout(60_000)
  let made: TestCluster
  before(async () => {
    made = await cluster({scenario: 'tour-ome'})
    made.api.create(
      {group: 'storage.k8s.io', plural: 'storageclasses'},
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: {name: 'shared'},
        provisioner: 'sandbox.ome.cli/files',
      },
    )
    made.api.create(core('persistentvolumeclaims'), claim('bench-results'))
    made.api.create(services, service('asked', {args: args('vllm-model')}))
    await made.until(() =>
      made.api
        .get(services, 'asked', 'default')
        ?.status?.conditions?.some(
          ({type, status}: {type: string; status: string}) => type === 'Ready' && status === 'True',
        ),
    )
  })
  after(() => made[Symbol.asyncDispose]())

  const bench = (argv: readonly string[], more: RunOptions = {}): Promise<RunResult> =>
    made.during(run(Benchmark, [...argv, '--genai-bench'], {kube: made.kube, now: made.now, plugin: 'bench', ...more}))
  const results = ['--results', 'pvc://bench-results/runs']

  it('runs genai-bench, reads what it left, and takes the job away', async () => {
    const words = ['asked', ...results, '--sweep', '1,2', '--requests', '24', '--max-tokens', '8', '-o', 'json']
    const {code, out, err} = await bench(words)
    assert.equal(code, 0, err)
    const {kind, runs, job} = JSON.parse(out)
    assert.equal(kind, 'GenaiBenchReport')
    assert.deepEqual(
      runs.map(({scenario, concurrency, completed, failed}: Record<string, unknown>) => [
        scenario,
        concurrency,
        completed,
        failed,
      ]),
      [
        ['D(100,8)', 1, 24, 0],
        ['D(100,8)', 2, 24, 0],
      ],
    )
    assert.ok(runs[0].figures['ttft.p50'] > 1, 'milliseconds')
    assert.equal(runs[0].trust.verdict, 'DEGRADED')
    assert.match(err, /benchmarkjob\/ome-genai-\w+ is Running/)
    assert.equal(made.api.get(benchmarkJobs, job, 'default'), undefined)
    await made.until(() => made.api.list(core('pods'), {labels: {'ome.cli/read': job}}).length === 0)
  })

  it('shows it as a table', async () => {
    const {code, out, err} = await bench(['asked', ...results, '--requests', '24', '--max-tokens', '4'])
    assert.equal(code, 0, err)
    assert.match(out, /^SCENARIO +CONCURRENCY +REQUESTS\/S .* FAILED +TRUST$/m)
    assert.match(out, /genai-bench does not tell how busy it was/)
  })

  it('is taken away by Ctrl-C', async () => {
    const stop = new AbortController()
    const onWrite = (_: string, text: string): void => void (text.includes('is Running') && stop.abort())
    const {code} = await bench(['asked', ...results, '--requests', '500'], {signal: stop.signal, onWrite})
    assert.equal(code, 130)
    await made.until(() => made.api.list(benchmarkJobs).length === 0)
  })

  it('says why it cannot start', async () => {
    const {code, err} = await bench(['asked', ...results, '--genai-image', 'x.invalid/genai-bench'])
    assert.equal(code, 1)
    assert.match(err, /cannot start: .*no such host/)
    assert.equal(made.api.list(benchmarkJobs).length, 0)
  })

  it('a model on a claim is refused', async () => {
    const model = made.api.get({group: 'ome.io', plural: 'clusterbasemodels'}, 'mistral-7b')
    assert.ok(model)
    made.api.create(
      {group: 'ome.io', plural: 'clusterbasemodels'},
      {
        ...model,
        metadata: {name: 'on-claim'},
        spec: {...model['spec'], storage: {storageUri: 'pvc://weights/mistral'}},
      },
    )
    made.api.create(services, service('claimed', {args: args('vllm-model')}, 'on-claim'))
    const {code, err} = await bench(['claimed', ...results])
    assert.equal(code, 1)
    assert.match(err, /lies on a claim: a BenchmarkJob cannot mount it/)
  })

  for (const [words, code, says] of [
    [['prod-llama', ...results], 1, /asks every engine for "vllm-model", and service "prod-llama" serves meta-llama/],
    [['absent', ...results], 4, /service "absent" not found/],
    [['asked'], 2, /where do results go\?/],
    [['asked', '--results', 'oci://n/a/b/c/o/d'], 2, /is no claim/],
    [['asked', '--results', 'pvc://c/../d'], 2, /is no claim/],
    [['asked', ...results, '--prompt', 'x'], 2, /--prompt is of our own generator/],
    [['asked', ...results, '--api', 'completions'], 2, /chat and embeddings only/],
    [['--url', 'http://127.0.0.1:1', ...results], 2, /cannot ask a --url/],
  ] as const)
    it(`refuses ${words.join(' ')}`, async () => {
      const {code: found, err} = await bench(words)
      assert.equal(found, code, err)
      assert.match(err, says)
    })
})
