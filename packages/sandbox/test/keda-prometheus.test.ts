import {deepEqual, equal} from 'node:assert/strict'
import {crd} from '@ome/kinds/crd'
import type {ApiObject} from '../src/api.ts'
import {autoscalers, deployments, nodes, pods, services} from '../src/controllers/resources.ts'
import {allWorkloads} from '../src/engines/workloads.ts'
import {kedaController} from '../src/ome/keda.ts'
import {scaledObjects} from '../src/ome/resources.ts'
import {type StandingCluster, standingCluster} from '../src/standing-cluster.ts'
import {engine, node, pod, start} from './prometheus-fixture.ts'

/** @feature Traffic: KEDA scales by what the cluster's Prometheus answers | works */
describe('KEDA with a Prometheus', () => {
  let cluster: StandingCluster
  const faults: string[] = []
  const wanted = (): number => cluster.api.get(deployments, 'web', 'default')?.spec.replicas

  before(async () => {
    cluster = await standingCluster({
      workloads: allWorkloads,
      crds: [crd('scaledobjects.keda.sh')] as unknown as ApiObject[],
      controllers: [kedaController],
      start,
      log: (line) => faults.push(line),
    })
    cluster.api.create(nodes, node)
    cluster.api.patch(nodes, 'gpu-1', undefined, {status: node['status']}, 'status')
    const image = 'quay.io/prometheus/prometheus:v2.42.0'
    cluster.api.create(pods, pod('prometheus', 'default', {image, ports: [{name: 'web', containerPort: 9090}]}))
    cluster.api.create(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'prometheus', namespace: 'default'},
      spec: {selector: {app: 'prometheus'}, ports: [{port: 80, targetPort: 'web'}]},
    })
    cluster.api.create(pods, engine('chat', 6))
    const labels = {app: 'web'}
    cluster.api.create(deployments, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'web', namespace: 'default'},
      spec: {
        replicas: 1,
        selector: {matchLabels: labels},
        template: {metadata: {labels}, spec: {containers: [{name: 'main', image: 'example/web:1'}]}},
      },
    })
    await cluster.advance(15 * 60_000)
  })
  after(() => {
    cluster.stop()
    deepEqual(faults, [])
  })

  it('asks for as many replicas as the answer holds thresholds', async () => {
    const query = 'round(sum(rate(vllm:request_success_total[5m])))'
    const metadata = {serverAddress: 'http://prometheus.default.svc:80', query, threshold: '2'}
    cluster.api.create(scaledObjects, {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: {name: 'web', namespace: 'default'},
      spec: {
        scaleTargetRef: {name: 'web'},
        minReplicaCount: 1,
        maxReplicaCount: 9,
        triggers: [{type: 'prometheus', metadata}],
      },
    })
    await cluster.advance(120_000)
    equal(wanted(), 3)
    const [current] = cluster.api.get(autoscalers, 'keda-hpa-web', 'default')?.status.currentMetrics ?? []
    equal(current.external.current.averageValue, '2')

    cluster.api.delete(pods, 'chat', 'default')
    await cluster.advance(15 * 60_000)
    equal(wanted(), 1)
  })
})
