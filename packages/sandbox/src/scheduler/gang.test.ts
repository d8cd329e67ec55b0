import assert from 'node:assert/strict'
import {allCrds} from '@ome/kinds/crd'
import type {ApiObject, ResourceName} from '../api.ts'
import {events, nodes, pods} from '../controllers/resources.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {kaiScheduler} from './kai.ts'

const podGroups: ResourceName = {group: 'scheduling.run.ai', plural: 'podgroups'}
const topologies: ResourceName = {group: 'kai.scheduler', plural: 'topologies'}
const block = 'topology.kubernetes.io/block'
const rack = 'topology.kubernetes.io/rack'

const node = (name: string, inBlock: string, inRack: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name, labels: {[block]: inBlock, [rack]: inRack, 'kubernetes.io/hostname': name}},
})

const pod = (name: string, group: string, subGroup = '', more: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    annotations: {'pod-group-name': group},
    ...(subGroup ? {labels: {'kai.scheduler/subgroup-name': subGroup}} : {}),
  },
  spec: {
    schedulerName: 'kai-scheduler',
    containers: [{name: 'c', image: 'i', resources: {limits: {'nvidia.com/gpu': '4'}}}],
    ...more,
  },
})

const podGroup = (name: string, spec: Record<string, unknown>): ApiObject => ({
  apiVersion: 'scheduling.run.ai/v2alpha2',
  kind: 'PodGroup',
  metadata: {name, namespace: 'default'},
  spec,
})

/** @feature Controllers: gangs with topology packs, KAI PodGroups | works */
describe('gangs', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: [],
      crds: allCrds().filter(({spec}) => spec.group === 'scheduling.run.ai' || spec.group === 'kai.scheduler'),
      schedulers: [kaiScheduler],
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    cluster.api.create(topologies, {
      apiVersion: 'kai.scheduler/v1alpha1',
      kind: 'Topology',
      metadata: {name: 'site'},
      spec: {levels: [{nodeLabel: block}, {nodeLabel: rack}, {nodeLabel: 'kubernetes.io/hostname'}]},
    })
    for (const [name, inBlock, inRack] of [
      ['n1', 'a', 'r1'],
      ['n2', 'a', 'r1'],
      ['n3', 'a', 'r2'],
      ['n4', 'b', 'r1'],
    ] as const) {
      cluster.api.create(nodes, node(name, inBlock, inRack))
      const capacity = {cpu: '64', memory: '256Gi', pods: '110', 'nvidia.com/gpu': '8'}
      cluster.api.patch(nodes, name, undefined, {status: {capacity, allocatable: capacity}}, 'status')
    }
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const make = async (...objects: ApiObject[]): Promise<void> => {
    for (const object of objects) cluster.api.create(object.kind === 'Pod' ? pods : podGroups, object)
    await cluster.advance(1000)
  }
  const places = (): Record<string, string | undefined> =>
    Object.fromEntries(cluster.api.list(pods).map((one) => [one.metadata.name, one.spec.nodeName]))
  const names = (count: number, from = 0): string[] => Array.from({length: count}, (_, at) => `w-${from + at}`)
  const packed = (level: Record<string, string>) => ({topologyConstraint: {topology: 'site', ...level}})

  it('places all of a gang or nothing, and says in KAI’s words what is missing', async () => {
    await make(podGroup('g', {minMember: 9}), ...names(9).map((name) => pod(name, 'g')))

    assert.deepEqual(new Set(Object.values(places())), new Set([undefined]))
    const message =
      "Resources were found for 8 pods while 9 are required for gang scheduling. Additional pods cannot be scheduled due to: no nodes with enough resources were found: 4 node(s) didn't have enough resources: GPUs."
    const group = cluster.api.get(podGroups, 'g', 'default')
    assert.equal(group?.status.schedulingConditions[0].message, message)
    assert.equal(group?.status.schedulingConditions[0].reason, 'PodSchedulingErrors')
    const event = cluster.api.list(events).find((one) => one['involvedObject'].name === 'w-0')
    assert.deepEqual(
      [event?.['reason'], event?.['message'], event?.['source'].component],
      ['Unschedulable', message, 'kai-scheduler'],
    )
  })

  it('waits until the minimum has been made', async () => {
    await make(podGroup('g', {minMember: 2}), pod('w-0', 'g'))
    assert.deepEqual(places(), {'w-0': undefined})

    await make(pod('w-1', 'g'))
    await cluster.advance(2000)

    assert.deepEqual(places(), {'w-0': 'n1', 'w-1': 'n1'})
    assert.deepEqual(cluster.api.get(podGroups, 'g', 'default')?.status?.schedulingConditions ?? [], [])
  })

  it('places what is beyond the minimum as far as it fits', async () => {
    await make(podGroup('g', {minMember: 2}), ...names(9).map((name) => pod(name, 'g')))

    assert.equal(Object.values(places()).filter((place) => place === undefined).length, 1)
    const left = cluster.api.get(pods, 'w-8', 'default')
    assert.match(left?.status.conditions[0].message, /^Resources were not found for pod default\/w-8 due to: no nodes/)
  })

  it('a required pack keeps to one domain; racks of two blocks with one name are two', async () => {
    await make(
      podGroup('g', {minMember: 3, ...packed({requiredTopologyLevel: rack})}),
      ...names(3).map((name) => pod(name, 'g')),
    )

    assert.deepEqual(places(), {'w-0': 'n1', 'w-1': 'n1', 'w-2': 'n2'})
  })

  it('a required pack that no domain can hold leaves the gang pending', async () => {
    await make(
      podGroup('g', {minMember: 5, ...packed({requiredTopologyLevel: rack})}),
      ...names(5).map((name) => pod(name, 'g')),
    )

    assert.deepEqual(new Set(Object.values(places())), new Set([undefined]))
    assert.match(
      cluster.api.get(podGroups, 'g', 'default')?.status.schedulingConditions[0].message,
      /^Resources were found for 4 pods while 5 are required/,
    )
  })

  it('a preferred pack spills over when it must', async () => {
    await make(
      podGroup('g', {minMember: 5, ...packed({preferredTopologyLevel: rack})}),
      ...names(5).map((name) => pod(name, 'g')),
    )

    const used = Object.values(places())
    assert.ok(used.every((place) => place !== undefined))
  })

  it('a pod that is made again goes back to the domain of the majority, to the fullest node', async () => {
    await make(
      podGroup('g', {minMember: 3, ...packed({preferredTopologyLevel: rack})}),
      ...names(3).map((name) => pod(name, 'g')),
    )
    await make(pod('other', 'none', '', {schedulerName: 'default-scheduler', nodeName: 'n3'}))
    cluster.api.delete(pods, 'w-2', 'default', {gracePeriodSeconds: 0})
    await cluster.advance(1000)

    await make(pod('w-3', 'g'))

    assert.equal(places()['w-3'], 'n2')
  })

  it('each part has its own domain', async () => {
    const subGroups = [
      {name: 'r0', minMember: 1, ...packed({requiredTopologyLevel: rack})},
      {name: 'l0', parent: 'r0', minMember: 2},
      {name: 'r1', minMember: 1, ...packed({requiredTopologyLevel: rack})},
      {name: 'l1', parent: 'r1', minMember: 4},
    ]
    await make(
      podGroup('g', {minMember: 6, subGroups}),
      ...names(2).map((name) => pod(name, 'g', 'l0')),
      ...names(4, 2).map((name) => pod(name, 'g', 'l1')),
    )

    const place = places()
    assert.deepEqual(
      names(6)
        .map((name) => place[name])
        .map((name) => cluster.api.get(nodes, name ?? '')?.metadata.labels?.[block]),
      ['a', 'a', 'a', 'a', 'a', 'a'],
    )
    assert.equal(place['w-0'], place['w-1'])
  })

  it('a gang without its queue waits', async () => {
    await make(podGroup('g', {minMember: 1, queue: 'inference'}), pod('w-0', 'g'))

    assert.equal(
      cluster.api.get(pods, 'w-0', 'default')?.status.conditions[0].message,
      "Queue 'inference' does not exist",
    )
  })
})
