import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import {golden} from '@ome/testkit/golden'
import ModelsDescribe from '../src/commands/models/describe.ts'
import ModelsDiff from '../src/commands/models/diff.ts'
import ModelsEstimate from '../src/commands/models/estimate.ts'
import ModelsList from '../src/commands/models/list.ts'
import {scenario, type TestWorld} from './world.ts'

describe('models are looked at', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await scenario('tour-ome')
  })
  after(() => cluster.stop())
  const shows = (file: string, text: string) => golden(import.meta.dirname, `models-look/${file}`, text)

  describe('ome models list', () => {
    const list = (...argv: readonly string[]) => cluster.run(ModelsList, argv)

    it('lists both scopes', async () => {
      const {code, out, err} = await list('--namespace', 'ml-team')
      shows('list', out)
      assert.deepEqual([code, err], [0, ''])
    })

    it('narrows by scope, namespace and label', async () => {
      const names = async (...argv: readonly string[]) => (await list(...argv, '-o', 'name')).out.split('\n').length - 1
      assert.equal(await names('--scope', 'cluster'), 5)
      assert.equal(await names('--scope', 'namespace', '-A'), 2)
      assert.equal(await names('--scope', 'namespace'), 0)
      assert.equal(await names('-l', 'nothing=like-it'), 0)
    })

    it('says who uses them with -o wide and in JSON', async () => {
      assert.match((await list('-o', 'wide')).out, /USED-BY +AGE\n.*default\/prod-llama/)
      const {items, kind} = JSON.parse((await list('-o', 'json')).out)
      assert.equal(kind, 'ModelList')
      assert.ok(items[0].usedBy.includes('default/prod-llama'))
    })

    it('follows for as long as it is told', async () => {
      assert.equal((await list('--watch', '--timeout', '30ms')).code, 0)
    })

    it('follows every change until it is interrupted', async () => {
      const stop = new AbortController()
      cluster.requests.length = 0
      const done = cluster.run(ModelsList, ['--watch', '-A'], {
        signal: stop.signal,
        kube: (options) => cluster.kube(options, stop.signal),
        onWrite: (_stream, text) => {
          if (text.includes('fresh')) stop.abort()
        },
      })
      const watches = () => cluster.requests.filter(({path}) => path.includes('watch=true')).length
      while (watches() < 5) await new Promise((resolve) => setImmediate(resolve))
      cluster.api.create(
        {group: 'ome.io', plural: 'clusterbasemodels'},
        {
          apiVersion: 'ome.io/v1beta1',
          kind: 'ClusterBaseModel',
          metadata: {name: 'fresh'},
          spec: {storage: {storageUri: 'local:///raid/models/fresh'}},
        },
      )
      const {code, out} = await done
      cluster.api.delete({group: 'ome.io', plural: 'clusterbasemodels'}, 'fresh')
      assert.equal(code, 130)
      assert.match(out, /llama-3-3-70b .*fresh/s)
    })
  })

  describe('ome models describe', () => {
    const describes = (...argv: readonly string[]) => cluster.run(ModelsDescribe, argv)

    it('tells source, size, shape, nodes, users and runtimes', async () => {
      const {code, out, err} = await describes('llama-3-3-70b')
      shows('describe', out)
      assert.deepEqual([code, err], [0, ''])
    })

    it('tells the same of a model of the hub', async () => {
      const {code, out} = await describes('mistralai/Mistral-7B-Instruct-v0.3')
      shows('describe-hub', out)
      assert.equal(code, 0)
    })

    it('has a documented JSON shape', async () => {
      const {out} = await describes('mistral-7b', '-o', 'json')
      shows('describe.json', out)
    })

    it('tells why a model is stuck, and what it does not know', async () => {
      const {code, out} = await describes('custom-model', '-n', 'ml-team')
      shows('describe-stuck', out)
      assert.equal(code, 0)
    })

    it('knows neither an unknown name nor a wrong id', async () => {
      const missing = await describes('lama-3-3-70b')
      shows('missing', missing.err)
      assert.equal(missing.code, 4)
      assert.equal((await describes('a/b/c')).code, 2)
      assert.equal((await describes('no/such-model')).code, 4)
      assert.equal((await describes()).code, 2)
    })

    it('needs no cluster for a model of the hub', async () => {
      const kube = async () => Promise.reject(new OmeError('unreachable', 'the cluster does not answer'))
      const {code, out, err} = await cluster.run(ModelsDescribe, ['Qwen/Qwen3-8B'], {kube})
      assert.deepEqual([code, err], [0, 'note: nothing is known of a cluster: the cluster does not answer\n'])
      assert.match(out, /Architecture: +Qwen3ForCausalLM/)
      assert.equal((await cluster.run(ModelsDescribe, ['mistral-7b'], {kube})).code, 7)
    })
  })

  describe('ome models estimate', () => {
    const estimate = (...argv: readonly string[]) => cluster.run(ModelsEstimate, argv)

    it('explains the memory of one GPU line by line, with prices and their source', async () => {
      const {code, out, err} = await estimate('llama-3-3-70b')
      shows('estimate', out)
      assert.deepEqual([code, err], [0, ''])
    })

    it('asks what would be with other weights, longer requests and more of them', async () => {
      const {out} = await estimate(
        'llama-3-3-70b',
        '--weights',
        'int4',
        '--context-length',
        '32768',
        '--concurrency',
        '16',
        '--kv-cache',
        'fp8',
      )
      shows('estimate-what-if', out)
    })

    it('takes instance types of a cloud, priced by region', async () => {
      const {out} = await estimate(
        'Qwen/Qwen3-8B',
        '--instance-type',
        'p5.48xlarge',
        '--instance-type',
        'g6.12xlarge',
        '--region',
        'us-east-1',
        '-o',
        'json',
      )
      const {placements, ...rest} = JSON.parse(out)
      assert.equal(rest.weightSource, 'files')
      assert.deepEqual(
        placements.map((each: {accelerator: string; gpus: number; priceSource: string}) => [
          each.accelerator,
          each.gpus,
          each.priceSource !== null,
        ]),
        [
          ['L4', 1, true],
          ['H100-SXM', 1, true],
        ],
      )
      const [first] = placements
      const {weightBytes, activationBytes, overheadBytes, kvCacheBytes} = first.parts
      assert.equal(weightBytes + activationBytes + overheadBytes + kvCacheBytes, first.neededBytesPerGpu)
    })

    it('an unknown price is said, never 0', async () => {
      const {out} = await estimate('Qwen/Qwen3-8B', '--accelerator', 'H200')
      assert.match(out, /H200-SXM .* unknown\n/)
    })

    it('adds the accelerators that the cluster lacks', async () => {
      const {out} = await estimate('mistral-7b', '--all', '-o', 'json')
      const sources = new Set(JSON.parse(out).placements.map(({source}: {source: string}) => source))
      assert.deepEqual([...sources].sort(), ['accelerator table', 'cluster'])
    })

    it('leaves out the KV cache of a gated model without a token, and says so', async () => {
      const {code, out, err} = await estimate('meta-llama/Llama-3.3-70B-Instruct')
      assert.equal(code, 0)
      assert.match(err, /is gated: set HF_TOKEN/)
      assert.match(out, /not known: the KV cache is left out/)
    })

    it('has no figure for a model whose size nothing tells', async () => {
      const {code, err} = await estimate('custom-model', '-n', 'ml-team', '--offline')
      shows('estimate-unknown', err)
      assert.equal(code, 1)
    })

    for (const [argv, wanted] of [
      [['llama-3-3-70b', '--instance-type', 'x1.huge'], 4],
      [['llama-3-3-70b', '--accelerator', 'abacus'], 4],
      [['llama-3-3-70b', '--weights', 'int3'], 2],
      [['llama-3-3-70b', '--concurrency', '0'], 2],
      [['llama-3-3-70b', '--region', 'us-east-1'], 2],
    ] as const)
      it(`refuses ${argv.slice(1).join(' ')}`, async () => {
        const {code, out} = await estimate(...argv)
        assert.deepEqual([code, out], [wanted, ''])
      })
  })

  describe('ome models diff', () => {
    const diff = (...argv: readonly string[]) => cluster.run(ModelsDiff, argv)

    it('wants two models, and knows what a name too long meant', async () => {
      const {code, err} = await diff('llama-3-3-70b')
      assert.deepEqual([code, err.split('\n')[0]], [2, 'error: missing argument: other-model'])
      const long = await diff('llama-3-3-70b-instruct', 'mistral-7b')
      assert.match(long.err, /not found.*\nhint: did you mean llama-3-3-70b\?/)
    })

    it('shows what differs', async () => {
      const {code, out} = await diff('llama-3-3-70b', 'Qwen/Qwen2.5-72B-Instruct')
      shows('diff', out)
      assert.equal(code, 0)
    })

    it('a model is like itself', async () => {
      const {out} = await diff('mistral-7b', 'mistral-7b')
      assert.equal(out, 'mistral-7b and mistral-7b are alike in all that is known\n')
    })

    it('tells everything with --all and in JSON', async () => {
      assert.match(
        (await diff('mistral-7b', 'llama-3-3-70b', '--all')).out,
        /format +safetensors 1.0.0 +safetensors 1.0.0/,
      )
      const {rows} = JSON.parse((await diff('mistral-7b', 'llama-3-3-70b', '-o', 'json')).out)
      assert.ok(rows.some(({field, same}: {field: string; same: boolean}) => field === 'layers' && !same))
    })
  })
})
