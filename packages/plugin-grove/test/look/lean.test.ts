import assert from 'node:assert/strict'
import type {KeepOptions, KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import {buildTree} from '../../src/domain/build-tree.ts'
import {groveReader} from '../../src/kube/grove-reader.ts'
import {seeTopology} from '../../src/look/usecases/see-topology.ts'
import {madeObjects, sha256} from '../made-objects.ts'
import {type GroveWorld, world} from '../world.ts'

describe('pods of which little is kept', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  before(async () => {
    cluster = await world()
  })
  after(() => cluster.stop())

  const extras = ['clusterPods', 'autoscalers', 'podGroups', 'operators', 'state', 'warnings'] as const

  it('make the same tree and the same picture of GPUs', async () => {
    const reader = groveReader(await cluster.kube())
    const [whole, lean] = await Promise.all([reader.read({extras}), reader.read({extras, isLean: true})])
    assert.deepEqual(buildTree(lean, {sha256}), buildTree(whole, {sha256}))
    const seen = (objects: typeof whole) =>
      seeTopology({...reader, read: async () => objects}, {extras, options: {sha256}}).then(({reports}) => reports)
    assert.deepEqual(await seen(lean), await seen(whole))
    const size = (objects: typeof whole): number => JSON.stringify([objects.pods, objects.clusterPods]).length
    assert.ok(size(lean) * 2 < size(whole), `${size(lean)} of ${size(whole)} characters`)
  })
})

describe('lists that take long', () => {
  it('are told in parts', async () => {
    const {promise: moreIsAsked, resolve: askForMore} = Promise.withResolvers<void>()
    const {sets, cliques, gangs, pods = []} = madeObjects({name: 'web', cliques: [{name: 'decode', replicas: 4}]})
    const lists: Readonly<Record<string, readonly KubeObject[] | undefined>> = {
      podcliquesets: sets,
      podcliques: cliques,
      podgangs: gangs,
    }
    const kube = {
      async list({plural}: ResourceRef, {keep}: KeepOptions) {
        const kept = (page: readonly KubeObject[]) => page.flatMap((pod) => keep?.(pod) ?? [])
        if (plural !== 'pods') return lists[plural] ?? []
        const first = kept(pods.slice(0, 3))
        await moreIsAsked
        return [...first, ...kept(pods.slice(3))]
      },
      watch: async function* () {},
    } as unknown as KubeClient
    const seen: (readonly [number | undefined, boolean])[] = []
    const {signal} = new AbortController()
    for await (const {pods: there, isPartial} of groveReader(kube).follow({extras: [], isLean: true}, signal)) {
      seen.push([there?.length, isPartial === true])
      askForMore()
    }
    assert.deepEqual(seen, [
      [3, true],
      [4, false],
    ])
  })
})
