import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {configMaps, jobs, persistentVolumeClaims, pods} from '../src/controllers/resources.ts'
import {benchmarkJobs, clusterServingRuntimes, inferenceServices} from '../src/ome/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {omeCluster, service, withMistral} from './ome-fixture.ts'

const benchmark = (more: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'BenchmarkJob',
  metadata: {name: 'bench', namespace: 'default'},
  spec: {
    endpoint: {inferenceService: {name: 'chat', namespace: 'default'}},
    task: 'text-to-text',
    trafficScenarios: ['D(50,20)'],
    numConcurrency: [1, 4],
    maxTimePerIteration: 5,
    maxRequestsPerIteration: 12,
    outputLocation: {storageUri: 'oci://n/tenant/b/results/o/bench'},
    ...more,
  },
})

async function logOf(cluster: StandingCluster, pod: ApiObject): Promise<string> {
  const container: string = pod.spec.containers[0].name
  const lines: string[] = []
  const request = {container, follow: false, previous: false, timestamps: false, signal: new AbortController().signal}
  for await (const line of cluster.kubelet.logs(pod, request)) lines.push(line)
  return lines.join('\n')
}

async function shareableClaim(cluster: StandingCluster): Promise<ApiObject> {
  cluster.api.create(
    {group: 'storage.k8s.io', plural: 'storageclasses'},
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {name: 'shared'},
      provisioner: 'sandbox.ome.cli/files',
    },
  )
  const made = cluster.api.create(persistentVolumeClaims, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {name: 'results', namespace: 'default'},
    spec: {storageClassName: 'shared', accessModes: ['ReadWriteMany'], resources: {requests: {storage: '1Gi'}}},
  })
  await cluster.advance(10_000)
  return made
}

/** @feature OME: benchmark jobs that load the engines; results in the log and in claims | works */
describe('OME benchmark jobs', () => {
  let cluster: StandingCluster
  const faults: string[] = []
  const status = (): Record<string, string> => cluster.api.get(benchmarkJobs, 'bench', 'default')?.status

  beforeEach(async () => {
    cluster = await omeCluster(faults)
    await withMistral(cluster)
    cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'benchmarkjob-config', namespace: 'ome'},
      data: {benchmarkjob: JSON.stringify({podConfig: {image: 'genai-bench:0.1.113'}})},
    })
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  it('waits for its service, then completes', async () => {
    cluster.api.create(benchmarkJobs, benchmark())
    await cluster.advance(30_000)
    assert.equal(status()['state'], 'Pending')

    cluster.api.create(inferenceServices, service('chat'))
    await cluster.advance(240_000)
    assert.ok(cluster.api.get(jobs, 'bench', 'default'))
    await cluster.advance(600_000)

    assert.equal(status()['state'], 'Completed')
    assert.ok(status()['completionTime'])
  })

  it('loads the engine it measures, and tells what it measured', async () => {
    const args = ['--model=$(MODEL_PATH)', '--port=8080', '--served-model-name', 'vllm-model']
    cluster.api.patch(clusterServingRuntimes, 'vllm-mistral', undefined, {spec: {engineConfig: {runner: {args}}}})
    cluster.api.create(inferenceServices, service('chat'))
    cluster.api.create(benchmarkJobs, benchmark())
    await cluster.advance(900_000)

    const [pod] = cluster.api.list(pods, {namespace: 'default', labels: {benchmark: 'bench'}})
    assert.ok(pod)
    const log = await logOf(cluster, pod)
    const results = log.split('\n').filter((line) => line.startsWith('{'))
    const [one, four] = results.map((line) => JSON.parse(line).aggregated_metrics)
    assert.deepEqual([one.num_completed_requests, one.num_error_requests, four.num_concurrency], [12, 0, 4])
    assert.equal(one.stats.num_output_tokens.p50, 20)
    assert.ok(four.requests_per_second > one.requests_per_second * 2)
    assert.ok(one.stats.ttft.p50 > 0.01 && one.stats.ttft.p50 < one.stats.e2e_latency.p50)
    assert.match(log, /Saved \/tmp\/bench\/D\(50,20\)_text-to-text_num_concurrency_1_time_\d+s\.json/)
  })

  it('leaves its results in the claim it was told, for whoever mounts it', async () => {
    const claim = (await shareableClaim(cluster)).metadata.name
    const args = ['--model=$(MODEL_PATH)', '--port=8080', '--served-model-name', 'vllm-model']
    cluster.api.patch(clusterServingRuntimes, 'vllm-mistral', undefined, {spec: {engineConfig: {runner: {args}}}})
    cluster.api.create(inferenceServices, service('chat'))
    cluster.api.create(benchmarkJobs, benchmark({outputLocation: {storageUri: `pvc://${claim}/runs`}}))
    await cluster.advance(900_000)
    cluster.api.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: 'reader', namespace: 'default'},
      spec: {
        containers: [
          {name: 'main', image: 'busybox', command: ['sleep', '1h'], volumeMounts: [{name: 'r', mountPath: '/r'}]},
        ],
        volumes: [{name: 'r', persistentVolumeClaim: {claimName: claim}}],
      },
    })
    await cluster.advance(30_000)

    const reader = cluster.api.get(pods, 'reader', 'default')
    assert.ok(reader)
    const out: Uint8Array[] = []
    await cluster.kubelet.exec(reader, {
      container: '',
      command: ['sh', '-c', 'ls /r/runs/bench; cat /r/runs/bench/*_num_concurrency_4_*'],
      tty: false,
      stdin: undefined,
      stdout: (bytes) => out.push(bytes),
      stderr: (bytes) => out.push(bytes),
      signal: new AbortController().signal,
    })
    const [first, second, ...result] = Buffer.concat(out).toString().split('\n')
    assert.match(`${first} ${second}`, /^D\(50,20\)_text-to-text_num_concurrency_1_.*json D\(50,20\).*_4_.*json$/)
    assert.equal(JSON.parse(result.join('\n')).aggregated_metrics.num_completed_requests, 12)
  })

  it('completes although every request failed: the model is served under another name', async () => {
    cluster.api.create(inferenceServices, service('chat'))
    cluster.api.create(benchmarkJobs, benchmark())

    await cluster.advance(900_000)

    const [pod] = cluster.api.list(pods, {namespace: 'default', labels: {benchmark: 'bench'}})
    assert.equal(status()['state'], 'Completed')
    assert.match(pod ? await logOf(cluster, pod) : '', /"error_codes_frequency":\{"404":12\}/)
  })

  it('fails for an endpoint without a model', async () => {
    const endpoint = {endpoint: {url: 'http://elsewhere', apiFormat: 'openai'}}
    cluster.api.create(benchmarkJobs, benchmark({endpoint}))

    await cluster.advance(5000)

    assert.equal(status()['state'], 'Failed')
    assert.match(status()['failureMessage'] ?? '', /tokenizer/)
  })

  it('goes with its Job when it is deleted', async () => {
    cluster.api.create(inferenceServices, service('chat'))
    cluster.api.create(benchmarkJobs, benchmark())
    await cluster.advance(300_000)

    cluster.api.delete(benchmarkJobs, 'bench', 'default', {propagation: 'Background'})
    await cluster.advance(60_000)

    assert.equal(cluster.api.get(benchmarkJobs, 'bench', 'default'), undefined)
    assert.equal(cluster.api.get(jobs, 'bench', 'default'), undefined)
  })
})
