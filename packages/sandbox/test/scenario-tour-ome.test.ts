import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {scenarioWorkingFiles} from '../src/scenario.ts'

const ome = (plural: string) => ({group: 'ome.io', plural})
const core = (plural: string) => ({group: '', plural})
const now = Date.parse('2026-11-21T12:00:00Z')
const dayMs = 86_400_000

const names = (objects: readonly ApiObject[]): string[] => objects.map((object) => object.metadata.name).sort()
const readyOf = (service: ApiObject | undefined): string | undefined =>
  service?.['status']?.conditions?.find((condition: {type: string}) => condition.type === 'Ready')?.status
const daysOld = (object: ApiObject | undefined): number =>
  Math.floor((now - Date.parse(object?.metadata.creationTimestamp ?? '')) / dayMs)

/** @feature OME: what the tour promises, row by row | works */
describe('scenario tour-ome', () => {
  let cluster: Cluster
  const faults: string[] = []
  const service = (name: string, namespace = 'default'): ApiObject | undefined =>
    cluster.api.get(ome('inferenceservices'), name, namespace)
  const podsOf = (name: string, namespace = 'default'): ApiObject[] =>
    cluster.api.list(core('pods'), {namespace, labels: {'ome.io/inferenceservice': name, component: 'engine'}})

  async function logOf(pod: ApiObject, sinceSeconds: number): Promise<string[]> {
    const lines: string[] = []
    const signal = new AbortController().signal
    const request = {
      container: 'ome-container',
      follow: false,
      previous: false,
      timestamps: false,
      sinceSeconds,
      signal,
    }
    for await (const line of cluster.kubelet.logs(pod, request)) lines.push(line)
    return lines
  }

  before(async function () {
    this.timeout(60_000)
    cluster = await startCluster({scenario: 'tour-ome', clock: 'manual', now, log: (line) => faults.push(line)})
  })
  after(async () => {
    await cluster.stop()
    assert.deepEqual(faults, [])
  })

  it('has the nodes, with product, instance type and region', () => {
    const nodes = cluster.api.list(core('nodes'))
    const gpus = nodes.map((node) => Number(node['status'].allocatable['nvidia.com/gpu'] ?? 0))

    assert.deepEqual(names(nodes), [
      'cpu-1',
      'cpu-2',
      'gpu-a100-1',
      'gpu-a100-2',
      'gpu-h100-1',
      'gpu-h100-2',
      'gpu-h100-3',
      'gpu-h100-4',
      'gpu-h100-5',
      'gpu-h100-6',
      'gpu-l40s-1',
    ])
    assert.equal(
      gpus.reduce((sum, count) => sum + count, 0),
      68,
    )
    for (const node of nodes.filter(({metadata}) => metadata.name.startsWith('gpu'))) {
      for (const label of [
        'nvidia.com/gpu.product',
        'node.kubernetes.io/instance-type',
        'topology.kubernetes.io/region',
      ]) {
        assert.ok(node.metadata.labels?.[label], `${node.metadata.name} ${label}`)
      }
    }
  })

  it('runs a DCGM exporter on every GPU node', () => {
    const exporters = cluster.api.list(core('pods'), {namespace: 'gpu-operator'})

    assert.equal(exporters.length, 9)
    for (const pod of exporters) assert.equal(pod['status'].phase, 'Running')
  })

  it('has OME in its namespace', () => {
    const {api} = cluster
    const config = JSON.parse(api.get(core('configmaps'), 'inferenceservice-config', 'ome')?.['data'].ingress)

    assert.equal(
      api.get({group: 'apps', plural: 'deployments'}, 'ome-controller-manager', 'ome')?.['status'].availableReplicas,
      3,
    )
    const agents = api.get({group: 'apps', plural: 'daemonsets'}, 'ome-model-agent-daemonset', 'ome')
    assert.equal(agents?.['status'].numberReady, 9)
    assert.match(JSON.stringify(agents?.['spec'].template.spec.volumes), /\/raid\/models/)
    assert.equal(config.omeIngressGateway, 'ome/ome-ingress-gateway')
    for (const [plural, name] of [
      ['services', 'ome-webhook-server-service'],
      ['configmaps', 'benchmarkjob-config'],
      ['secrets', 'hf-token'],
    ] as const) {
      assert.ok(api.get(core(plural), name, 'ome'), name)
    }
    const reports = api.list(core('configmaps'), {namespace: 'ome', labels: {'models.ome/basemodel-status': 'true'}})
    assert.equal(reports.length, 9)
    assert.match(reports[0]?.['data']['clusterbasemodel.mistral-7b'], /"status":"Ready"/)
  })

  it('serves KEDA and the Gateway API, metrics, and no Prometheus', () => {
    const {api} = cluster

    for (const [group, plural] of [
      ['keda.sh', 'scaledobjects'],
      ['keda.sh', 'triggerauthentications'],
      ['gateway.networking.k8s.io', 'httproutes'],
      ['gateway.networking.k8s.io', 'gateways'],
      ['ome.io', 'finetunedweights'],
    ] as const) {
      assert.equal(api.serves({group, plural}), true, plural)
    }
    assert.equal(api.serves(ome('inferencereplicas')), false)
    const gateway = api.get({group: 'gateway.networking.k8s.io', plural: 'gateways'}, 'ome-ingress-gateway', 'ome')
    assert.equal(gateway?.['status'].conditions[0].status, 'True')
    assert.deepEqual(
      api.list(core('services')).filter(({metadata}) => /prometheus/.test(metadata.name)),
      [],
    )
  })

  it('has accelerator classes with their nodes and prices', () => {
    const classes = cluster.api.list(ome('acceleratorclasses'))

    assert.deepEqual(
      classes.map(({metadata, spec, status}) => [metadata.name, status.availableNodes, Number(spec.cost.perHour) > 0]),
      [
        ['nvidia-a100', 2, true],
        ['nvidia-h100', 6, true],
        ['nvidia-l40s', 1, true],
      ],
    )
  })

  it('has the models with their states and ages', () => {
    const models = cluster.api.list(ome('clusterbasemodels'))

    assert.deepEqual(
      models.map((model) => [model.metadata.name, model['status'].state, daysOld(model)]),
      [
        ['llama-3-3-70b', 'Ready', 7],
        ['llama-3-3-70b-fp8', 'Ready', 7],
        ['mistral-7b', 'Ready', 7],
        ['new-unused', 'Ready', 2],
        ['old-falcon-7b', 'Ready', 90],
      ],
    )
    assert.equal(models[0]?.['spec'].modelParameterSize, '70.6B')
    assert.equal(models[0]?.['spec'].vendor, 'meta')
    assert.equal(cluster.api.get(ome('basemodels'), 'team-model', 'ml-team-1')?.['status'].state, 'Ready')
    assert.equal(cluster.api.get(ome('basemodels'), 'custom-model', 'ml-team')?.['status'].state, 'In_Transit')
  })

  it('has the runtimes, and the first serves both forms of the model by itself', () => {
    const runtimes = cluster.api.list(ome('clusterservingruntimes'))
    const first = runtimes.find(({metadata}) => metadata.name === 'vllm-llama-3-3-70b')
    const dryRun = (model: string): ApiObject => ({
      apiVersion: 'ome.io/v1beta1',
      kind: 'InferenceService',
      metadata: {name: `probe-${model}`, namespace: 'default'},
      spec: {model: {name: model}, engine: {minReplicas: 1, maxReplicas: 1}},
    })

    assert.deepEqual(names(runtimes), ['srt-llama-3-3-70b', 'srt-mistral', 'vllm-llama-3-3-70b'])
    assert.deepEqual(first?.['spec'].acceleratorRequirements.acceleratorClasses, ['nvidia-h100', 'nvidia-a100'])
    for (const model of ['llama-3-3-70b', 'llama-3-3-70b-fp8', 'mistral-7b']) {
      const made = cluster.api.create(ome('inferenceservices'), dryRun(model))
      cluster.api.delete(ome('inferenceservices'), made.metadata.name, 'default', {propagation: 'Background'})
    }
    const fp8 = cluster.api.get(ome('clusterbasemodels'), 'llama-3-3-70b-fp8')
    assert.equal(fp8?.['spec'].quantization, undefined)
  })

  it('runs default/prod-llama on 12 GPUs for 7 days', () => {
    const prod = service('prod-llama')
    const pods = podsOf('prod-llama')
    const scaler = cluster.api.get(
      {group: 'autoscaling', plural: 'horizontalpodautoscalers'},
      'prod-llama-engine',
      'default',
    )

    assert.deepEqual([readyOf(prod), daysOld(prod), prod?.metadata.labels?.['env']], ['True', 7, 'production'])
    assert.equal(prod?.['spec'].model.name, 'llama-3-3-70b')
    assert.equal(prod?.['spec'].runtime.name, 'vllm-llama-3-3-70b')
    assert.equal(pods.length, 3)
    for (const pod of pods) assert.equal(pod['spec'].containers[0].resources.limits['nvidia.com/gpu'], '4')
    assert.deepEqual([scaler?.['spec'].minReplicas, scaler?.['spec'].maxReplicas], [3, 3])
    assert.ok(cluster.api.get(core('services'), 'prod-llama', 'default'))
    const events = cluster.api.list(core('events'), {namespace: 'default'})
    assert.ok(
      events.some(
        (event) => event['involvedObject'].name === 'prod-llama' && event['reason'] === 'InferenceServiceReady',
      ),
    )
  })

  it('prod-llama has written lines of all levels in the last hour, and counted for a week', async () => {
    const [pod] = podsOf('prod-llama')
    assert.ok(pod)

    const log = (await logOf(pod, 3600)).join('\n')

    for (const level of ['DEBUG', 'INFO', 'WARNING', 'ERROR']) assert.match(log, new RegExp(`^${level}`, 'm'))
    let text = ''
    const response = {setHeader: () => undefined, writeHead: () => undefined, end: (body: string) => (text = body)}
    const request = {method: 'GET', headers: {}}
    // biome-ignore lint/suspicious/noExplicitAny: a request without a socket
    assert.equal(cluster.kubelet.http(pod, 8080, request as any, response as any, '/metrics'), true)
    const served = Number(/request_success_total\{finished_reason="stop"[^}]*\} (\d+)/.exec(text)?.[1])
    assert.ok(served > 100_000, String(served))
  })

  const others: readonly [namespace: string, name: string, ready: boolean][] = [
    ['default', 'mistral-dev', true],
    ['default', 'web-staging', true],
    ['default', 'chat-staging', true],
    ['default', 'research-a', true],
    ['default', 'research-b', true],
    ['ml-prod', 'chat', true],
    ['ml-prod', 'embed', true],
    ['default', 'broken-llama', false],
    ['ml-team', 'experiment', false],
  ]
  for (const [namespace, name, ready] of others) {
    it(`${namespace}/${name} is ${ready ? 'ready' : 'failed'}`, () => {
      assert.equal(readyOf(service(name, namespace)), ready ? 'True' : 'False')
    })
  }

  it('labels services as the documents select them', () => {
    const select = (labels: Record<string, string>): string[] =>
      names(cluster.api.list(ome('inferenceservices'), {namespace: 'default', labels}))

    assert.deepEqual(select({env: 'staging'}), ['chat-staging', 'web-staging'])
    assert.deepEqual(select({team: 'ml-research'}), ['research-a', 'research-b'])
  })

  it('broken-llama has crashed for a day, out of GPU memory', async () => {
    const [pod] = podsOf('broken-llama')
    const [status] = pod?.['status'].containerStatuses ?? []

    assert.equal(status.state.waiting?.reason ?? status.lastState.terminated?.reason, 'CrashLoopBackOff')
    assert.ok(status.restartCount > 5)
    assert.equal(daysOld(service('broken-llama')), 1)
    assert.match((pod ? await logOf(pod, dayMs) : []).join('\n'), /CUDA out of memory/)
  })

  it('brings contexts and stand-ins', () => {
    assert.deepEqual(
      cluster.kubeconfig.contexts.map(({name, context}) => [name, context.namespace]),
      [
        ['production', 'default'],
        ['staging', 'default'],
      ],
    )
    assert.equal(cluster.kubeconfig['current-context'], 'production')
    assert.deepEqual(Object.keys(cluster.env).sort(), [
      'GIT_CONFIG_COUNT',
      'GIT_CONFIG_KEY_0',
      'GIT_CONFIG_VALUE_0',
      'OME_CONSOLE_ENDPOINT',
      'OME_CONSOLE_URL',
      'OME_HF_ENDPOINT',
    ])
  })

  it('brings the working files of the documents', () => {
    const files = scenarioWorkingFiles('tour-ome')

    assert.deepEqual(Object.keys(files).sort(), [
      'configs/model.yaml',
      'configs/runtime.yaml',
      'configs/service.yaml',
      'kustomize/base/kustomization.yaml',
      'kustomize/base/service.yaml',
      'kustomize/overlays/production/kustomization.yaml',
      'models.txt',
      'models.yaml',
      'prod-llama-updated.yaml',
      'prod-llama.yaml',
    ])
    assert.equal(
      String(files['models.txt'])
        .split('\n')
        .filter((line) => /^[^#\s]/.test(line)).length,
      3,
    )
    assert.match(String(files['models.yaml']), /batch-a[\s\S]+batch-b/)
    assert.match(String(files['prod-llama-updated.yaml']), /maxReplicas: 6/)
  })

  it('the hub knows the models of the documents', async () => {
    const list = async (query: string): Promise<string[]> => {
      const response = await fetch(`${cluster.env['OME_HF_ENDPOINT']}/api/models?${query}`)
      const found: {id: string}[] = JSON.parse(await response.text())
      return found.map(({id}) => id)
    }

    assert.ok((await list('limit=100')).length >= 20)
    assert.ok((await list('search=llama%2070b')).includes('meta-llama/Llama-3.3-70B-Instruct'))
    assert.ok((await list('author=meta-llama&search=Llama-3&limit=100')).length >= 6)
  })
})
