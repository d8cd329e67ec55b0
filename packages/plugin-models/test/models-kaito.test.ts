import assert from 'node:assert/strict'
import {run} from '@ome/testkit/run'
import Describe from '../src/commands/models/describe.ts'
import Estimate from '../src/commands/models/estimate.ts'
import List from '../src/commands/models/list.ts'
import Runtime from '../src/commands/models/runtime.ts'
import Validate from '../src/commands/models/validate.ts'
import {scenario, type TestWorld} from './world.ts'

describe("models of KAITO's catalogue", () => {
  let world: TestWorld
  before(async () => {
    world = await scenario('tour-kaito')
  })
  after(() => world.stop())

  const said = (command: Parameters<TestWorld['run']>[0], words: string) =>
    world.run(command, words.split(' ').filter(Boolean))

  describe('models validate --admission', () => {
    it('asks the admission, and nothing is created', async () => {
      const {code, out, err} = await said(Validate, 'phi-4 --admission')
      assert.equal(code, 0, err)
      assert.match(out, /^server +ok +the admission of KAITO( 0\.12\.0)? takes it on Standard_NC24ads_A100_v4$/m)
      assert.equal(world.api.get({group: 'kaito.sh', plural: 'workspaces'}, 'ome-validate', 'default'), undefined)
    })
    it('quotes its refusal', async () => {
      const words = 'nobody/nothing --catalog kaito --instance-type Standard_NC24ads_A100_v4 --admission -o json'
      const {code, out} = await said(Validate, words)
      assert.equal(code, 3)
      const rule = JSON.parse(out).rules.find((each: {rule: string}) => each.rule === 'server')
      assert.equal(rule.result, 'fail')
      assert.match(rule.detail, /validation\.workspace\.kaito\.sh.*denied the request/)
    })
    for (const [words, message] of [
      ['phi-4 --admission --method lora', /--admission is about serving/],
      ['nobody/nothing --catalog kaito --admission', /name one: --instance-type/],
    ] as const)
      it(`${words}: 2`, async () => {
        const {code, err} = await said(Validate, words)
        assert.equal(code, 2)
        assert.match(err, message)
      })
  })

  it('are for the context that is named, and for no other', async () => {
    const {code, err} = await said(Describe, 'phi-4 --catalog kaito --context nowhere')
    assert.equal(code, 2)
    assert.match(err, /context "nowhere" does not exist/)
  })

  it('have the prices of the region that the nodes are in', async () => {
    const nodes = {group: '', plural: 'nodes'}
    const moved = world.api.list(nodes).filter(({metadata}) => metadata.labels?.['topology.kubernetes.io/region'])
    const inRegion = (region: string) => {
      for (const {metadata} of moved) {
        const node = world.api.get(nodes, metadata.name)
        assert.ok(node)
        const labels = {...node.metadata.labels, 'topology.kubernetes.io/region': region}
        world.api.update(nodes, {...node, metadata: {...node.metadata, labels}})
      }
    }
    inRegion('westeurope')
    const there = await said(Estimate, 'phi-4')
    inRegion('eastus')
    assert.match(there.out, /list price in westeurope,/)
    assert.match((await said(Estimate, 'phi-4')).out, /list price in eastus,/)
  })

  it('say why nothing holds a context or a tuning, line by line, and what would go', async () => {
    const type = 'Standard_NV36ads_A10_v5'
    const long = await said(Estimate, `phi-4 --catalog kaito --context-length 100000 --instance-type ${type}`)
    assert.equal(long.code, 3)
    assert.match(long.err, /^note: phi-4 itself takes at most 16384 tokens$/m)
    assert.match(long.err, /^error: a GPU of Standard_NV36ads_A10_v5 cannot hold a context of 100000 tokens of phi-4$/m)
    assert.match(long.err, /usable per GPU: 24\.00 GiB × 0\.84 = 20\.16 GiB; fixed per GPU: 2\.3 GiB \+ 100000 tokens/)
    assert.match(long.err, /--context-length \d+$/m)
    const tuned = await said(Estimate, `phi-4 --catalog kaito --method lora --instance-type ${type}`)
    assert.equal(tuned.code, 3)
    assert.match(tuned.err, /tuning phi-4 takes 32\.0 GiB of a GPU, and Standard_NV36ads_A10_v5 has 24/)
  })

  describe('models of the Hub, --online', () => {
    const env = {OME_AZURE_PRICES_ENDPOINT: 'http://127.0.0.1:1', OME_AWS_PRICES_ENDPOINT: 'http://127.0.0.1:1'}
    it('have the size that the Hub tells', async () => {
      const argv = ['Qwen/Qwen3-8B', '--catalog', 'kaito', '--online']
      const {code, out, err} = await world.run(Estimate, argv, {env})
      assert.equal(code, 0, err)
      assert.match(err, /^note: Qwen\/Qwen3-8B: 15\.26 GiB of weights, as the Hub has them now$/m)
      assert.match(out, /^Standard_NV36ads_A10_v5 +1 +1 +3\.20$/m)
    })
    it('are not sized without, with the way to it, and not found where there are none', async () => {
      const without = await said(Estimate, 'Qwen/Qwen3-8B --catalog kaito')
      assert.deepEqual([without.code, /hint: ask the Hub for it: --online/.test(without.err)], [2, true])
      const none = await world.run(Estimate, ['no/such', '--catalog', 'kaito', '--online'], {env})
      assert.equal(none.code, 4)
    })
  })

  describe('models list', () => {
    it('has sixty rows where nothing but KAITO is served', async () => {
      const {code, out, err} = await said(List, '')
      assert.equal(code, 0, err)
      const lines = out.trimEnd().split('\n')
      assert.equal(lines.length, 61)
      assert.match(lines[0] ?? '', /^NAME +WEIGHTS +CONTEXT +RUNTIMES +TUNE +TOOLS +GATED$/)
      assert.match(out, /^phi-3\.5-mini-instruct +7\.12Gi +131072 +vllm,transformers +yes +- +-$/m)
      assert.match(out, /^llama-3\.3-70b-instruct .* yes$/m)
    })
    it('has all of each for programs', async () => {
      const {items} = JSON.parse((await said(List, '-o json')).out)
      assert.equal(items.length, 60)
      const mini = items.find(({name}: {name: string}) => name === 'phi-4-mini-instruct')
      assert.deepEqual(mini, {
        name: 'phi-4-mini-instruct',
        id: 'microsoft/Phi-4-mini-instruct',
        aliases: ['phi-4-mini-instruct', 'phi'],
        weightGi: 7.15,
        diskGi: 87,
        context: 131072,
        bytesPerToken: 131072,
        attention: 'GQA',
        quantization: null,
        runtimes: ['vllm'],
        tunable: true,
        toolParser: null,
        reasoningParser: null,
        gated: false,
        inCatalogue: true,
        readinessMinutes: 30,
      })
    })
    it('is that of a newer file, and says in what it differs', async () => {
      const stdin =
        'models:\n- {name: some/new-8b, modelFileSize: 15Gi, modelTokenLimit: 8192, hiddenSize: 4096, numHiddenLayers: 32, numAttentionHeads: 32, numKeyValueHeads: 8}\n'
      const argv = ['--refresh', '-', '-o', 'json']
      const {code, out, err} = await world.run(List, argv, {stdin})
      assert.equal(code, 0, err)
      assert.deepEqual(
        JSON.parse(out).items.map(({id}: {id: string}) => id),
        ['some/new-8b'],
      )
      assert.match(err, /1 models; new beside those of this release: some\/new-8b/)
      assert.equal((await said(List, '--refresh nowhere.yaml')).code, 4)
      assert.equal((await world.run(List, argv, {stdin: 'items: []'})).code, 2)
    })
    it('is narrowed by what KAITO can do with them', async () => {
      const count = async (words: string) => JSON.parse((await said(List, `${words} -o json`)).out).items.length
      assert.equal(await count('--tunable'), 9)
      assert.equal(await count('--tunable --runtime transformers'), 8)
      assert.ok((await count('--fits Standard_NV36ads_A10_v5')) < (await count('--fits Standard_ND96isr_H200_v5')))
      assert.equal((await said(List, '--fits Standard_NC6s_v3')).code, 3)
    })
  })

  describe('models describe', () => {
    it('tells all, with nodes and price per instance type', async () => {
      const {code, out, err} = await said(Describe, 'phi-3.5-mini-instruct')
      assert.equal(code, 0, err)
      assert.match(out, /^Weights: +7\.12 GiB$/m)
      assert.match(out, /^SKU +NODES +GPUS +USD\/H$/m)
      assert.match(out, /^Standard_NV36ads_A10_v5 +1 +1 +3\.20$/m)
      assert.match(out, /eastus.*2026-06-18/)
    })
    it('adds the arguments of the engine', async () => {
      const {out} = await said(Describe, 'llama-3.3-70b-instruct --runtime-params')
      assert.match(out, /--model=meta-llama\/Llama-3\.3-70B-Instruct/)
      assert.match(out, /--tool-call-parser=llama3_json/)
      assert.match(out, /--pipeline-parallel-size=3/)
    })
    it('of an unknown one is refused with the nearest', async () => {
      const {code, err} = await said(Describe, 'phi-3.5-mini-instrct')
      assert.equal(code, 4)
      assert.match(err, /the nearest: phi-3\.5-mini-instruct/)
      const hub = await said(Describe, 'someone/some-7b --catalog kaito')
      assert.match(hub.out, /not known here/)
    })
  })

  describe('models validate', () => {
    it('says no to a retired machine, and which one would do', async () => {
      const {code, out, err} = await said(Validate, 'phi-3-mini --instance-type Standard_NC6s_v3')
      assert.equal(code, 3)
      assert.match(out, /^Verdict: +no$/m)
      assert.match(out, /Standard_NV36ads_A10_v5 would do, 3\.20 USD\/h/)
      assert.match(err, /"phi-3-mini" is taken as phi-3-mini-4k-instruct/)
    })
    it('says no to a machine with GPUs that are not asked for', async () => {
      const {code, out} = await said(Validate, 'phi-4-mini-instruct --instance-type Standard_NG32ads_V620_v1')
      assert.equal(code, 3)
      assert.match(
        out,
        /^instance type +fail +Standard_NG32ads_V620_v1 is without NVIDIA GPUs \(AMD Radeon PRO V620\)/m,
      )
    })
    it('says how many nodes of those that are allowed', async () => {
      const {code, out, err} = await said(Validate, 'llama-3.3-70b --max-nodes 4')
      assert.equal(code, 0, err)
      assert.match(out, /^nodes +ok +3 nodes of Standard_NC24ads_A100_v4 within 4/m)
      assert.match(out, /^licence +warn/m)
    })
    for (const [words, code] of [
      ['llama-3.3-70b --instance-type Standard_NC24ads_A100_v4 --max-nodes 2', 3],
      ['phi-4-mini-instruct --runtime transformers', 3],
      ['phi-4 --context-length 20000', 3],
      ['phi-4 --method lora', 0],
      ['phi-4 --method qlora --instance-type Standard_NV36ads_A10_v5', 0],
      ['llama-3 --method qlora', 3],
      ['phi-4 --instance-type Standard_NC9', 2],
      ['someone/some-7b --catalog kaito', 0],
    ] as const)
      it(`${words}: ${code}`, async () => assert.equal((await said(Validate, words)).code, code))
  })

  describe('models estimate', () => {
    it('counts nodes and money of all replicas, cheapest first, and explains the first', async () => {
      const {code, out, err} = await said(Estimate, 'llama-3.3-70b-instruct --replicas 2')
      assert.equal(code, 0, err)
      const [head, first] = out.split('\n')
      assert.match(head ?? '', /^SKU +NODES +GPUS +USD\/H$/)
      assert.match(first ?? '', /^Standard_NC24ads_A100_v4 +6 +6 +22\.038$/)
      assert.match(out, /⌊134\.05 GiB \/ 61\.21 GiB⌋ \+ 1 = 3/)
    })
    it('of tuning shows the parts, and says that it is our estimate', async () => {
      const {code, out} = await said(Estimate, 'phi-3-mini --method qlora --cost')
      assert.equal(code, 0)
      assert.match(out, /^SKU +NODES +GPUS +USD\/H +USD\/DAY +USD\/MONTH$/m)
      assert.match(out, /^Standard_NV36ads_A10_v5 +1 +1 +3\.20 +76\.80 +2336\.00$/m)
      assert.match(out, /^weights: +1\.89 GiB: 3\.82 B parameters × 0\.53 B/m)
      assert.match(out, /own estimate: qlora, batch 1, sequence 2048/)
    })
    it('is refused for what cannot be tuned, sized or had', async () => {
      const {code, err} = await said(Estimate, 'llama-3 --method lora')
      assert.equal(code, 3)
      assert.match(err, /it tunes phi-4, /)
      assert.equal((await said(Estimate, 'someone/some-7b --catalog kaito')).code, 2)
      assert.equal((await said(Estimate, 'phi-4 --instance-type Standard_NC6s_v3')).code, 3)
      assert.equal((await said(Estimate, 'phi-4 --weights fp8')).code, 2)
    })
  })

  describe('models runtime', () => {
    it('shows the whole command line', async () => {
      const {code, out} = await said(Runtime, 'phi-3-mini --runtime vllm')
      assert.equal(code, 0)
      assert.match(out, /^--gpu-memory-utilization=0\.82$/m)
      assert.match(out, /^--served-model-name=phi-3-mini-4k-instruct$/m)
    })
    it('of an engine that cannot run it is about the other, and a no', async () => {
      const {code, out, err} = await said(Runtime, 'falcon-7b --runtime transformers --config')
      assert.equal(code, 3)
      assert.match(out, /^Runs with transformers: +no$/m)
      assert.match(out, /--model=tiiuae\/falcon-7b/)
      assert.match(out, /kv_cache_cpu_memory_utilization: 0\.5/)
      assert.match(err, /shown is vllm/)
    })
    it('compares both', async () => {
      const {out} = await said(Runtime, 'phi-3-mini --compatibility')
      assert.match(out, /^FEATURE +VLLM +TRANSFORMERS$/m)
      assert.match(out, /^strength of adapters +no +yes$/m)
      const {compatibility} = JSON.parse((await said(Runtime, 'phi-3-mini --compatibility -o json')).out)
      assert.equal(compatibility.length, 9)
    })
    it('of several nodes joins them', async () => {
      const {out} = await said(Runtime, 'llama-3.3-70b --instance-type Standard_NC24ads_A100_v4')
      assert.match(out, /^--distributed-executor-backend=ray$/m)
    })
  })

  it('are of the cloud of the nodes where the operator cannot be seen', async () => {
    const deployments = {group: 'apps', plural: 'deployments'}
    world.api.delete(deployments, 'kaito-workspace', 'kaito-workspace')
    const {code, out, err} = await said(Runtime, 'phi-4')
    assert.equal(code, 0, err)
    assert.match(out, /^On: +1 × Standard_/m)
    assert.match(err, /the operator's arguments cannot be read: azure/)
  })

  it('need no cluster', async () => {
    const {code, out, err} = await run(Estimate, ['phi-4', '--catalog', 'kaito', '--cloud', 'aws'], {plugin: 'models'})
    assert.equal(code, 0, err)
    assert.match(out, /^g6\.12xlarge/m)
  })
})
