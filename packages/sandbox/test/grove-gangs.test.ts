import assert from 'node:assert/strict'
import {nodes, pods} from '../src/controllers/resources.ts'
import {kaiPodGroups, podCliqueSets, podCliques} from '../src/grove/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {clique, cliqueSet, conditionOf, groveCluster, podsOf, readyNames} from './grove-fixture.ts'

const racks = {a1: 'r1', a2: 'r1', b1: 'r2', b2: 'r2'}

/** @feature Grove: gangs, required and preferred domains, KAI queues and PodGroups, gang termination | works */
describe('Grove: gangs', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await groveCluster(faults, racks)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const nodesOf = (name: string): string[] => podsOf(cluster, name).map((pod) => pod['spec'].nodeName ?? 'nowhere')

  it('nothing of a gang is placed unless its minimum fits', async () => {
    cluster.api.create(podCliqueSets, cliqueSet('s', [clique('small'), clique('big', {gpus: 8, replicas: 5})]))
    await cluster.advance(60_000)

    assert.deepEqual(nodesOf('s-0-small'), ['nowhere'])
    assert.ok(nodesOf('s-0-big').every((name) => name === 'nowhere'))
    const group = cluster.api.get(kaiPodGroups, 's-0', 'prod')
    assert.equal(group?.['status'].schedulingConditions[0].type, 'UnschedulableOnNodePool')
    assert.equal(
      conditionOf(cluster.api.get(podCliques, 's-0-big', 'prod'), 'PodCliqueScheduled'),
      'False/InsufficientScheduledPods',
    )
  })

  it('pods beyond the minimum are placed as far as they fit', async () => {
    cluster.api.create(podCliqueSets, cliqueSet('s', [clique('big', {gpus: 8, replicas: 5, minAvailable: 2})]))
    await cluster.advance(60_000)

    assert.equal(readyNames(cluster, 's-0-big').length, 4)
    assert.equal(nodesOf('s-0-big').filter((name) => name === 'nowhere').length, 1)
  })

  it('a required rack holds a gang together, or back', async () => {
    const wide = (gpus: number, replicas: number) => clique('w', {gpus, replicas, pack: {required: 'rack'}})
    cluster.api.create(podCliqueSets, cliqueSet('fits', [wide(8, 2)]))
    cluster.api.create(podCliqueSets, cliqueSet('waits', [wide(8, 3)]))
    await cluster.advance(60_000)

    assert.deepEqual(nodesOf('fits-0-w'), ['a1', 'a2'])
    assert.deepEqual(nodesOf('waits-0-w'), ['nowhere', 'nowhere', 'nowhere'])
  })

  it('a scaled gang waits for its base gang', async () => {
    const group = {podCliqueScalingGroups: [{name: 'g', cliqueNames: ['w'], replicas: 2, minAvailable: 1}]}
    cluster.api.create(podCliqueSets, cliqueSet('s', [clique('huge', {gpus: 16}), clique('w')], group))
    await cluster.advance(60_000)

    const [scaled] = podsOf(cluster, 's-0-g-1-w')
    assert.deepEqual(scaled?.['spec'].schedulingGates, [{name: 'grove.io/podgang-pending-creation'}])
    assert.equal(podsOf(cluster, 's-0-g-0-w')[0]?.['spec'].schedulingGates?.length ?? 0, 0)
  })

  it('a missing queue keeps pods pending', async () => {
    const set = cliqueSet('s', [clique('a')])
    cluster.api.create(podCliqueSets, {...set, metadata: {...set.metadata, labels: {'kai.scheduler/queue': 'none'}}})
    await cluster.advance(60_000)

    const [pod] = podsOf(cluster, 's-0-a')
    const scheduled = pod?.['status'].conditions.find(({type}: {type: string}) => type === 'PodScheduled')
    assert.match(scheduled.message, /Queue 'none' does not exist/)
  })

  it('a breached minimum ends the gang after the termination delay', async () => {
    const template = {terminationDelay: '2m'}
    cluster.api.create(podCliqueSets, cliqueSet('s', [clique('a', {gpus: 8, replicas: 3}), clique('b')], template))
    await cluster.advance(60_000)
    const [kept] = readyNames(cluster, 's-0-b')
    const [lost] = podsOf(cluster, 's-0-a')
    for (const node of ['a1', 'a2', 'b1', 'b2']) {
      cluster.api.patch(nodes, node, undefined, {spec: {unschedulable: true}})
    }
    cluster.api.delete(pods, lost?.metadata.name ?? '', 'prod')
    await cluster.advance(60_000)
    const breached = (): string => conditionOf(cluster.api.get(podCliques, 's-0-a', 'prod'), 'MinAvailableBreached')
    assert.equal(breached(), 'True/ScheduledReplicasBelowMinAvailable')
    assert.deepEqual(readyNames(cluster, 's-0-b'), [kept])

    await cluster.advance(120_000)
    assert.notDeepEqual(readyNames(cluster, 's-0-b'), [kept])
    for (const node of ['a1', 'a2', 'b1', 'b2']) {
      cluster.api.patch(nodes, node, undefined, {spec: {unschedulable: null}})
    }
    await cluster.advance(120_000)
    assert.equal(breached(), 'False/SufficientReadyPods')
    assert.equal(readyNames(cluster, 's-0-b').length, 1)
  })

  it('a replica of a group that misses its minimum goes alone while enough others are there', async () => {
    const group = {
      terminationDelay: '2m',
      podCliqueScalingGroups: [{name: 'g', cliqueNames: ['x', 'y'], replicas: 2, minAvailable: 1}],
    }
    const cliques = [clique('x', {replicas: 2}), clique('y')]
    cluster.api.create(podCliqueSets, cliqueSet('s', cliques, group))
    await cluster.advance(60_000)
    const before = {zero: readyNames(cluster, 's-0-g-0-y'), one: readyNames(cluster, 's-0-g-1-y')}
    for (const node of ['a1', 'a2', 'b1', 'b2']) {
      cluster.api.patch(nodes, node, undefined, {spec: {unschedulable: true}})
    }
    cluster.api.delete(pods, podsOf(cluster, 's-0-g-1-x')[0]?.metadata.name ?? '', 'prod')
    await cluster.advance(200_000)

    assert.deepEqual(readyNames(cluster, 's-0-g-0-y'), before.zero)
    assert.notDeepEqual(readyNames(cluster, 's-0-g-1-y'), before.one)
  })
})
