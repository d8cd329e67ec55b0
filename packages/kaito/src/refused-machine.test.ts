import assert from 'node:assert/strict'
import type {KaitoNodeClaim} from './node-claim.ts'
import {remedyOf} from './refused-machine.ts'
import type {KaitoWorkspace} from './workspace.ts'

const claim = (message: string, instanceType = 'Standard_NV36ads_A10_v5'): KaitoNodeClaim => ({
  name: 'ws1',
  owner: 'default/phi',
  instanceType,
  isReady: false,
  isRefused: true,
  reason: 'LaunchFailed',
  message,
})
const quota = claim('exceeding approved Total Regional Cores quota')

const workspace = (more: Partial<KaitoWorkspace> = {}): KaitoWorkspace => ({
  noun: 'workspace',
  namespace: 'default',
  name: 'phi',
  task: 'inference',
  model: 'phi-4-mini-instruct',
  runtime: 'vllm',
  nodeLabels: {},
  state: 'Pending',
  stateFrom: 'status',
  nodes: [],
  conditions: [],
  adapters: [],
  ...more,
})

describe('a machine that the cloud refuses', () => {
  it('gives way to the cheapest other type, with all that the object has', () => {
    const adapters = [{name: 'support', source: 'registry.example/support:v1'}]
    const {next, commands} = remedyOf(workspace({adapters, config: 'mine', runtime: 'transformers'}), quota)

    assert.match(
      next,
      /^take 1 × Standard_NC24ads_A100_v4, which holds it for 3\.673 USD\/h; or ask the cloud for quota/,
    )
    assert.equal(
      commands?.[1],
      'ome deploy phi-4-mini-instruct --backend kaito --name phi -n default --instance-type Standard_NC24ads_A100_v4 --runtime transformers --config mine --adapter registry.example/support:v1',
    )
  })

  it('that the region has not is waited for, not asked for', () => {
    const {next} = remedyOf(workspace(), claim('SkuNotAvailable: the requested VM size is not available'))
    assert.match(next, /or wait until the region has Standard_NV36ads_A10_v5 again/)
  })

  for (const [what, subject] of [
    ['an adapter of another name', workspace({adapters: [{name: 'mine', source: 'registry.example/support:v1'}]})],
    ['an adapter of a strength', workspace({adapters: [{name: 'support', source: 'a/support:v1', strength: '0.5'}]})],
    ['an adapter on a volume of its own', workspace({adapters: [{name: 'x', source: '<volume>'}]})],
    ['a replica of a set', workspace({inferenceSet: 'chat'})],
  ] as const)
    it(`names no commands for ${what}: they would lose something`, () => {
      const {next, commands} = remedyOf(subject, quota)
      assert.match(next, /^take 1 × Standard_NC24ads_A100_v4/)
      assert.equal(commands, undefined)
    })

  it('of a model nobody can size leads to those that fit', () => {
    assert.match(remedyOf(workspace({model: 'org/unheard'}), quota).next, /ome models estimate org\/unheard; or ask/)
  })

  it('of a training leads to types that hold the training', () => {
    const {next} = remedyOf(workspace({task: 'tuning', tuning: {method: 'lora'}}), quota)
    assert.match(next, /ome tune cancel phi -n default\).*ome models estimate phi-4-mini-instruct --method lora/)
  })

  it('for another reason is read about', () => {
    assert.deepEqual(remedyOf(workspace(), claim('InvalidParameter')), {
      next: 'read what the cloud says: ome describe nodeclaim ws1',
    })
  })
})
