import assert from 'node:assert/strict'
import {inferenceSets} from '@ome/kinds/kaito'
import Scale from '../src/commands/scale.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

describe('scale with KAITO', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('refuses a Workspace with the reason, the way out and its price', async () => {
    const {code, out, err} = await world.said(Scale, 'workspace/my-workspace --replicas 3')
    assert.equal(code, 2)
    assert.equal(out, '')
    assert.match(err, /KAITO gives Workspaces no scale/)
    assert.match(err, /ome scale workspace my-workspace -n default --replicas 3 --convert/)
    assert.match(err, /3 replicas take 3 × Standard_NC24ads_A100_v4, 11\.019 USD\/h/)
    assert.equal((await world.said(Scale, 'workspace nothing --replicas 3')).code, 4)
    const tuning = await world.said(Scale, 'workspace my-tuning --replicas 3 --convert')
    assert.equal(tuning.code, 2)
  })

  it('makes an InferenceSet of it, and takes nothing over', async () => {
    const {code, out, err} = await world.said(Scale, 'my-workspace --replicas 3 --convert')
    assert.equal(code, 0, err)
    assert.equal(out, 'inferenceset/my-workspace created\n')
    assert.match(err, /until you delete it: ome delete workspace my-workspace -n default/)
    const set = world.api.get(inferenceSets, 'my-workspace', 'default')
    assert.equal(set?.['spec'].replicas, 3)
    assert.equal(set['spec'].template.inference.preset.name, 'phi-3.5-mini-instruct')
    assert.equal(set['spec'].template.inference.adapters[0].source.name, 'old-adapter')
    assert.equal(set.metadata.annotations?.['kaito.sh/runtime'], 'vllm')
    assert.equal(set['spec'].template.metadata.annotations['kaito.sh/runtime'], 'vllm')
    assert.equal('workspace.kaito.io/hash' in set['spec'].template.metadata.annotations, false)
    const again = await world.said(Scale, 'workspace my-workspace --replicas 3 --convert')
    assert.equal(again.code, 6)
  })

  it('gives a set another number, with what it costs before and after', async () => {
    const {code, out, err} = await world.said(Scale, 'inferenceset chat --replicas 3 -n kaito -o json')
    assert.equal(code, 0, err)
    const {from, to, usdPerHourAfter} = JSON.parse(out)
    assert.deepEqual({to, usdPerHourAfter}, {to: 3, usdPerHourAfter: 11.019})
    assert.equal(world.api.get(inferenceSets, 'chat', 'kaito')?.['spec'].replicas, 3)
    const waited = await world.said(Scale, 'is/chat --replicas 4 -n kaito --wait')
    assert.equal(waited.code, 0, waited.err)
    assert.equal(world.api.get(inferenceSets, 'chat', 'kaito')?.['status'].readyReplicas, 4)
    const less = await world.said(Scale, 'is/chat --replicas 1 -n kaito')
    assert.equal(less.out, 'inferenceset/chat scaled (4 → 1)\n')
    assert.match(less.err, /^price: 14\.692 USD\/h → 3\.673 USD\/h/m)
    assert.equal((await world.said(Scale, 'is/chat --replicas 1 -n kaito')).out, 'inferenceset/chat unchanged\n')
    assert.ok(from >= 1)
  })

  it('stops a set only with a yes', async () => {
    assert.equal((await world.said(Scale, 'is/chat --replicas 0 -n kaito')).code, 2)
    const stopped = await world.said(Scale, 'is/chat --replicas 0 -n kaito --yes')
    assert.match(stopped.out, /^inferenceset\/chat stopped/)
  })

  it('leaves to KEDA what KEDA scales', async () => {
    const set = world.api.get(inferenceSets, 'my-workspace', 'default')
    assert.ok(set)
    const annotations = {...set.metadata.annotations, 'scaledobject.kaito.sh/auto-provision': 'true'}
    world.api.update(inferenceSets, {...set, metadata: {...set.metadata, annotations}})
    const refused = await world.said(Scale, 'is/my-workspace --replicas 2')
    assert.equal(refused.code, 2)
    assert.match(refused.err, /KEDA scales/)
    assert.equal((await world.said(Scale, 'is/my-workspace --replicas 2 --force')).code, 0)
  })

  for (const [words, code] of [
    ['rag/my-rag --replicas 2', 2],
    ['workspace my-workspace', 2],
    ['workspace my-workspace --replicas 2 --strict', 2],
    ['is/my-workspace --replicas 2 --convert', 2],
  ] as const)
    it(`refuses ${words} with ${code}`, async () => assert.equal((await world.said(Scale, words)).code, code))
})
