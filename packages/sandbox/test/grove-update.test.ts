import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {isReady} from '../src/controllers/pod-facts.ts'
import {pods} from '../src/controllers/resources.ts'
import {podCliqueScalingGroups, podCliqueSets, podCliques} from '../src/grove/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {clique, cliqueSet, groveCluster, podsOf, setIn} from './grove-fixture.ts'

const racks = {a1: 'r1', a2: 'r1', b1: 'r2', b2: 'r2'}
const image = 'example/program:2'

/** @feature Grove: updates by RollingRecreate and OnDelete | works */
describe('Grove: updates', () => {
  let cluster: StandingCluster
  const faults: string[] = []
  /** What happened to pods, in order. */
  let history: string[] = []

  beforeEach(async () => {
    cluster = await groveCluster(faults, racks)
    history = []
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const watch = (): void => {
    const seen = new Set<string>()
    cluster.api.watch(pods, ({object: pod}) => {
      const name = `${pod.metadata.labels?.['grove.io/podclique']}/${pod.metadata.labels?.['grove.io/podclique-pod-index']}`
      const isNew = pod['spec'].containers[0].image === image
      const what = pod.metadata.deletionTimestamp ? 'goes' : isNew && isReady(pod) ? 'ready' : undefined
      if (what === undefined || seen.has(`${pod.metadata.uid} ${what}`) || (what === 'goes' && isNew)) return
      seen.add(`${pod.metadata.uid} ${what}`)
      history.push(`${name} ${what}`)
    })
  }
  const update = (set: ApiObject): void => {
    const {cliques} = set['spec'].template
    const next = cliques.map((one: ApiObject) => ({
      ...one,
      spec: {
        ...one['spec'],
        podSpec: {...one['spec'].podSpec, containers: [{...one['spec'].podSpec.containers[0], image}]},
      },
    }))
    cluster.api.patch(podCliqueSets, set.metadata.name, 'prod', {spec: {template: {cliques: next}}})
  }
  const created = async (set: ApiObject): Promise<ApiObject> => {
    cluster.api.create(podCliqueSets, set)
    await cluster.advance(60_000)
    watch()
    const found = setIn(cluster, set.metadata.name)
    assert.ok(found)
    return found
  }

  it('a clique rolls one pod at a time, the next when the one before is ready', async () => {
    const before = await created(cliqueSet('s', [clique('a', {replicas: 3, minAvailable: 2})]))
    update(before)
    await cluster.advance(300_000)

    const steps = ['0 goes', '0 ready', '1 goes', '1 ready', '2 goes', '2 ready'].map((step) => `s-0-a/${step}`)
    assert.deepEqual(history, steps)
    const status = setIn(cluster, 's')?.['status']
    assert.notEqual(status.currentGenerationHash, before['status'].currentGenerationHash)
    assert.equal(status.updatedReplicas, 1)
    assert.ok(status.updateProgress.updateEndedAt)
    assert.equal(status.updateProgress.updatedPodCliquesCount, 1)
    const own = cluster.api.get(podCliques, 's-0-a', 'prod')?.['status']
    assert.equal(own.updatedReplicas, 3)
    assert.equal(own.updateProgress.readyPodsSelectedToUpdate.completed.length, 3)
    assert.equal(own.currentPodCliqueSetGenerationHash, status.currentGenerationHash)
  })

  it('a group rolls replica by replica, each as a whole', async () => {
    const group = {podCliqueScalingGroups: [{name: 'g', cliqueNames: ['x', 'y'], replicas: 2, minAvailable: 1}]}
    update(await created(cliqueSet('s', [clique('x'), clique('y')], group)))
    await cluster.advance(300_000)

    const order = history.map((line) => line.replace(/(s-0-g-\d)-[xy]\/0/, '$1'))
    assert.deepEqual(
      order.filter((line, index) => order.indexOf(line) === index),
      ['s-0-g-0 goes', 's-0-g-0 ready', 's-0-g-1 goes', 's-0-g-1 ready'],
    )
    const status = cluster.api.get(podCliqueScalingGroups, 's-0-g', 'prod')?.['status']
    assert.deepEqual(status.updateProgress.readyReplicaIndicesSelectedToUpdate, {current: 1, completed: [0, 1]})
    assert.equal(status.updatedReplicas, 2)
  })

  it('replicas of the set roll one after the other', async () => {
    update(await created(cliqueSet('s', [clique('a')], {}, {replicas: 2})))
    await cluster.advance(3000)
    const current = setIn(cluster, 's')?.['status'].updateProgress.currentlyUpdating
    assert.deepEqual(
      current.map(({replicaIndex}: {replicaIndex: number}) => replicaIndex),
      [0],
    )
    await cluster.advance(300_000)
    assert.deepEqual(history, ['s-0-a/0 goes', 's-0-a/0 ready', 's-1-a/0 goes', 's-1-a/0 ready'])
    assert.equal(setIn(cluster, 's')?.['status'].updatedReplicas, 2)
  })

  it('with OnDelete nothing moves until a pod is deleted', async () => {
    update(
      await created(
        cliqueSet('s', [clique('a', {replicas: 2, minAvailable: 1})], {}, {updateStrategy: {type: 'OnDelete'}}),
      ),
    )
    await cluster.advance(60_000)
    assert.deepEqual(history, [])
    assert.ok(setIn(cluster, 's')?.['status'].updateProgress.updateEndedAt)
    assert.equal(cluster.api.get(podCliques, 's-0-a', 'prod')?.['status'].updatedReplicas, 0)

    cluster.api.delete(pods, podsOf(cluster, 's-0-a')[1]?.metadata.name ?? '', 'prod')
    await cluster.advance(60_000)
    assert.deepEqual(history, ['s-0-a/1 goes', 's-0-a/1 ready'])
    assert.equal(cluster.api.get(podCliques, 's-0-a', 'prod')?.['status'].updatedReplicas, 1)
  })

  it('a second change on the way takes the place of the first', async () => {
    const set = await created(cliqueSet('s', [clique('a', {replicas: 3, minAvailable: 1})]))
    update(set)
    await cluster.advance(3000)
    cluster.api.patch(podCliqueSets, 's', 'prod', {spec: {template: {priorityClassName: ''}}})
    const {cliques} = set['spec'].template
    cluster.api.patch(podCliqueSets, 's', 'prod', {spec: {template: {cliques}}})
    await cluster.advance(300_000)

    assert.ok(podsOf(cluster, 's-0-a').every((pod) => pod['spec'].containers[0].image === 'example/program:1'))
    const status = setIn(cluster, 's')?.['status']
    assert.equal(status.currentGenerationHash, set['status'].currentGenerationHash)
    assert.equal(status.updatedReplicas, 1)
  })
})
