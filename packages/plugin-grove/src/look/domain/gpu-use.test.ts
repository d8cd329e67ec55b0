import assert from 'node:assert/strict'
import fc from 'fast-check'
import {madeNodes} from '../../../test/made-objects.ts'
import {fleetOf, joinedUse, mineOf} from './gpu-use.ts'

const holder = fc.record({
  node: fc.integer({min: 0, max: 3}),
  gpus: fc.integer({min: 0, max: 2}),
  set: fc.constantFrom('mine', 'theirs', undefined),
  phase: fc.constantFrom('Running', 'Pending', 'Succeeded', 'Failed'),
})

describe('GPUs of nodes', () => {
  it('are mine, of other sets, of others, free or closed, and together all there are', () => {
    fc.assert(
      fc.property(
        fc.array(holder, {maxLength: 12}),
        fc.array(fc.boolean(), {minLength: 4, maxLength: 4}),
        (pods, cordoned) => {
          const nodes = madeNodes(4, 2).map((node, index) => ({
            ...node,
            spec: cordoned[index] ? {unschedulable: true} : {},
          }))
          const objects = pods.map(({node, gpus, set, phase}, index) => ({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: {
              name: `p-${index}`,
              namespace: 'prod',
              labels: set ? {'app.kubernetes.io/managed-by': 'grove-operator', 'app.kubernetes.io/part-of': set} : {},
            },
            spec: {nodeName: `node-${node}`, containers: [{resources: {limits: {'nvidia.com/gpu': String(gpus)}}}]},
            status: {phase},
          }))
          const fleet = fleetOf(nodes, objects, {sets: new Set(['prod/mine']), isComplete: true})
          const active = pods.filter(({phase}) => phase === 'Running' || phase === 'Pending')
          for (const [index, {use, name}] of fleet.nodes.entries()) {
            const here = active.filter(({node}) => `node-${node}` === name)
            const sum = (set: string | undefined): number =>
              here.filter((pod) => pod.set === set).reduce((all, {gpus}) => all + gpus, 0)
            assert.deepEqual([mineOf(use), use.grove, use.other], [sum('mine'), sum('theirs'), sum(undefined)])
            const left = Math.max(0, 8 - mineOf(use) - use.grove - use.other)
            assert.deepEqual([use.free, use.closed], cordoned[index] ? [0, left] : [left, 0])
          }
          const joined = joinedUse(fleet.nodes)
          assert.equal(joined.total, 32)
          assert.equal(
            joined.free,
            fleet.nodes.reduce((all, {use}) => all + use.free, 0),
          )
        },
      ),
      {numRuns: 60},
    )
  })
})
