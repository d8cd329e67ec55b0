import assert from 'node:assert/strict'
import {inferenceSets, workspaces} from '@ome/kinds/kaito'
import Update from '../src/commands/update.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

const sets = {group: 'apps', plural: 'statefulsets'}

describe('update with KAITO', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  const workspace = (name: string) => world.api.get(workspaces, name, 'default')

  it('refuses what cannot change, and what would do nothing', async () => {
    const model = await world.said(Update, 'workspace my-workspace --model phi-4')
    assert.equal(model.code, 6)
    assert.match(model.err, /inference\.preset\.name: the model of a Workspace cannot change/)
    const type = await world.said(Update, 'workspace my-workspace --set instance-type=Standard_NC48ads_A100_v4')
    assert.equal(type.code, 6)
    const balancer = await world.said(Update, 'workspace my-workspace --set load-balancer=true')
    assert.equal(balancer.code, 2)
    assert.match(balancer.err, /would change and do nothing: the type of a Service is fixed/)
    const both = await world.said(
      Update,
      'workspace my-workspace --set load-balancer=true --set performance-mode=throughput',
    )
    assert.equal(both.code, 2)
    assert.match(both.err, /enablelb"\]: ignored: the type of a Service .*\n.*performance-mode"\]: needs recreate: /)
    const storage = await world.said(Update, 'ragengine my-rag --set spec.storage.persistentVolume.mountPath=/x')
    assert.equal(storage.code, 2)
  })

  it('refuses settings that are not there: the pods would wait for them', async () => {
    const {code, err} = await world.said(Update, 'workspace my-workspace --set config=nowhere --recreate --yes')
    assert.deepEqual([code, workspace('my-workspace')?.['inference'].config], [4, undefined])
    assert.match(
      err,
      /^error: configmap "nowhere" not found in namespace "default"\nhint: .*config create-inference nowhere/,
    )
  })

  it('shows the object as it will be where nobody is asked', async () => {
    const words = 'workspace my-workspace --set inference.adapters=null --dry-run=client -o yaml'
    const {code, out, err} = await world.said(Update, words)
    assert.equal(code, 0, err)
    assert.match(out, /^kind: Workspace$/m)
    assert.match(out, /^ +name: phi-3\.5-mini-instruct$/m)
    assert.doesNotMatch(out, /adapters|^status:|resourceVersion/m)
    assert.match(err, /^inference\.adapters +old-adapter +<none> +takes effect/m)
  })

  it('says what is so already', async () => {
    const {code, out} = await world.said(Update, 'workspace my-workspace --model phi-3.5-mini-instruct')
    assert.deepEqual([code, out], [0, 'workspace/my-workspace unchanged\n'])
  })

  it('makes the engine again where its command line changes, after a yes', async () => {
    const words = 'workspace my-workspace --set config=my-vllm-config'
    const refused = await world.said(Update, words)
    assert.equal(refused.code, 2)
    assert.match(refused.err, /lacks --kaito-config-file/)
    const uid = world.api.get(sets, 'my-workspace', 'default')?.metadata.uid
    const dry = await world.said(Update, `${words} --recreate --dry-run`)
    assert.match(dry.out, /^inference\.config +<none> +my-vllm-config +needs recreate/m)
    const unasked = await world.said(Update, `${words} --recreate`)
    assert.equal(unasked.code, 2)
    assert.match(unasked.err, /Its pods end, and the weights on local disks are loaded again/)
    const done = await world.said(Update, `${words} --recreate --yes --wait`)
    assert.equal(done.code, 0, done.err)
    const made = world.api.get(sets, 'my-workspace', 'default')
    assert.notEqual(made?.metadata.uid, uid)
    assert.match(JSON.stringify(made?.['spec']), /--kaito-config-file/)
    const waited = await world.said(Update, 'workspace my-workspace --set config=my-vllm-config --wait')
    assert.equal(waited.code, 0, waited.err)
    const again = await world.said(Update, 'workspace my-workspace --set config=null --dry-run')
    assert.match(again.out, /takes effect/)
  })

  it('starts the engine anew, so that it reads its map again', async () => {
    const {code, out, err} = await world.said(Update, 'workspace my-workspace --restart')
    assert.equal(code, 0, err)
    assert.match(out, /^statefulset\/my-workspace restarted$/m)
    assert.equal((await world.said(Update, 'is/chat --restart -n kaito')).code, 2)
    assert.match((await world.said(Update, 'rag/my-rag --restart')).out, /^deployment\/my-rag restarted$/m)
  })

  it('of a set that is to be rolled is one document, and one question before anything is written', async () => {
    const words = 'inferenceset chat --set performance-mode=throughput --roll -n kaito'
    const dry = JSON.parse((await world.said(Update, `${words} --dry-run=client -o json`)).out)
    assert.deepEqual(
      dry.changes.map(({action, object}: {action: string; object: {kind: string}}) => [action, object.kind]),
      [['update', 'InferenceSet'], ...childrenOf('chat').map(() => ['delete', 'Workspace'])],
    )
    const unasked = await world.said(Update, words)
    assert.equal(unasked.code, 2)
    assert.match(unasked.err, /this needs a yes: Replace 2 replicas of chat/)
    const annotations = world.api.get(inferenceSets, 'chat', 'kaito')?.metadata.annotations
    assert.equal(annotations?.['kaito.sh/performance-mode'], undefined)
  })

  it('of a set reaches new replicas, and rolls the others', async () => {
    const {code, out, err} = await world.said(Update, 'inferenceset chat --set performance-mode=throughput -n kaito')
    assert.equal(code, 0, err)
    assert.match(out, /^inferenceset\/chat configured/)
    assert.match(err, /new replicas only/)
    const before = childrenOf('chat').map(({metadata}) => metadata.uid)
    assert.equal((await world.said(Update, 'inferenceset chat --roll -n kaito')).code, 2)
    const rolled = await world.said(Update, 'inferenceset chat --roll -n kaito --yes')
    assert.equal(rolled.code, 0, rolled.err)
    assert.match(
      rolled.out,
      /^workspace\/chat-\w+ deleted\n(inferenceset\/chat Ready 2\/2\n)?inferenceset\/chat \w+ 1\/2: /,
    )
    assert.match(rolled.out, /\ninferenceset\/chat Ready 2\/2\n$/)
    const after = childrenOf('chat')
    assert.equal(after.length, before.length)
    assert.ok(after.every(({metadata}) => !before.includes(metadata.uid)))
    assert.ok(after.every(({metadata}) => metadata.annotations?.['kaito.sh/performance-mode'] === 'throughput'))
  })

  const childrenOf = (name: string) =>
    world.api
      .list(workspaces, {namespace: 'kaito'})
      .filter(({metadata}) => metadata.labels?.['inferenceset.kaito.sh/created-by'] === name)

  it('cannot change the machine or the model, and tells the deployment that has it', async () => {
    const {code, err} = await world.said(
      Update,
      'workspace gen-answers --set resource.instanceType=Standard_NC96ads_A100_v4',
    )
    assert.equal(code, 6)
    assert.match(
      err,
      /^hint: make another one beside it: ome deploy qwen2\.5-coder-32b-instruct --name NAME --instance-type Standard_NC96ads_A100_v4$/m,
    )
    assert.match(
      (await world.said(Update, 'workspace gen-answers --model phi-4')).err,
      /ome deploy phi-4 --name NAME$/m,
    )
  })

  it('changes what is a note of your own', async () => {
    const {code, err} = await world.said(Update, 'workspace gen-answers --set metadata.labels.team=a')
    assert.equal(code, 0, err)
    assert.equal(workspace('gen-answers')?.metadata.labels?.['team'], 'a')
  })

  for (const [words, code] of [
    ['workspace my-workspace', 2],
    ['workspace my-workspace --set nonsense', 2],
    ['inferenceset chat -n kaito --set instance-type=Standard_Nonsense --dry-run=client', 2],
    ['inferenceset chat -n kaito --set spec.template.resource.instanceType=Standard_NC6s_v3 --dry-run=client', 2],
    ['ragengine my-rag --set spec.inferenceService.contextWindowSize=abc', 2],
    ['workspace my-workspace --set status.state=Ready', 2],
    ['workspace my-workspace --set inference.nonsense=1 --dry-run=client', 2],
    ['workspace my-workspace --set replicas=3', 2],
    ['workspace my-workspace --runtime sglang', 2],
    ['workspace my-workspace --roll', 2],
    ['workspace my-workspace --rollout recreate', 2],
    ['workspace nothing --restart', 4],
    ['workspace my-workspace --model phi-9', 4],
  ] as const)
    it(`refuses ${words} with ${code}`, async () => {
      const result = await world.said(Update, words)
      assert.equal(result.code, code, result.err)
    })
})
