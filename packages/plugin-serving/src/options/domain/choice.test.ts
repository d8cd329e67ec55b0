import assert from 'node:assert/strict'
import {choose, type Demands} from './choice.ts'
import {parseObjectives} from './objective.ts'
import type {Option} from './option.ts'

interface Given {
  readonly usd?: number | undefined
  readonly speed?: number
  readonly e2e?: number
  readonly free?: boolean
  readonly present?: boolean
  readonly context?: number
  readonly accelerator?: string
  readonly gpus?: number
}

function option(
  id: string,
  {usd, speed = 1000, e2e = 5, free = true, present = false, context = 8192, accelerator = 'h100', gpus = 4}: Given,
): Option {
  const figure = (value: number) => ({value, basis: 'estimated', from: 'a formula'}) as const
  return {
    id,
    accelerator,
    model: {name: 'llama', kind: 'ClusterBaseModel'},
    weightType: 'bf16',
    tensorParallel: gpus,
    nodes: 1,
    replicas: 1,
    gpus,
    contextTokens: context,
    runtime: {kind: 'existing', runtime: {name: 'r'} as never},
    requestsAtOnce: 8,
    throughput: figure(speed),
    ttft: figure(e2e / 10),
    itl: figure(e2e / 100),
    e2e,
    freeReplicas: free ? 1 : 0,
    isPresent: present,
    ...(usd !== undefined && {usdPerHour: usd, priceSource: 'a class'}),
  }
}

const plain: Demands = {goal: 'cost', objectives: [], isTyped: false}
const chosen = (options: readonly Option[], demands: Partial<Demands> = {}, spreads = {}) =>
  choose({options, present: options.find(({isPresent}) => isPresent), demands: {...plain, ...demands}, spreads})

const now = option('now', {usd: 20, present: true})
const cheap = option('cheap', {usd: 5, speed: 400, e2e: 9})
const fast = option('fast', {usd: 30, speed: 4000, e2e: 2})
const all = [now, cheap, fast]

describe('the choice among options', () => {
  for (const [what, demands, id] of [
    ['cost takes the cheapest', {}, 'cheap'],
    ['cost that carries the load takes the cheapest that does', {minThroughput: {value: 900, why: ''}}, 'now'],
    ['throughput takes the most', {goal: 'throughput'}, 'fast'],
    ['throughput for the money of now stays', {goal: 'throughput', maxHourly: {value: 20, why: ''}}, 'now'],
    ['latency takes the least', {goal: 'latency'}, 'fast'],
    ['an objective shuts out what misses it', {objectives: parseObjectives(['ttft<=600ms'])}, 'now'],
    ['a percentile counts as it was measured', {objectives: parseObjectives(['ttft.p95<=600ms'])}, 'fast'],
  ] as const)
    it(what, () => assert.equal(chosen(all, demands, {'ttft.p95': 2}).recommended?.id, id))

  it('holds an estimate between two figures by the slower one against an objective', () => {
    const wide: Option = {...cheap, ttft: {value: 0.3, highest: 0.45, basis: 'estimated', from: 'a formula'}, e2e: 1}
    const judged = (slo: string) => {
      const {recommended, fallen} = chosen([wide], {objectives: parseObjectives([slo])})
      return recommended?.id ?? fallen[0]?.reason
    }

    assert.equal(judged('ttft<=450ms'), 'cheap')
    assert.equal(judged('ttft<=400ms'), 'misses ttft<=400ms: 450 ms')
    assert.equal(judged('e2e<=1100ms'), 'misses e2e<=1100ms: 1150 ms')
  })

  it('is none where nothing keeps what was asked for', () => {
    const {recommended, rows, fallen} = chosen(all, {minThroughput: {value: 9999, why: ''}})

    assert.equal(recommended, undefined)
    assert.deepEqual(
      rows.map(({id, not}) => [id, not]),
      [['now', 'makes 1000 of 9999 tokens/s']],
    )
    assert.deepEqual(
      fallen.map(({reason}) => reason),
      ['makes 400 of 9999 tokens/s', 'makes 4000 of 9999 tokens/s'],
    )
  })

  it('never falls on what has no free GPUs, and shows it', () => {
    const busy = option('busy', {usd: 1, free: false})
    const {rows, recommended} = chosen([...all, busy])
    assert.deepEqual([rows[0]?.id, recommended?.id], ['busy', 'cheap'])
  })

  it('never falls on more GPUs than a quota leaves', () => {
    const maxGpus = {value: 3, why: 'quota team'}
    const small = option('small', {usd: 6, gpus: 2, speed: 500, e2e: 8})
    const {recommended, rows} = chosen([...all, small], {maxGpus})
    assert.deepEqual([recommended?.id, rows[0]?.not], ['small', 'quota team leaves 3 of 4 GPUs'])
  })

  it('never falls on an unknown price, and shows it last', () => {
    const dark = option('dark', {usd: undefined, speed: 1, e2e: 90, accelerator: 'x'})
    const {rows, recommended} = chosen([dark, ...all])
    assert.deepEqual([rows.at(-1)?.id, recommended?.id], ['dark', 'cheap'])
    assert.equal(chosen([dark, ...all], {maxHourly: {value: 10, why: ''}}).rows.at(-1)?.not, 'its price is not known')
  })

  it('holds unknown prices of one accelerator against each other', () => {
    const [less, more] = [option('less', {usd: undefined}), option('more', {usd: undefined, gpus: 8})]
    assert.deepEqual(
      chosen([less, more]).rows.map(({id}) => id),
      ['less'],
    )
  })

  it('shows a shorter context than now without falling on it', () => {
    const short = option('short', {usd: 1, context: 4096})
    const minContext = {value: 8192, isTyped: false}
    assert.equal(chosen([...all, short], {minContext}).recommended?.id, 'cheap')
    assert.equal(chosen([...all, short], {minContext}).rows[0]?.not, 'a context of 4096 of 8192 tokens')
    assert.ok(
      !chosen([...all, short], {minContext: {...minContext, isTyped: true}}).rows.some(({id}) => id === 'short'),
    )
    assert.equal(chosen([...all, short]).recommended?.id, 'short')
  })

  it('keeps the present row where something beats it, and says what', () => {
    const better = option('better', {usd: 10, speed: 2000, e2e: 4})
    const {rows} = chosen([now, better])
    assert.deepEqual(
      rows.map(({id, dominatedBy}) => [id, dominatedBy]),
      [
        ['better', undefined],
        ['now', 1],
      ],
    )
  })

  it('names what beats an option as it names the option', () => {
    const beaten = {...option('beaten', {usd: 40, speed: 10, e2e: 60}), replicas: 2, freeReplicas: 2}
    assert.deepEqual(
      chosen([fast, beaten]).fallen.map(({what, reason}) => `${what}: ${reason}`),
      ['4 × h100, llama, 2 replicas: 4 × h100, llama, 1 replica is better in every respect'],
    )
  })

  it('of equals keeps what is there', () => {
    assert.equal(chosen([option('a-twin', {usd: 20}), now]).recommended?.id, 'now')
  })
})

describe('objectives', () => {
  it('name a metric, a statistic and a time', () =>
    assert.deepEqual(parseObjectives(['ttft.p95<=500ms,itl < 2s', 'e2e.p99<=1m']), [
      {text: 'ttft.p95<=500ms', metric: 'ttft', statistic: 'p95', seconds: 0.5},
      {text: 'itl < 2s', metric: 'itl', statistic: 'mean', seconds: 2},
      {text: 'e2e.p99<=1m', metric: 'e2e', statistic: 'p99', seconds: 60},
    ]))

  for (const text of ['ttft', 'ttft.p95', 'ttft.p96<=1s', 'tpot<=1s', 'ttft>=1s', 'ttft<=soon', 'ttft<=0s', ''])
    it(`"${text}" is none`, () => assert.throws(() => parseObjectives([text]), /is no objective/))
})
