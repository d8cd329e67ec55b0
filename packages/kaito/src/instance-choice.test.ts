import assert from 'node:assert/strict'
import {catalogueQuote} from '@ome/pricing/catalogue-quote'
import {chooseInstance, findInCloud, findInstance, retiredNote} from './instance-choice.ts'
import {resolveModel} from './model-resolution.ts'
import {assumedProfile} from './operator-profile.ts'
import type {SizedModel} from './sizing.ts'

const sized = (name: string): SizedModel => {
  const {model} = resolveModel(name)
  assert.ok(model)
  return {...model, name}
}
const choose = (name: string, more: object = {}, cloud: 'azure' | 'aws' = 'azure') =>
  chooseInstance(assumedProfile({cloud}), {model: sized(name), quote: catalogueQuote, ...more})
const chosen = (name: string, more: object = {}, cloud: 'azure' | 'aws' = 'azure') => {
  const {row} = choose(name, more, cloud)
  return [row.instance.instanceType, row.nodes, row.usdPerHour?.toFixed(4)]
}

describe('the choice of an instance type', () => {
  it('is the cheapest over all nodes', () => {
    assert.deepEqual(chosen('phi-3.5-mini-instruct'), ['Standard_NV36ads_A10_v5', 1, '3.2000'])
    assert.deepEqual(chosen('llama-3.3-70b'), ['Standard_NC24ads_A100_v4', 3, '11.0190'])
    assert.deepEqual(chosen('phi-3-mini', {}, 'aws'), ['g6.xlarge', 1, '0.8048'])
  })
  it('of equals has fewer nodes', () => assert.deepEqual(chosen('mixtral'), ['Standard_NC48ads_A100_v4', 1, '7.3460']))
  it('keeps to nodes and GPUs that are asked for', () => {
    assert.deepEqual(chosen('llama-3.3-70b', {gpus: 4}), ['Standard_NC96ads_A100_v4', 1, '14.6920'])
    assert.equal(choose('llama-3.3-70b', {maxNodes: 1}).row.nodes, 1)
    assert.match(choose('llama-3', {gpus: 1}).because, /with 1 GPU in all$/)
  })
  it('is of this region', () =>
    assert.notEqual(choose('phi-4', {region: 'westeurope'}).row.usdPerHour, choose('phi-4').row.usdPerHour))
  it('is refused where nothing fits or no price is known', () => {
    assert.throws(() => choose('deepseek-r1-0528', {maxNodes: 1, region: 'eastus'}), {
      kind: 'unmet',
      message: /known price/,
    })
    assert.throws(() => choose('phi-4', {gpus: 5}), {kind: 'unmet', message: /with 5 GPUs in all/})
    assert.throws(() => choose('phi-4', {context: 100_000_000}), {kind: 'unmet', message: /at most 4 nodes/})
  })
})

describe('a typed instance type', () => {
  const profile = assumedProfile()

  it('is found in any case', () => {
    const found = findInstance(profile, 'standard_nc24ADS_a100_v4')
    assert.equal(found.found === 'known' && found.instance.instanceType, 'Standard_NC24ads_A100_v4')
  })
  for (const type of ['Standard_NC6s_v3', 'Standard_NC24rs_v3', 'standard_nc4as_t4_v3'])
    it(`${type} is retired`, () => assert.equal(findInstance(profile, type).found, 'retired'))
  it('is refused when unknown, of another cloud, or where nodes are the own', () => {
    assert.throws(() => findInstance(profile, 'Standard_NC24ads_A100_v5'), {kind: 'usage', message: /cannot size/})
    assert.throws(() => findInCloud('azure', 'p4d.24xlarge'), {kind: 'usage', message: /of aws/})
    assert.throws(() => findInstance(assumedProfile({nodeMode: 'byo'}), 'Standard_NC24ads_A100_v4'), {kind: 'usage'})
  })
  it('that is retired gives way with both rates', () => {
    const gone = findInstance(profile, 'Standard_NC6s_v3')
    assert.ok(gone.found === 'retired')
    const note = retiredNote(gone, choose('phi-4-mini-instruct').row, {quote: catalogueQuote})
    assert.match(
      note,
      /^Standard_NC6s_v3 \(3\.06 USD\/h\) is not offered: .*; Standard_NV36ads_A10_v5 \(3\.20 USD\/h\) takes its place$/,
    )
  })
})
