import assert from 'node:assert/strict'
import fc from 'fast-check'
import {madeNodes, madeObjects, madeTopology, sha256} from '../../test/made-objects.ts'
import {buildTree} from './build-tree.ts'
import {domainsNeeded} from './placement.ts'

interface World {
  readonly racks: number
  readonly perRack: number
  readonly gpus: number
  /** Node of each pod, or none. */
  readonly nodes: readonly (number | undefined)[]
}

const world = fc
  .record({
    racks: fc.integer({min: 1, max: 4}),
    perRack: fc.integer({min: 1, max: 3}),
    gpus: fc.constantFrom(0, 1, 2, 4),
  })
  .chain((size) =>
    fc
      .array(fc.option(fc.integer({min: 0, max: size.racks * size.perRack - 1}), {nil: undefined}), {
        minLength: 1,
        maxLength: 8,
      })
      .map((nodes): World => ({...size, nodes})),
  )

function treeOf({racks, perRack, gpus, nodes}: World, pack?: {required?: string; preferred?: string}) {
  const objects = madeObjects({
    name: 'x',
    ...(pack && {pack}),
    cliques: [{name: 'decode', replicas: nodes.length, minAvailable: 1, gpus}],
    pod: ({order}) => (nodes[order] === undefined ? {state: 'unschedulable'} : {node: `node-${nodes[order]}`}),
  })
  const [set] = buildTree(
    {...objects, nodes: madeNodes(racks * perRack, perRack), topologies: [madeTopology]},
    {sha256},
  ).sets
  assert.ok(set)
  return set
}

/** The smallest number of racks that hold so many GPUs, by trying all subsets. */
function fewestRacks({racks, perRack}: World, demand: number): number | undefined {
  let best: number | undefined
  for (let mask = 1; mask < 2 ** racks; mask++) {
    const count = [...mask.toString(2)].filter((bit) => bit === '1').length
    if (count * perRack * 8 >= demand && (best === undefined || count < best)) best = count
  }
  return best
}

describe('the placement score', () => {
  it('is what trying all choices of racks gives', () => {
    fc.assert(
      fc.property(world, (made) => {
        const {placement} = treeOf(made)
        const used = new Set(
          made.nodes.flatMap((node) => (node === undefined ? [] : [Math.floor(node / made.perRack)])),
        )
        const need = fewestRacks(made, made.gpus * made.nodes.length)
        if (used.size === 0) return assert.deepEqual([placement.state, placement.score], ['unknown', undefined])
        assert.equal(placement.used, used.size)
        assert.equal(placement.need, need)
        if (need !== undefined) assert.equal(placement.score, Math.min(1, need / used.size))
        assert.equal(placement.state, made.nodes.includes(undefined) ? 'partial' : 'computed')
      }),
      {numRuns: 150},
    )
  })

  it('names as stragglers the fewest pods outside as many domains as are needed', () => {
    fc.assert(
      fc.property(world, (made) => {
        const {placement} = treeOf(made)
        if (placement.need === undefined || placement.used === undefined || placement.used === 0) return
        const racks = made.nodes.flatMap((node) => (node === undefined ? [] : [Math.floor(node / made.perRack)]))
        const counts = [...Map.groupBy(racks, (rack) => rack).values()].map(({length}) => length).sort((a, b) => b - a)
        const outside = counts.slice(placement.need).reduce((sum, count) => sum + count, 0)
        assert.equal(placement.stragglers.length, outside)
        assert.equal(outside > 0, placement.used > placement.need)
      }),
      {numRuns: 150},
    )
  })

  const spread: World = {racks: 2, perRack: 2, gpus: 2, nodes: [0, 0, 2]}
  for (const [what, pack, score, level] of [
    ['the level above the host where nobody asks', undefined, 0.5, 'rack'],
    ['the preferred level', {preferred: 'block'}, 1, 'block'],
    ['the preferred level, the narrowest', {preferred: 'host'}, 0.5, 'host'],
    ['the required level, violated', {required: 'rack'}, 0, 'rack'],
    ['the required level, kept', {required: 'block', preferred: 'host'}, 1, 'block'],
  ] as const)
    it(`looks at ${what}`, () => {
      const {placement} = treeOf(spread, pack)
      assert.deepEqual([placement.score, placement.level], [score, level])
    })

  it('is reported where a scheduler reports it', () => {
    const objects = madeObjects({
      name: 'x',
      cliques: [{name: 'decode', replicas: 1, gpus: 1}],
      pod: () => ({node: 'node-0'}),
    })
    const [gang] = objects.gangs ?? []
    assert.ok(gang?.status)
    gang.status.placementScore = 0.7
    const [set] = buildTree({...objects, nodes: madeNodes(2, 1), topologies: [madeTopology]}, {sha256}).sets
    assert.deepEqual([set?.placement.state, set?.placement.score], ['reported', 0.7])
  })

  it('is a share of weight where no capacity covers the demand, and unknown without nodes', () => {
    const objects = madeObjects({
      name: 'x',
      cliques: [{name: 'decode', replicas: 4, gpus: 8}],
      pod: ({order}) => ({node: order < 3 ? 'node-0' : 'node-1'}),
    })
    const build = (more: object) =>
      buildTree({...objects, topologies: [madeTopology], ...more}, {sha256}).sets[0]?.placement
    assert.equal(build({nodes: madeNodes(2, 1, 0)})?.score, 0.75)
    assert.deepEqual([build({nodes: undefined})?.state, build({nodes: undefined})?.score], ['unknown', undefined])
  })

  it('knows only hosts without a topology, and keeps racks of the same name in other blocks apart', () => {
    const made = {...spread, nodes: [0, 1]}
    const objects = madeObjects({
      name: 'x',
      cliques: [{name: 'decode', replicas: 2, gpus: 2}],
      pod: ({order}) => ({node: `node-${order}`}),
    })
    const nodes = madeNodes(2, 2).map((node, index) => ({
      ...node,
      metadata: {...node.metadata, labels: {...node.metadata.labels, block: `b${index}`}},
    }))
    assert.equal(treeOf(made).placement.score, 1)
    assert.equal(buildTree({...objects, nodes, topologies: [madeTopology]}, {sha256}).sets[0]?.placement.score, 0.5)
    const bare = buildTree({...objects, nodes, topologies: []}, {sha256}).sets[0]
    assert.deepEqual([bare?.placement.level, bare?.topology.name], ['host', undefined])
    const keyed = buildTree({...objects, nodes, topologies: []}, {sha256, key: 'rack'}).sets[0]
    assert.deepEqual([keyed?.placement.level, keyed?.placement.score], ['rack', 1])
  })
})

describe('domains needed', () => {
  for (const [gpus, sums, need] of [
    [0, [8, 16], 1],
    [8, [8, 16], 1],
    [9, [8, 16], 2],
    [17, [8, 16], undefined],
    [0, [], undefined],
  ] as const)
    it(`${gpus} GPUs of ${sums.join(', ')} take ${need ?? 'more than there is'}`, () =>
      assert.equal(domainsNeeded(gpus, sums), need))
})
