import assert from 'node:assert/strict'
import {buildTree} from '../../src/domain/build-tree.ts'
import {groveReader} from '../../src/kube/grove-reader.ts'
import {seeTopology} from '../../src/look/usecases/see-topology.ts'
import {sha256} from '../made-objects.ts'
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
