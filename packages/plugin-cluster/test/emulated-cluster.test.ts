import assert from 'node:assert/strict'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, run} from '@ome/testkit/run'
import Delete from '../src/commands/delete.ts'
import Describe from '../src/commands/describe.ts'
import Events from '../src/commands/events.ts'
import Get from '../src/commands/get.ts'

describe('the cluster commands on an emulated cluster', function () {
  this.timeout(60_000)
  let emulated: TestCluster
  before(async () => {
    emulated = await cluster({scenario: 'tour-ome'})
  })
  after(() => emulated.stop())

  const ask = (command: CommandClass, ...argv: readonly string[]) => run(command, argv, {kube: emulated.kube})

  it('list services with what the controllers made of them', async () => {
    const {out, err} = await ask(Get, 'services', '--all-namespaces', '--output', 'wide')
    assert.match(
      out,
      /\ndefault +prod-llama +llama-3-3-70b +vllm-llama-3-3-70b +3\/3 +Ready +http:\S+ +12 +\d+ GiB +7d\n/,
    )
    assert.match(out, /\ndefault +broken-llama +llama-3-3-70b +vllm-llama-3-3-70b +0\/1 +Failed /)
    assert.match(out, /\nml-team +experiment .* Failed /)
    assert.equal(err, '')
  })

  it('list models of both scopes, runtimes and accelerators', async () => {
    const [models, runtimes, accelerators] = await Promise.all(
      ['models', 'runtimes', 'accelerators'].map((noun) => ask(Get, noun, '-A')),
    )
    const namespaces = models?.out.split('\n').map((line) => line.split(' ')[0])
    assert.deepEqual(namespaces?.slice(-3), ['ml-team', 'ml-team-1', ''])
    assert.match(models?.out ?? '', /\nml-team +custom-model +namespace .* Stuck +0\//)
    assert.match(runtimes?.out ?? '', /vllm-llama-3-3-70b +cluster +vllm +LlamaForCausalLM +60B-75B +4 +yes /)
    assert.match(accelerators?.out ?? '', /\nnvidia-h100 +nvidia +\S+ +80 GiB +6 +48 +\d+ /)
  })

  it('ask whether a name that is nearly there was meant', async () => {
    const typed: readonly (readonly [CommandClass, ...string[]])[] = [
      [Get, 'services', 'prod-lama'],
      [Get, 'isvc', 'prod-lama'],
      [Get, 'isvc', 'prod-lama', '-o', 'json'],
      [Describe, 'service', 'prod-lama'],
      [Describe, 'isvc', 'prod-lama'],
      [Delete, 'service', 'prod-lama', '--yes'],
      [Delete, 'isvc', 'prod-lama', '--yes'],
    ]
    for (const [command, ...argv] of typed) {
      const {code, err} = await ask(command, ...argv)
      assert.equal(code, 4, argv.join(' '))
      assert.match(err, /did you mean prod-llama\?/, argv.join(' '))
    }
    assert.doesNotMatch((await ask(Get, 'isvc', 'elsewhere')).err, /did you mean/)
  })

  it("print the server's tables and objects for all other words", async () => {
    assert.match((await ask(Get, 'isvc')).out, /^NAME +URL +READY +BASEMODEL /)
    assert.match((await ask(Get, 'svc', '-o', 'name')).out, /^service\.v1\/prod-llama$/m)
    assert.equal((await ask(Get, 'service.v1/prod-llama', '-o', 'name')).out, 'service.v1/prod-llama\n')
    assert.equal((await ask(Get, 'nodes', 'gpu-h100-1', '-o', 'jsonpath={.status.capacity.nvidia\\.com/gpu}')).out, '8')
  })

  it('do not take a longer name for a shorter one', async () => {
    const {code, err} = await ask(Get, 'model', 'mistral-7b-instruct')
    assert.equal(code, 4, err)
    assert.equal((await ask(Get, 'model', 'mistral-7b')).code, 0)
  })

  it('describe what belongs to a service and why it fails', async () => {
    const {out} = await ask(Describe, 'service', 'broken-llama')
    assert.match(out, /\nStatus: +Failed\n/)
    assert.match(out, /\nReason: +CrashLoopBackOff: /)
    assert.match(
      out,
      /\ndeployment\/broken-llama-engine {2}0\/1\n└─ replicaset\/\S+ {2}0\/1\n {3}└─ pod\/\S+ {2}CrashLoopBackOff\n/,
    )
    assert.match((await ask(Events, 'service', 'broken-llama')).out, /Warning +BackOff +pod\/broken-llama-engine/)
  })

  it('export a service so that it can be created again', async () => {
    const {out} = await ask(Get, 'service', 'mistral-dev', '--export')
    assert.match(out, /^apiVersion: ome\.io\/v1beta1\nkind: InferenceService\n/)
    assert.doesNotMatch(out, /status:|uid:|creationTimestamp|deploymentMode|managedFields/)
  })

  it('delete services with all they own, but no model in use', async () => {
    assert.equal((await ask(Delete, 'model', 'mistral-7b', '--yes')).code, 6)
    const runtime = await ask(Delete, 'runtime', 'vllm-llama-3-3-70b', '--yes')
    assert.deepEqual([runtime.code, runtime.err.split('\n')[0]?.includes('default/prod-llama')], [6, true], runtime.err)
    assert.match(
      (await ask(Delete, 'service', 'web-staging', '--dry-run')).out,
      /^inferenceservice\/web-staging deleted \(server dry run\)\n/,
    )
    assert.equal((await ask(Get, 'service', 'web-staging')).code, 0)

    const deleted = await emulated.during(ask(Delete, 'services', '--label', 'env=staging', '--yes', '--wait'))
    await emulated.advance(60_000)

    assert.deepEqual(
      [deleted.code, deleted.out],
      [0, 'inferenceservice/chat-staging deleted\ninferenceservice/web-staging deleted\n'],
    )
    assert.doesNotMatch((await ask(Get, 'deployments')).out, /staging/)
  })
})
