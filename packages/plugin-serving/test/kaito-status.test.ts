import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {cluster} from '@ome/testkit/cluster'
import {run} from '@ome/testkit/run'
import Status from '../src/commands/status.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

const workspaces = {group: 'kaito.sh', plural: 'workspaces'}

const poor: KubeObject = {
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'Workspace',
  metadata: {name: 'poor', namespace: 'lab', annotations: {'sandbox.ome.cli/fault': 'quota'}},
  resource: {instanceType: 'Standard_NC24ads_A100_v4', labelSelector: {matchLabels: {apps: 'poor'}}},
  inference: {preset: {name: 'phi-4-mini-instruct'}},
}

describe('ome status of KAITO', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('tells state, nodes, served names, benchmark and price of a Workspace', async () => {
    const {out, err, code} = await world.said(Status, 'workspace/my-workspace')
    assert.match(out, /^Workspace: +my-workspace in default\nModel: +phi-3.5-mini-instruct \(vllm\)\nState: +Ready\n/)
    assert.match(out, /\nNodes: +1\/1 Standard_NC24ads_A100_v4\n/)
    assert.match(out, /\nServed as: +phi-3.5-mini-instruct, old-adapter\n/)
    assert.match(out, /\nBenchmark: +96000 tokens\/min at most, TTFT \d+ ms, TPOT \d+ ms\n/)
    assert.match(out, /\nUSD\/h: +3.673 for 1 node \(.*2026-06-18; only nodes with GPUs\)\n/)
    assert.match(out, /\nNodeClaims\n.*\nws\w+ +Standard_NC24ads_A100_v4 +True /)
    assert.match(out, /\nPods\n.*\nmy-workspace-0 +Ready /)
    assert.doesNotMatch(out, /Cause/)
    assert.deepEqual([code, err], [0, ''])
  })

  it('is found by a lone name, too', async () => {
    const {out} = await world.said(Status, 'my-workspace -o json')
    const document = JSON.parse(out)
    assert.deepEqual(
      [document.kind, document.noun, document.state, document.cause],
      ['KaitoStatus', 'workspace', 'Ready', null],
    )
    assert.deepEqual(document.served, ['phi-3.5-mini-instruct', 'old-adapter'])
    assert.equal(document.benchmark.tokensPerMinute, 96000)
    assert.equal(document.cost.usdPerHour, 3.673)
  })

  it('says why a tuning never begins', async () => {
    const {out, code} = await world.said(Status, 'workspace workspace-llama-3-tune')
    assert.match(out, /^Cause: +KAITO cannot tune llama-3.1-8b-instruct/)
    assert.match(out, /\nNext\nsee what it can tune: ome models list --tunable\n/)
    assert.equal(code, 0)
  })

  it('counts the replicas of a set', async () => {
    const {out} = await world.said(Status, 'inferenceset chat -n kaito')
    assert.match(out, /\nReplicas: +2\/2 ready\nNodes: +2\/2 /)
    assert.match(out, /\nReplicas\n.*\nchat-\w+ +Ready +1\/1 /)
    assert.match(out, /\nUSD\/h: +7.346 for 2 nodes/)
  })

  it('tells what a RAG engine is made of', async () => {
    const {out} = await world.said(Status, 'rag my-rag')
    assert.match(out, /^RAGEngine: +my-rag in default\nState: +Ready\n/)
    assert.match(out, /\nStore: +faiss, claim my-rag-index\nLLM: +http:\/\/my-workspace\.default/)
  })

  it('quotes the cloud about a node that does not come, and follows until there is news', async () => {
    world.api.create(workspaces, poor)
    const stop = new AbortController()
    const followed = await world.said(Status, 'workspace poor -n lab -w', {
      signal: stop.signal,
      onWrite: (_, text) => /quota/i.test(text) && stop.abort(),
    })
    assert.match(followed.out, /^workspace\/poor Pending 0\/1: .*\n/)
    assert.match(followed.out, /nodeclaim\/ws\w+: .*quota/i)
    assert.equal(followed.code, 130)
    const {out, code} = await world.said(Status, 'workspace poor -n lab')
    assert.match(out, /^Cause: .*quota/i)
    assert.match(
      out,
      /\nNext\ntake 1 × Standard_NV36ads_A10_v5, which holds it for 3\.20 USD\/h; or ask the cloud for quota of Standard_NC24ads_A100_v4: KAITO keeps ordering\n {2}ome delete workspace poor -n lab --yes --wait\n {2}ome deploy phi-4-mini-instruct --backend kaito --name poor -n lab --instance-type Standard_NV36ads_A10_v5\n$/,
    )
    assert.equal(code, 0)
    const called = await world.said(Status, 'workspace poor -n lab', {bin: 'kubectl kaito'})
    assert.match(called.out, /\n {2}kubectl kaito delete workspace poor -n lab --yes --wait\n {2}kubectl kaito deploy /)
    const face = JSON.parse((await world.said(Status, 'workspace poor -n lab -o json', {bin: 'kubectl kaito'})).out)
    assert.match(JSON.stringify(face), /"commands":\["kubectl kaito delete workspace poor/)
    world.api.delete(workspaces, 'poor', 'lab')
  })

  it('tells of a download while it runs', async () => {
    world.api.create(workspaces, {...poor, metadata: {name: 'rich', namespace: 'lab'}})
    const pods = {group: '', plural: 'pods'}
    await world.until(() => world.api.get(pods, 'rich-0', 'lab')?.['status']?.phase === 'Running')
    // Time stands still meanwhile.
    const {out} = await run(Status, ['workspace', 'rich', '-n', 'lab'], {kube: world.kube, now: world.now})
    assert.match(out, /\nDownload: +rich-0, .*\/s, .* left\n/)
    assert.match(out, /^Cause: +it loads the model\n/)
    world.api.delete(workspaces, 'rich', 'lab')
  })

  it('lists everything in all namespaces', async () => {
    const {out, code} = await world.said(Status, '--all')
    assert.match(out, /^NAMESPACE +NAME +KIND +MODEL +STATE +NODES +INSTANCE +AGE\n/)
    assert.match(out, /\ndefault +my-rag +RAGEngine +- +Ready /)
    assert.match(out, /\nkaito +chat +InferenceSet +phi-4-mini-instruct +Ready +2\/2 /)
    assert.doesNotMatch(out, /chat-\w{5} /)
    assert.equal(code, 0)
    assert.doesNotMatch((await world.said(Status, '--all -n lab')).out, /my-rag/)
  })

  it('lists everything again and again, and then only what changed', async () => {
    const stop = new AbortController()
    const {out, code} = await world.said(Status, '--all --watch -n lab', {
      signal: stop.signal,
      onWrite: () => stop.abort(),
    })
    assert.match(out, /^NAMESPACE +NAME .*\nlab +my-inference-workspace +Workspace /)
    assert.equal(code, 130)
  })

  it('asks several clusters at once', async () => {
    const {out, err, code} = await world.said(Status, '--all --cluster us-east,us-west')
    assert.match(out, /^CLUSTER +NAMESPACE +NAME .*\nus-east +default +chat-east +Workspace .* Ready /)
    assert.match(out, /\nus-west +default +chat-west +Workspace .* NotReady /)
    assert.deepEqual([code, err], [0, ''])
  })

  it('tells of one object in each cluster, and ends with the worst code', async () => {
    const {out, err, code} = await world.said(Status, 'workspace chat-west --cluster us-west,us-east')
    assert.match(out, /^Cluster us-west\n\nCause: .*CrashLoopBackOff/)
    assert.match(out, /logs analyze workspace chat-west/)
    assert.match(err, /^error: us-east: workspace "chat-west" not found.*\nhint: did you mean chat-east\?\n/)
    assert.equal(code, 4)
  })

  for (const [words, code, told] of [
    ['workspace my-worksapce', 4, /did you mean my-workspace\?/],
    ['workspace', 2, /its name is missing/],
    ['--all workspace my-workspace', 2, /--all is everything/],
    ['workspace my-workspace --backend ome', 2, /an object of KAITO/],
    ['--all --cluster us-eats', 2, /did you mean us-east\?/],
    ['--all --cluster=', 2, /--cluster names no context/],
    ['--all --cluster all --watch', 2, /--watch follows one cluster/],
    ['nothing', 4, /nothing in namespace "default" is called "nothing"/],
  ] as const)
    it(`${words}: ${code}`, async () => {
      const {err, code: given} = await world.said(Status, words)
      assert.match(err, told)
      assert.equal(given, code)
    })
})

describe('without KAITO', () => {
  it('an object of it says that it is not installed', async () => {
    await using empty = await cluster()
    const {err, code} = await empty.during(run(Status, ['workspace', 'phi'], {kube: empty.kube, now: empty.now}))
    assert.match(err, /^error: KAITO is not installed in context "\S+": the server has no workspaces.kaito.sh\n/)
    assert.equal(code, 4)
  })
})
