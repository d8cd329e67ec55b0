import assert from 'node:assert/strict'
import {regionOfNodes} from './node-region.ts'

describe('the region of prices', () => {
  for (const [what, nodes, region] of [
    ['is that of the nodes', [{}, {region: 'westeurope', provider: 'azure'}], 'westeurope'],
    ['is taken from machines that tell no cloud', [{region: 'westeurope'}], 'westeurope'],
    ['is not that of another cloud', [{region: 'us-east-1', provider: 'aws'}], undefined],
    ['is not known without nodes', [], undefined],
  ] as const)
    it(what, () => assert.equal(regionOfNodes(nodes, 'azure'), region))
})
