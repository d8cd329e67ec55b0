import assert from 'node:assert/strict'
import type {Node} from '@ome/inference-model/node'
import type {KaitoWorkspace} from '@ome/kaito/workspace'
import {catalogueQuote} from '@ome/pricing/catalogue-quote'
import type {PricedMachine} from '@ome/pricing/quote'
import {demandPrice, kaitoCostOf, machinesOf, periodsOf} from './kaito-cost.ts'

const workspace = (more: Partial<KaitoWorkspace> = {}): KaitoWorkspace => ({
  noun: 'workspace',
  namespace: 'default',
  name: 'w',
  task: 'inference',
  model: 'phi-4',
  runtime: 'vllm',
  instanceType: 'Standard_NC24ads_A100_v4',
  nodeLabels: {},
  state: 'Ready',
  stateFrom: 'status',
  nodes: ['n1'],
  targetNodes: 2,
  conditions: [],
  adapters: [],
  ...more,
})
const node = (name: string, more: Partial<Node> = {}): Node => ({
  name,
  labels: {},
  gpus: 1,
  memoryBytes: 0,
  ready: true,
  schedulable: true,
  instanceType: 'Standard_NC24ads_A100_v4',
  region: 'westeurope',
  provider: 'azure',
  spot: false,
  taints: [],
  ...more,
})
const listed = ({instanceType = '', region, provider, spot}: PricedMachine) =>
  spot ? undefined : catalogueQuote(instanceType, region, provider)
const cost = (nodes: readonly Node[], more: Partial<KaitoWorkspace> = {}, region?: string) => {
  const subject = workspace(more)
  return kaitoCostOf(subject, machinesOf(subject, nodes, {region, provider: 'azure'}), listed)
}

describe('what an object of KAITO costs', () => {
  it('is its nodes, also those that are not there yet, in the region of those that are', () => {
    // Standard_NC24ads_A100_v4 in westeurope: 4.775 USD an hour (Azure/karpenter-provider-azure, 2026-06-18); 2 nodes.
    const rate = catalogueQuote('Standard_NC24ads_A100_v4', 'westeurope')?.usdPerHour ?? 0
    const {nodes, usdPerHour, machines} = cost([node('n1'), node('other')])
    assert.deepEqual([nodes, usdPerHour], [2, 2 * rate])
    assert.deepEqual(
      machines.map((each) => each.nodes),
      [2],
    )
  })

  it('is in the home region of the cloud where nothing tells it, and where it is told in that one', () => {
    // 2 × 3.673 in eastus.
    assert.equal(cost([]).usdPerHour?.toFixed(3), '7.346')
    assert.equal(cost([node('n1')], {targetNodes: 1}, 'eastus').usdPerHour, 3.673)
  })

  it('is that of the nodes where the object names no type', () => {
    const {instanceType: _, ...own} = workspace()
    const held = machinesOf(
      {...own, targetNodes: 1},
      [node('n1', {instanceType: 'g6.xlarge', provider: 'aws', region: 'us-east-1'})],
      {provider: 'azure'},
    )
    // g6.xlarge in us-east-1: 0.8048 (aws/karpenter-provider-aws, 2026-07-20).
    assert.equal(kaitoCostOf(own, held, listed).usdPerHour, 0.8048)
  })

  it('is not known where one machine has no known price, and then an error, never 0', () => {
    const open = cost([node('n1', {spot: true})])
    assert.equal(open.usdPerHour, undefined)
    assert.throws(() => demandPrice(open), {
      kind: 'failed',
      message: 'the price of Standard_NC24ads_A100_v4 in westeurope (spot) is not known',
    })
  })

  it('adds up over the sets of equal machines', () => {
    const {machines, usdPerHour} = cost(
      [node('n1'), node('n2', {instanceType: 'Standard_NV36ads_A10_v5', region: 'eastus'})],
      {
        nodes: ['n1', 'n2'],
      },
    )
    const parts = machines.map((each) => each.nodes * (each.quote?.usdPerHour ?? Number.NaN))
    assert.equal(parts.length, 2)
    assert.equal(
      usdPerHour,
      parts.reduce((sum, each) => sum + each, 0),
    )
  })

  it('is told for the time that is asked for, else for an hour, a day and a month', () => {
    assert.deepEqual(periodsOf(8 * 3_600_000, '8 h'), [{name: '8 h', hours: 8}])
    assert.deepEqual(
      periodsOf(undefined).map(({hours}) => hours),
      [1, 24, 730],
    )
  })
})
