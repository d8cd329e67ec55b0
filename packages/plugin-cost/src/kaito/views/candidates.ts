import {hoursPerMonth, quoteSource, rateText} from '@ome/pricing/quote'
import type {Block, View} from '@ome/sdk/view'
import {totalText, unknownPrice} from '../../domain/money.ts'
import {type BudgetChoice, taken} from '../domain/budget-choice.ts'
import type {Candidate, CostEstimate, Workload} from '../domain/candidates.ts'
import type {Period} from '../domain/kaito-cost.ts'
import {placeText} from '../domain/place.ts'
import {scopeNote} from './kaito-cost.ts'
import {priceNotes} from './price-notes.ts'

export const rate = ({usdPerHour}: Candidate): string =>
  usdPerHour === undefined ? unknownPrice : rateText(usdPerHour)
export const over = ({usdPerHour}: Candidate, hours: number): string =>
  usdPerHour === undefined ? unknownPrice : totalText(usdPerHour * hours)

export const candidateJson = (candidate: Candidate, hours?: number) => ({
  cloud: candidate.cloud,
  instanceType: candidate.row.instance.instanceType,
  nodes: candidate.nodes,
  gpus: candidate.gpus,
  usdPerHour: candidate.usdPerHour ?? null,
  ...(hours === undefined
    ? {}
    : {hours, totalUsd: candidate.usdPerHour === undefined ? null : candidate.usdPerHour * hours}),
  region: candidate.row.quote?.region ?? null,
  regionFrom: candidate.place.from,
  priceSource: candidate.row.quote ? quoteSource(candidate.row.quote) : null,
  priceDate: candidate.row.quote?.date ?? null,
  spot: candidate.row.quote?.isSpot ?? false,
  current: candidate.isCurrent,
})

export const workloadJson = ({resolved, method, replicas}: Workload) => ({
  model: resolved.preset,
  method: method ?? null,
  replicas,
  currency: 'USD',
})

/** A model's estimate over stretches of time. */
export interface EstimateOf {
  readonly estimate: CostEstimate
  readonly periods: readonly Period[]
  readonly breakdown: boolean
}

export const costEstimateView: View<EstimateOf> = {
  kind: 'CostEstimate',
  blocks: ({estimate, periods, breakdown}) => [
    {type: 'fields', rows: estimateRows(estimate)},
    {
      type: 'table',
      header: ['PERIOD', 'NODES', 'RATE', 'TOTAL'],
      rows: periods.map(({name, hours}) => [
        name,
        estimate.candidate.nodes,
        rate(estimate.candidate),
        over(estimate.candidate, hours),
      ]),
    },
    ...(breakdown ? breakdownBlocks(estimate, periods) : []),
  ],
  json: ({estimate, periods, breakdown}) => ({
    ...workloadJson(estimate.workload),
    ...candidateJson(estimate.candidate),
    totals: periods.map(({name, hours}) => ({
      period: name,
      hours,
      usd: estimate.candidate.usdPerHour === undefined ? null : estimate.candidate.usdPerHour * hours,
    })),
    ...(breakdown && {breakdown: estimate.parts, notPriced}),
  }),
}

function estimateRows({workload, candidate}: CostEstimate) {
  const {row, nodes, cloud} = candidate
  const {resolved, method, replicas} = workload
  const how = method === undefined ? '' : `, tuned with ${method}`
  const times = replicas === 1 ? '' : `, ${replicas} replicas`
  return [
    {label: 'Model', value: `${resolved.preset}${how}${times}`},
    {
      label: 'Machines',
      value: `${nodes} x ${row.instance.instanceType} (${cloud}), ${candidate.gpus} ${candidate.gpus === 1 ? 'GPU' : 'GPUs'}`,
    },
    {label: 'Price', value: row.quote ? quoteSource(row.quote) : 'not known'},
    {label: 'Region', value: placeText(candidate.place, cloud)},
    {label: 'Amounts', value: scopeNote},
  ]
}

const notPriced = ['disks and images', 'network traffic', 'system nodes', 'time until nodes are there']

function breakdownBlocks({candidate, parts}: CostEstimate, periods: readonly Period[]): readonly Block[] {
  const gpuHours = periods.map(({name, hours}) => `${(candidate.gpus * hours).toFixed(1)} in a ${name}`)
  const [only] = periods
  return [
    {
      type: 'fields',
      title: 'Breakdown',
      rows: [
        {label: 'nodes', value: candidate.nodes},
        {
          label: 'GPU-hours',
          value: periods.length === 1 && only ? (candidate.gpus * only.hours).toFixed(1) : gpuHours.join(', '),
        },
        ...parts.map(({what, value}) => ({label: what, value})),
        {label: 'not priced', value: notPriced.join(', ')},
      ],
    },
  ]
}

/** Types side by side, over some hours. */
export interface ComparisonOf {
  readonly workload: Workload
  readonly candidates: readonly Candidate[]
  readonly hours: number
}

export const comparisonView: View<ComparisonOf> = {
  kind: 'CostComparison',
  blocks: ({workload, candidates, hours}) => [
    {
      type: 'table',
      header: ['CLOUD', 'TYPE', 'NODES', 'GPUS', 'USD/H', 'TOTAL', 'REGION', 'DATE', 'NOW'],
      rows: candidates.map((each) => [
        each.cloud,
        each.row.instance.instanceType,
        each.nodes,
        each.gpus,
        rate(each),
        over(each, hours),
        each.row.quote?.region ?? '-',
        each.row.quote?.date ?? '-',
        each.isCurrent ? 'runs there' : '-',
      ]),
      ranks: ['keep', 'keep', undefined, undefined, 'keep', 'keep', undefined, undefined, undefined],
    },
    {
      type: 'text',
      text: `${workload.resolved.preset} for ${hours} h. ${priceNotes(candidates)}${scopeNote}`,
      tone: 'muted',
    },
  ],
  json: ({workload, candidates, hours}) => ({
    ...workloadJson(workload),
    hours,
    items: candidates.map((each) => candidateJson(each, hours)),
  }),
}

export interface ChoiceOf {
  readonly workload: Workload
  readonly choice: BudgetChoice
}

export const budgetChoiceView: View<ChoiceOf> = {
  kind: 'CostOptimization',
  blocks: ({workload, choice}) => [choiceTable(choice), ...choiceNotes(workload, choice)],
  json: ({workload, choice: {allowance, best, shortfall, candidates}}) => {
    const hours = allowance.kind === 'hourly' ? undefined : allowance.hours
    return {
      ...workloadJson(workload),
      ...(allowance.kind === 'hourly' ? {maxHourlyUsd: allowance.usd} : {budgetUsd: allowance.usd, hours}),
      within: best !== undefined,
      best: best ? candidateJson(best, hours) : null,
      ...(allowance.kind === 'hourly'
        ? {smallestHourlyUsd: shortfall?.usd ?? null}
        : {smallestTotalUsd: shortfall?.usd ?? null, hoursBought: shortfall?.hoursBought ?? null}),
      items: candidates.map((each) => candidateJson(each, hours)),
    }
  },
}

function choiceTable({allowance, candidates}: BudgetChoice): Block {
  const isHourly = allowance.kind === 'hourly'
  return {
    type: 'table',
    header: ['TYPE', 'NODES', 'GPUS', 'USD/H', ...(isHourly ? ['MONTH'] : ['TOTAL']), 'WITHIN'],
    rows: candidates.map((each) => {
      const usd = taken(each, allowance)
      return [
        each.row.instance.instanceType,
        each.nodes,
        each.gpus,
        rate(each),
        over(each, isHourly ? hoursPerMonth : allowance.hours),
        usd === undefined ? '-' : usd <= allowance.usd ? 'yes' : 'no',
      ]
    }),
  }
}

const choiceNotes = (workload: Workload, choice: BudgetChoice): readonly Block[] => [
  {type: 'text', text: verdict(workload, choice)},
  {type: 'text', text: `${priceNotes(choice.candidates)}${scopeNote}`, tone: 'muted'},
]

function verdict({resolved}: Workload, {allowance, best, shortfall}: BudgetChoice): string {
  const isHourly = allowance.kind === 'hourly'
  const time = isHourly ? 'an hour' : `over ${allowance.hours} h`
  const asked = `${totalText(allowance.usd)} USD ${isHourly ? `${time} for ${resolved.preset}` : `for ${resolved.preset} ${time}`}`
  if (best) return `${asked}: enough, with ${best.nodes} x ${best.row.instance.instanceType}`
  if (!shortfall) return `${asked}: not known, no price is`
  const {usd, hoursBought, candidate} = shortfall
  const machines = `${candidate.nodes} x ${candidate.row.instance.instanceType}`
  if (hoursBought === undefined) return `${asked}: not enough; the least is ${rateText(usd)}, with ${machines}`
  return `${asked}: not enough; the smallest total is ${totalText(usd)}, with ${machines}; ${totalText(allowance.usd)} buys ${hoursBought.toFixed(2)} h of it`
}
