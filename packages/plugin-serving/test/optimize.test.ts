import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ListOptions, ResourceRef} from '@ome/sdk/kube'
import type {RunOptions} from '@ome/testkit/run'
import Optimize from '../src/commands/optimize.ts'
import Update from '../src/commands/update.ts'
import {type TestWorld, world} from './world.ts'

interface Option {
  readonly row: number
  readonly present: boolean
  readonly accelerator: string
  readonly tensorParallel: number
  readonly replicas: number
  readonly model: string
  readonly runtimeIsNew: boolean
  readonly tokensPerSecond: {readonly value: number; readonly basis: string; readonly from: string} | null
  readonly ttftSeconds: {readonly value: number; readonly basis: string} | null
  readonly usdPerHour: number | null
  readonly gpusFree: boolean
  readonly why: string | null
  readonly command: readonly string[]
}

interface Search {
  readonly recommended: number | null
  readonly options: readonly Option[]
  readonly load: {readonly kind: string; readonly requests?: number}
  readonly request: {readonly inputTokens: number; readonly outputTokens: number; readonly from: string}
  readonly fallen: {
    readonly count: number
    readonly items?: readonly {readonly what: string; readonly reason: string}[]
  }
  readonly notes: readonly string[]
  readonly notSearched?: string
}

describe('ome optimize, the other ways to run a service', () => {
  let cluster: TestWorld
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ome-optimize-'))
    cluster = await world({scenario: 'tour-ome'})
  })
  after(async () => {
    rmSync(folder, {recursive: true, force: true})
    await cluster.stop()
  })

  const run = (words: string, options?: RunOptions) => cluster.pass(Optimize, words.split(' '), options)
  const search = async (words: string, options?: RunOptions): Promise<Search> =>
    JSON.parse((await run(`${words} -o json`, options)).out).search
  /** A cluster whose lists are changed on their way. */
  const listing =
    (change: (list: {readonly resource: string; readonly objects: readonly KubeObject[]}) => readonly KubeObject[]) =>
    async (...args: Parameters<TestWorld['kube']>): Promise<KubeClient> => {
      const client = await cluster.kube(...args)
      const list = async (resource: ResourceRef, how?: ListOptions) => [
        ...change({resource: resource.plural, objects: await client.list(resource, how)}),
      ]
      return Object.create(client, {list: {value: list}})
    }
  const present = ({options}: Search): Option => {
    const found = options.find((option) => option.present)
    assert.ok(found)
    return found
  }

  it('are a table by cost, with the present one in it, the recommended one, and the lines that bring it about', async () => {
    const {out, code, err} = await run('service prod-llama')

    assert.match(out, /^FINDING +EVIDENCE/)
    assert.match(
      out,
      /\nOptions\na load of 38\d tokens\/s \(measured\), requests of 420 tokens in and 160 out \(measured\); /,
    )
    assert.match(out, /\n# +REPLICAS +GPUS +MODEL +CONTEXT +TOKENS\/S +TTFT +ITL +\$\/H +FIGURES +NOTE\n/)
    assert.match(out, /\n1 +1 +2 × nvidia-a100 +llama-3-3-70b-fp8 \(fp8\) +131072 .* 6\.86 +estimated +recommended\n/)
    assert.match(out, / 3 +4 × nvidia-h100 +llama-3-3-70b \(bf16\) .* 82\.56 +ttft, itl measured +present; /)
    assert.match(
      out,
      /\nRecommended\nrow 1 for cost, with at least 6\d\d tokens\/s \(the mean load, .*; saves \$75\.70 an hour\nprice: accelerator class nvidia-a100\n/,
    )
    assert.match(
      out,
      /\nome create runtime --from vllm-llama-3-3-70b --name vllm-llama-3-3-70b-2gpu --for llama-3-3-70b-fp8 --set gpus=2\nome update service prod-llama -n default --model llama-3-3-70b-fp8 --runtime vllm-llama-3-3-70b-2gpu /,
    )
    assert.match(err, /estimates are corrected as the present configuration was measured by 3 pods/)
    assert.equal(code, 0)
  })

  it('as data have every figure with its basis, price and command', async () => {
    const found = await search('prod-llama')
    const now = present(found)

    assert.deepEqual([now.accelerator, now.tensorParallel, now.replicas, now.usdPerHour], ['nvidia-h100', 4, 3, 82.56])
    assert.deepEqual([now.tokensPerSecond?.basis, now.ttftSeconds?.basis], ['estimated', 'measured'])
    assert.match(
      now.tokensPerSecond?.from ?? '',
      /memory bandwidth x 0\.8.*H100-SXM of the accelerator table; corrected by 3 pods/,
    )
    assert.deepEqual(now.command, [])
    assert.ok(found.options.every((option) => option.present || option.command.length > 0))
    assert.ok(found.options.every(({usdPerHour}) => usdPerHour !== null && usdPerHour > 0))
  })

  it('change nothing but what they need: a model alone for the runtime that takes both', async () => {
    const {options} = await search('prod-llama --goal throughput')
    const same = options.find(
      ({accelerator, tensorParallel, replicas, model}) =>
        accelerator === 'nvidia-h100' && tensorParallel === 4 && replicas === 3 && model === 'llama-3-3-70b-fp8',
    )
    assert.deepEqual(same?.command, ['ome update service prod-llama -n default --model llama-3-3-70b-fp8'])
  })

  it('have lines that the cluster takes', async () => {
    const {options} = await search('prod-llama')
    const lines = options
      .filter(({runtimeIsNew}) => !runtimeIsNew)
      .flatMap(({command}) => command)
      .filter((line) => line.startsWith('ome update '))
    assert.ok(lines.length > 2)
    for (const line of lines.slice(0, 4)) {
      const [, , ...words] = line.replaceAll("'", '').split(' ')
      const {code, err} = await cluster.pass(Update, [...words, '--dry-run'])
      assert.equal(code, 0, `${line}\n${err}`)
    }
  })

  it('say why the others fell out', async () => {
    const {fallen} = await search('prod-llama --explain')
    const reasons = (fallen.items ?? []).map(({what, reason}) => `${what}: ${reason}`)

    assert.ok(
      reasons.some((each) =>
        /^1 × nvidia-h100, llama-3-3-70b: needs 1\d\d GiB on each GPU, which has 72 GiB for it$/.test(each),
      ),
    )
    assert.ok(
      reasons.includes(
        '2 × nvidia-l40s, llama-3-3-70b-fp8: runtime vllm-llama-3-3-70b does not list accelerator nvidia-l40s',
      ),
    )
    assert.ok(reasons.some((each) => /is better in every respect$/.test(each)))
    assert.match((await run('prod-llama --explain')).out, /\nFell out\nWHAT +COUNT +REASON\n/)
    assert.equal((await search('prod-llama')).fallen.items, undefined)
  })

  it('keep what is asked for, or there is none, which is 3', async () => {
    const {options, recommended} = await search(
      'prod-llama --slo ttft.mean<=600ms --max-hourly 60 --min-throughput 1000',
    )
    const row = options.find((option) => option.row === recommended)
    assert.ok(
      row &&
        (row.usdPerHour ?? 99) <= 60 &&
        (row.tokensPerSecond?.value ?? 0) >= 1000 &&
        (row.ttftSeconds?.value ?? 9) <= 0.6,
    )

    const none = await run('prod-llama --slo itl.p95<=1ms')
    assert.match(none.out, /\nno option with .*itl\.p95<=1ms: see what fell out: --explain\n/)
    assert.equal(none.code, 3)
    const long = await run('mistral-dev --context-length 9000000')
    assert.match(long.out, /\nno option with a context of 9000000 tokens: see what fell out: --explain\n/)
  })

  it('of a service that nobody asks are about a usual request', async () => {
    const {request, recommended, options, notes} = await search('mistral-dev')

    assert.deepEqual(request, {inputTokens: 1024, outputTokens: 256, from: 'assumed: nobody asks it now'})
    assert.equal(options.find(({row}) => row === recommended)?.accelerator, 'nvidia-l40s')
    assert.ok(notes.some((note) => /no other weights of model mistral-7b/.test(note)))
    const typed = await search('mistral-dev --input-tokens 9000 --output-tokens 10')
    assert.deepEqual(typed.request, {inputTokens: 9000, outputTokens: 10, from: 'typed'})
  })

  it('have the price that is typed, or one that is unknown and no 0', async () => {
    assert.equal(present(await search('prod-llama --price 1')).usdPerHour, 12)
    const priceless: RunOptions = {
      kube: listing(({resource, objects}) =>
        resource === 'acceleratorclasses'
          ? objects.map((object) => ({...object, spec: {...object['spec'], cost: undefined}}))
          : resource === 'nodes'
            ? objects.map((object) => ({...object, metadata: {...object.metadata, labels: withoutType(object)}}))
            : objects,
      ),
    }
    const dark = await search('prod-llama', priceless)
    assert.ok(dark.options.length > 1 && dark.options.every(({usdPerHour}) => usdPerHour === null))
    assert.equal(dark.recommended, null)
    assert.match((await run('prod-llama', priceless)).out, /prices are not known: state one with --price or --prices\n/)
  })

  it('take a load test of the present configuration', async () => {
    const file = join(folder, 'run.json')
    const result = {
      completed: 64,
      output_throughput: 1900,
      max_concurrency: 96,
      total_input_tokens: 32_000,
      total_output_tokens: 12_800,
      mean_ttft_ms: 300,
      mean_itl_ms: 40,
      ome: {
        setup: {service: 'prod-llama', namespace: 'default', startedAt: '2026-11-20T00:00:00Z'},
        trust: {verdict: 'OK'},
      },
    }
    writeFileSync(file, JSON.stringify(result))
    const found = await search(`prod-llama --measured ${file}`)

    assert.deepEqual([found.load.kind, found.load.requests, found.request.inputTokens], ['at-once', 96, 500])
    const now = present(found)
    assert.deepEqual(now.tokensPerSecond, {value: 1900, basis: 'measured', from: `${file} of 2026-11-20`})
    const {code, err} = await run(`mistral-dev --measured ${file}`)
    assert.match(err, /was measured of service "prod-llama" in namespace "default", not of "mistral-dev"/)
    assert.equal(code, 2)
  })

  it('told by row: what it takes, and what --apply may do of it', async () => {
    const {options} = await search('prod-llama --max-replicas 5')
    const other = options.find(({command}) => command.length > 1)
    assert.ok(other)
    const told = await run(`prod-llama --max-replicas 5 --row ${other.row}`)
    assert.match(told.out, new RegExp(`\\nRow ${other.row}\\n\\d ×.*, ${other.model}, ${other.replicas} replicas?\\n`))
    const refused = await run(`prod-llama --max-replicas 5 --row ${other.row} --apply`)
    assert.match(refused.err, /changes more than replicas, which --apply leaves to you\nhint: ome create runtime /)
    assert.equal(refused.code, 1)
    const missing = await run('prod-llama --row 999')
    assert.match(missing.err, /there is no row 999: rows go from 1 to \d+/)
    assert.equal(missing.code, 2)
  })

  it('that differ in replicas alone are applied, with a yes', async () => {
    const {options} = await search('mistral-dev --price 3')
    const more = options.find(
      ({accelerator, tensorParallel, replicas}) =>
        accelerator === 'nvidia-h100' && tensorParallel === 1 && replicas > 1,
    )
    const rows = more ? [more] : (await search('mistral-dev --goal throughput --max-hourly 60')).options
    const row = rows.find(({command}) => command.length === 1 && command[0]?.startsWith('ome scale '))
    assert.ok(row)
    const words = more ? 'mistral-dev --price 3' : 'mistral-dev --goal throughput --max-hourly 60'
    const asked = await run(`${words} --row ${row.row} --apply`)
    assert.match(asked.err, /this needs a yes: Change the replicas of service "mistral-dev"\?/)
    const {out, code} = await run(`${words} --row ${row.row} --apply --yes`)
    assert.match(out, /^inferenceservice\/mistral-dev configured /)
    assert.deepEqual([code, cluster.service('mistral-dev')?.['spec'].engine.minReplicas], [0, row.replicas])
  })

  it('are shorter where no context is long enough', async () => {
    const found = await search('prod-llama --context-length 1000000')
    assert.deepEqual(
      found.options.map((option) => [option.present, option.why]),
      [[true, 'a context of 131072 of 1000000 tokens']],
    )
  })

  it('are not searched for where machines may not be read, and the findings stand', async () => {
    const kube = listing(({resource, objects}) => {
      if (resource === 'nodes') throw new OmeError('denied', 'nodes is forbidden')
      return objects
    })
    const {out, code} = await run('prod-llama -o json', {kube})
    const {items, search: searched} = JSON.parse(out)
    assert.ok(items.length > 0)
    assert.match(searched.notSearched, /^nodes and pods of the cluster may not be read/)
    assert.equal(code, 0)
  })

  for (const [words, code, said] of [
    [
      'workspace phi',
      2,
      /of KAITO on other machines is not known\nhint: .*ome cost optimize workspace phi --alternatives/,
    ],
    ['prod-llama --slo fast', 2, /--slo "fast" is no objective/],
    ['prod-llama --max-hourly 0', 2, /is no number of dollars above 0/],
    ['prod-llama --measured nothing.json', 4, /"nothing.json" not found/],
  ] as const)
    it(`${words}: ${code}`, async () => {
      const result = await run(words)
      assert.match(result.err, said)
      assert.deepEqual([result.code, result.out], [code, ''])
    })
})

const withoutType = ({metadata}: KubeObject): Record<string, string> => {
  const {'node.kubernetes.io/instance-type': _, ...labels} = metadata.labels ?? {}
  return labels
}
