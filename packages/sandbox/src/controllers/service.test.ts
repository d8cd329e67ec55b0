import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {allWorkloads} from '../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {endpointSlices, endpoints, nodes, pods, services} from './resources.ts'

const pod = (name: string, port = 8080, more: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default', labels: {app: 'web'}},
  spec: {
    containers: [{name: 'main', image: 'example/app:1', ports: [{name: 'http', containerPort: port}]}],
    ...more,
  },
})

const service = (spec: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', namespace: 'default'},
  spec: {selector: {app: 'web'}, ports: [{name: 'http', port: 80, targetPort: 'http'}], ...spec},
})

/** @feature Controllers: Services: endpoint slices, load balancers, names | works */
describe('services', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: allWorkloads,
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    const labels = {'topology.kubernetes.io/zone': 'x'}
    cluster.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'a', labels}})
    const capacity = {cpu: '64', memory: '256Gi', pods: '500'}
    cluster.api.patch(nodes, 'a', undefined, {status: {capacity, allocatable: capacity}}, 'status')
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const slices = (): ApiObject[] => cluster.api.list(endpointSlices, {labels: {'kubernetes.io/service-name': 'web'}})
  const subsets = () => cluster.api.get(endpoints, 'web', 'default')?.['subsets'] ?? []
  const settle = () => cluster.advance(30_000)

  it('pods with another number behind the same port name have a slice of their own', async () => {
    cluster.api.create(services, service())
    for (const [name, port] of [
      ['one', 8080],
      ['two', 9090],
      ['three', 8080],
    ] as const)
      cluster.api.create(pods, pod(name, port))
    await settle()

    const seen = slices().map((slice) => [slice['ports'][0].port, slice['endpoints'].length])
    assert.deepEqual(seen.sort(), [
      [8080, 2],
      [9090, 1],
    ])
    assert.equal(subsets().length, 2)
    assert.equal(slices()[0]?.['endpoints'][0].zone, 'x')
  })

  it('a slice holds a hundred pods; a change touches one slice', async () => {
    cluster.api.create(services, service())
    for (let index = 0; index < 120; index++) cluster.api.create(pods, pod(`p-${index}`))
    await cluster.advance(60_000)
    assert.deepEqual(
      slices()
        .map((slice) => slice['endpoints'].length)
        .sort((a, b) => a - b),
      [20, 100],
    )
    const before = new Map(slices().map((slice) => [slice.metadata.name, slice.metadata.resourceVersion]))

    cluster.api.delete(pods, 'p-0', 'default')
    await cluster.advance(60_000)

    const changed = slices().filter((slice) => before.get(slice.metadata.name) !== slice.metadata.resourceVersion)
    assert.equal(changed.length, 1)
    assert.equal(
      slices().reduce((sum, slice) => sum + slice['endpoints'].length, 0),
      119,
    )
  })

  it('a service without address knows pods by name, also those that are not ready when it says so', async () => {
    cluster.api.create(services, service({clusterIP: 'None', publishNotReadyAddresses: true}))
    const probe = {httpGet: {path: '/', port: 1}, initialDelaySeconds: 600}
    const main = {
      name: 'main',
      image: 'example/app:1',
      readinessProbe: probe,
      ports: [{name: 'http', containerPort: 1}],
    }
    cluster.api.create(pods, pod('db-0', 1, {hostname: 'db-0', subdomain: 'web', containers: [main]}))
    await settle()

    const [endpoint] = slices()[0]?.['endpoints'] ?? []
    assert.deepEqual(endpoint.conditions, {ready: true, serving: true, terminating: false})
    assert.equal(endpoint.hostname, 'db-0')
    assert.equal(slices()[0]?.metadata.labels?.['service.kubernetes.io/headless'], '')
    assert.equal(subsets()[0].addresses.length, 1)
  })

  it('a service without pods has an empty slice', async () => {
    cluster.api.create(services, service())
    await settle()

    assert.deepEqual(
      slices().map((slice) => slice['endpoints']),
      [[]],
    )
    assert.deepEqual(subsets(), [])
  })

  it('a load balancer gets an address of a documentation network', async () => {
    cluster.api.create(services, service({type: 'LoadBalancer'}))
    await settle()

    const web = cluster.api.get(services, 'web', 'default')
    assert.equal(web?.status?.loadBalancer.ingress[0].ip, '203.0.113.1')
    assert.ok(web?.spec?.ports[0].nodePort >= 30_000)
  })

  it('an external name has neither address nor slices', async () => {
    cluster.api.create(services, {...service(), spec: {type: 'ExternalName', externalName: 'example.com'}})
    await settle()

    assert.equal(cluster.api.get(services, 'web', 'default')?.spec.clusterIP, undefined)
    assert.deepEqual(slices(), [])
  })
})
