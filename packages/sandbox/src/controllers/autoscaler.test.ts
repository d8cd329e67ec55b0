import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {allWorkloads} from '../engines/workloads.ts'
import {callPod, whole} from '../kubelet/inside-call.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {decide, newHistory} from './autoscaler-behavior.ts'
import {autoscalers, deployments, events, nodes, pods} from './resources.ts'

const deployment = (replicas: number, cpu: string, requests: Record<string, string> = {cpu: '1'}): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'web', namespace: 'default'},
  spec: {
    replicas,
    selector: {matchLabels: {app: 'web'}},
    template: {
      metadata: {labels: {app: 'web'}, annotations: {'sandbox.ome.cli/cpu': cpu}},
      spec: {containers: [{name: 'main', image: 'example/app:1', resources: {requests}}]},
    },
  },
})

const autoscaler = (spec: Record<string, unknown> = {}, annotations: Record<string, string> = {}): ApiObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: {name: 'web', namespace: 'default', annotations},
  spec: {
    scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'web'},
    minReplicas: 1,
    maxReplicas: 10,
    metrics: [{type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 50}}}],
    ...spec,
  },
})

/** @feature Controllers: autoscalers from resource metrics, with windows and rates; other metrics by annotation | works */
describe('autoscalers', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: allWorkloads,
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    for (const name of ['a', 'b', 'c']) cluster.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name}})
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const replicas = (): number => cluster.api.get(deployments, 'web', 'default')?.spec.replicas
  const status = () => cluster.api.get(autoscalers, 'web', 'default')?.status
  const conditionOf = (type: string): Record<string, string> =>
    status().conditions.find((condition: {type: string}) => condition.type === type)
  const messages = (reason: string): string[] =>
    cluster.api
      .list(events)
      .filter((event) => event['reason'] === reason)
      .map((event) => event['message'])

  it('follows the use of the pods up to its bound', async () => {
    cluster.api.create(deployments, deployment(1, '900m'))
    cluster.api.create(autoscalers, autoscaler({maxReplicas: 3}))

    await cluster.advance(180_000)

    assert.equal(replicas(), 3)
    assert.equal(status().currentMetrics[0].resource.current.averageUtilization, 90)
    assert.equal(conditionOf('ScalingLimited')['reason'], 'TooManyReplicas')
    assert.equal(
      conditionOf('ScalingActive')['message'],
      'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    )
    assert.ok(
      messages('SuccessfulRescale').includes(
        'New size: 2; reason: cpu resource utilization (percentage of request) above target',
      ),
    )
  })

  it('requests to an engine take its CPUs, and another replica comes', async () => {
    const wanted = deployment(1, '0')
    const container = {
      name: 'main',
      image: 'vllm/vllm-openai:v0.11.0',
      command: ['vllm', 'serve', 'Qwen/Qwen2.5-7B-Instruct'],
      resources: {requests: {cpu: '2'}},
    }
    const template = {metadata: {labels: {app: 'web'}}, spec: {containers: [container]}}
    cluster.api.create(deployments, {...wanted, spec: {...wanted.spec, template}})
    cluster.api.create(autoscalers, autoscaler())
    await cluster.advance(600_000)
    assert.equal(replicas(), 1)

    const [pod] = cluster.api.list(pods, {namespace: 'default'})
    assert.ok(pod)
    const question = {messages: [{role: 'user', content: 'Llamas?'}], max_tokens: 20_000, ignore_eos: true}
    for (let count = 0; count < 48; count++) {
      callPod(
        cluster.kubelet.http,
        {pod, port: 8000, path: '/v1/chat/completions'},
        {method: 'POST', body: JSON.stringify(question)},
        whole(() => undefined),
      )
    }
    await cluster.advance(90_000)

    assert.ok(replicas() > 1, String(replicas()))
    assert.match(messages('SuccessfulRescale')[0] ?? '', /cpu resource utilization .*above target/)
  })

  it('waits five minutes before it takes pods away', async () => {
    cluster.api.create(deployments, deployment(4, '500m'))
    cluster.api.create(autoscalers, autoscaler())
    await cluster.advance(120_000)
    assert.equal(replicas(), 4)

    cluster.api.patch(deployments, 'web', 'default', {
      spec: {template: {metadata: {annotations: {'sandbox.ome.cli/cpu': '100m'}}}},
    })
    await cluster.advance(120_000)
    assert.equal(replicas(), 4)
    assert.equal(conditionOf('AbleToScale')['reason'], 'ScaleDownStabilized')
    await cluster.advance(400_000)

    assert.equal(replicas(), 1)
    assert.ok(messages('SuccessfulRescale').includes('New size: 1; reason: All metrics below target'))
  })

  it('says which container lacks the request', async () => {
    cluster.api.create(deployments, deployment(1, '1', {memory: '1Gi'}))
    cluster.api.create(autoscalers, autoscaler())

    await cluster.advance(60_000)

    assert.equal(conditionOf('ScalingActive')['reason'], 'FailedGetResourceMetric')
    assert.match(
      conditionOf('ScalingActive')['message'] ?? '',
      /^the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container main of Pod web-/,
    )
  })

  const queue = {metric: {name: 'queue_length'}, target: {type: 'AverageValue', averageValue: '10'}}

  it('a metric that nobody serves is a failure with the words of the real one', async () => {
    cluster.api.create(deployments, deployment(1, '1'))
    cluster.api.create(autoscalers, autoscaler({metrics: [{type: 'External', external: queue}]}))

    await cluster.advance(60_000)

    assert.equal(conditionOf('ScalingActive')['reason'], 'FailedGetExternalMetric')
    assert.equal(
      conditionOf('ScalingActive')['message'],
      'the HPA was unable to compute the replica count: unable to get external metric default/queue_length/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue_length.external.metrics.k8s.io)',
    )
  })

  it('a metric of pods needs an adapter', async () => {
    cluster.api.create(deployments, deployment(1, '1'))
    cluster.api.create(autoscalers, autoscaler({metrics: [{type: 'Pods', pods: queue}]}))

    await cluster.advance(60_000)

    assert.equal(
      conditionOf('ScalingActive')['message'],
      'the HPA was unable to compute the replica count: unable to get metric queue_length: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    )
  })

  it('a metric may be given by hand', async () => {
    cluster.api.create(deployments, deployment(1, '1'))
    const annotations = {'sandbox.ome.cli/metric-queue_length': '35'}
    cluster.api.create(autoscalers, autoscaler({metrics: [{type: 'External', external: queue}]}, annotations))

    await cluster.advance(60_000)

    assert.equal(replicas(), 4)
  })

  const bounds = (behavior: Record<string, unknown>): ApiObject => autoscaler({maxReplicas: 100, behavior})
  const policy = (type: string, value: number) => ({policies: [{type, value, periodSeconds: 60}]})
  const cases: readonly [string, Record<string, unknown>, number, number, number, string | undefined][] = [
    ['four pods or twice as many by default', {}, 3, 50, 7, 'ScaleUpLimit'],
    ['what the policy says', {scaleUp: policy('Pods', 2)}, 3, 50, 5, 'ScaleUpLimit'],
    ['nothing when it is disabled', {scaleUp: {selectPolicy: 'Disabled'}}, 3, 50, 3, 'ScaleUpLimit'],
    ['a share down', {scaleDown: {...policy('Percent', 50), stabilizationWindowSeconds: 0}}, 8, 1, 4, 'ScaleDownLimit'],
    ['all the way down without a window', {scaleDown: {stabilizationWindowSeconds: 0}}, 8, 0, 1, 'TooFewReplicas'],
  ]
  for (const [what, behavior, current, wanted, replicasAfter, limited] of cases) {
    it(`a step is ${what}`, () => {
      const decision = decide(bounds(behavior), newHistory(), wanted, current, 1_000_000)

      assert.deepEqual([decision.replicas, decision.limited], [replicasAfter, limited])
    })
  }
})
