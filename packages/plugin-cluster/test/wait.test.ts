import assert from 'node:assert/strict'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type RunOptions, run} from '@ome/testkit/run'
import Wait from '../src/commands/wait.ts'
import {holds, parseCondition} from '../src/domain/condition.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}
const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true}
const pod = (name: string, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default', labels},
  spec: {containers: [{name: 'main', image: 'example/web:1'}]},
})

describe('ready', () => {
  for (const [apiVersion, kind, type] of [
    ['v1', 'Node', 'Ready'],
    ['apps/v1', 'Deployment', 'Available'],
    ['kaito.sh/v1beta1', 'Workspace', 'WorkspaceSucceeded'],
    ['kaito.sh/v1beta1', 'InferenceSet', 'InferenceSetReady'],
    ['kaito.sh/v1beta1', 'RAGEngine', 'RAGEngineSucceeded'],
    ['serving.knative.dev/v1', 'Deployment', 'Ready'],
  ] as const)
    it(`is ${type} of a ${kind} of ${apiVersion}`, () => {
      const is = (status: string) => ({apiVersion, kind, metadata: {name: 'x'}, status: {conditions: [{type, status}]}})
      assert.deepEqual([holds({type: 'ready'}, is('True')), holds({type: 'ready'}, is('False'))], [true, false])
    })
})

describe('ome wait', () => {
  let tour: TestCluster
  before(async () => {
    tour = await cluster({scenario: 'tour-ome'})
  })
  after(() => tour.stop())

  const wait = (words: string, options: RunOptions = {}) =>
    run(Wait, words.split(' '), {kube: tour.kube, now: tour.now, ...options})

  /** Starts a command and goes on when it watches. */
  const watching = async (words: string, options: RunOptions = {}) => {
    tour.requests.length = 0
    const done = wait(words, options)
    while (!tour.requests.some(({path}) => path.includes('watch=true'))) await new Promise((go) => setImmediate(go))
    return {done}
  }

  it('ends at once when it is so', async () => {
    const {out, code} = await wait('service prod-llama')
    assert.deepEqual([out, code], ['inferenceservice/prod-llama condition met\n', 0])
    assert.equal((await wait('model mistral-7b --for ready')).code, 0)
    assert.equal((await wait('isvc prod-llama --for condition=Ready')).code, 0)
    assert.equal((await wait('node gpu-h100-1 --for condition=Ready=True')).code, 0)
    assert.equal((await wait('pod nothing --for delete')).err, 'nothing left to wait for\n')
  })

  it('waits for a pod to be made, to run, and to be gone', async () => {
    const made = wait('pod late --for create')
    const kube = await tour.kube()
    await kube.create(pods, pod('late', {set: 'one'}))
    assert.equal((await made).out, 'pod/late created\n')

    const ready = wait('pods -l set=one --for condition=Ready')
    const running = wait('pod/late --for jsonpath={.status.phase}=Running')
    await tour.advance(60_000)
    assert.deepEqual([(await ready).out, (await running).code], ['pod/late condition met\n', 0])

    const {done} = await watching('pod/late --for delete')
    await kube.delete(pods, 'late', {namespace: 'default'})
    await tour.advance(60_000)
    assert.equal((await done).out, 'pod/late deleted\n')
  })

  it('gives up with 3 after the time allowed, with what to look at', async () => {
    const {err, code} = await wait('service broken-llama --timeout 50ms')
    assert.equal(code, 3)
    assert.match(
      err,
      /^error: timed out after 50ms waiting for inferenceservice\/broken-llama to be ready\nhint: see what blocks it: ome describe service broken-llama -n default\n/,
    )
  })

  it('waits for a model on its nodes', async () => {
    const {err, code} = await wait('model custom-model -n ml-team --timeout 50ms')
    assert.equal(code, 3, err)
    assert.match(err, /ome describe model custom-model -n ml-team\n/)
  })

  for (const words of ['service broken-llama', 'pods --all --for delete', 'pod/late --for create'])
    it(`${words}: says nothing when Ctrl-C ends it`, async () => {
      const stop = new AbortController()
      const {done} = await watching(words, {
        signal: stop.signal,
        kube: (options) => tour.kube(options, stop.signal),
      })
      stop.abort()
      const {out, code} = await done
      assert.deepEqual([out, code], ['', 130])
    })

  it('fails when what it waits for is deleted', async () => {
    const kube = await tour.kube()
    const {done} = await watching('service broken-llama')
    await kube.delete(services, 'broken-llama', {namespace: 'default'})
    await tour.advance(60_000)
    const {err, code} = await done
    assert.deepEqual(
      [code, err.split('\n')[0]],
      [4, 'error: inferenceservice/broken-llama is gone while it was waited for'],
    )
  })

  for (const [words, code, message] of [
    ['pod nothing', 4, /not found/],
    ['pods', 2, /the name of the pods is missing/],
    ['pods --all --for nonsense', 2, /nothing to wait for\nhint: ready, delete/],
    ['pods --all --for jsonpath={.a', 2, /./],
    [
      'accelerator nvidia-h100 --for ready',
      2,
      /no readiness of accelerators[\s\S]*ome wait accelerator NAME --for create/,
    ],
    ['runtimes --all', 2, /no readiness of runtimes/],
    ['pods -l a=b', 0, /nothing to wait for/],
  ] as const)
    it(`${words}: ${code}`, async () => {
      const {err, code: found} = await wait(words)
      assert.equal(found, code, err)
      assert.match(err, message)
    })
})

describe('what is waited for', () => {
  for (const [typed, expected] of [
    ['delete', {type: 'delete'}],
    ['condition=Ready', {type: 'condition', name: 'Ready', value: 'True'}],
    ['condition=Ready=False', {type: 'condition', name: 'Ready', value: 'False'}],
    ['jsonpath={.status.phase}=Running', {type: 'jsonpath', path: '{.status.phase}', value: 'Running'}],
    ['jsonpath=.status.phase="Running"', {type: 'jsonpath', path: '.status.phase', value: 'Running'}],
    ['jsonpath={.status.podIP}', {type: 'jsonpath', path: '{.status.podIP}'}],
  ] as const)
    it(typed, () => assert.deepEqual(parseCondition(typed), expected))
})
