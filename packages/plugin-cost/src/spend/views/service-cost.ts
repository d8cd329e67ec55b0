import {rateText} from '@ome/pricing/quote'
import {formatDuration} from '@ome/sdk/units'
import type {Block, View} from '@ome/sdk/view'
import {knownUsd, partly, totalText, unknownPrice, unroundedNote} from '../../domain/money.ts'
import {hourMs, hoursOf} from '../../domain/span.ts'
import {optionContext} from '../domain/cheaper.ts'
import type {ServiceCost} from '../domain/cost-report.ts'
import type {CostRow} from '../domain/service-cost.ts'
import {tokenText} from './token-text.ts'

const header = ['ITEM', 'QUANTITY', 'PRICE', 'COST', 'SOURCE']

export const serviceCostView: View<ServiceCost> = {
  kind: 'ServiceCost',
  blocks: (cost) => [
    {type: 'fields', rows: headRows(cost)},
    {
      type: 'table',
      header,
      rows: [...cost.rows.map(rowOf), ...sums(cost)],
      ranks: ['keep', 'keep', undefined, 'keep', undefined],
    },
    ...tokenBlock(cost),
    ...projectionBlock(cost),
    ...cheaperBlock(cost),
  ],
  json: serviceCostJson,
  name: ({name}) => `inferenceservice.ome.io/${name}`,
}

function headRows({namespace, name, gpus, coverage}: ServiceCost) {
  const hours = hoursOf(coverage.asked)
  const known = `${days(coverage.hours)} of ${days(hours)}, from ${coverage.source}`
  return [
    {label: 'Service', value: `${namespace}/${name}`},
    {label: 'GPUs now', value: gpus},
    {label: 'Known', value: [known, coverage.gap ?? coverage.note].filter(Boolean).join('; ')},
    {label: 'Amounts', value: `USD, on demand, without taxes; a month has 730 hours; ${unroundedNote}`},
  ]
}

/** Whole days and hours: finer is not known. */
const days = (hours: number): string =>
  hours >= 24 ? formatDuration(Math.round(hours) * hourMs) : formatDuration(hours * hourMs)

function rowOf({item, quantity, unit, usdPerUnit, usd, isIncluded, source}: CostRow) {
  const amount = `${quantity.toFixed(quantity < 10 ? 2 : 1)} ${unit}`
  if (isIncluded) return [item, amount, '-', 'included', source]
  return [
    item,
    amount,
    usdPerUnit === undefined ? unknownPrice : rateText(usdPerUnit),
    usd === undefined ? unknownPrice : totalText(usd),
    source,
  ]
}

function sums({usd, isPartial, usdPerHour, usdPerMonth, isRatePartial, rows}: ServiceCost) {
  const nothing = rows.length === 0 ? 'nothing of it ran' : 'all of the above'
  return [
    ['total', '-', '-', partly(usd, isPartial), isPartial ? 'without what has no known price' : nothing],
    [
      'month',
      '730 h',
      partly(usdPerHour, isRatePartial, rateText),
      partly(usdPerMonth, isRatePartial),
      'what runs now',
    ],
  ]
}

function tokenBlock({tokens, benchmarks = []}: ServiceCost): readonly Block[] {
  return [...(tokens ? [tokens] : []), ...benchmarks].map((each) => ({type: 'text', text: tokenText(each)}))
}

function projectionBlock({projected, isRatePartial}: ServiceCost): readonly Block[] {
  if (!projected) return []
  const {monthToDateUsd, monthEndUsd, atLeast, atMost, isPartial, gap} = projected
  const amount = (usd: number): string => partly(usd, isPartial)
  const month = gap === undefined ? 'calendar month, UTC' : `calendar month, UTC; ${gap}`
  const bounds = [atLeast, atMost].flatMap((usd) => (usd === undefined ? [] : [partly(usd, isRatePartial)]))
  return [
    {
      type: 'fields',
      title: 'Projected',
      rows: [
        {label: 'this month so far', value: `${amount(monthToDateUsd)} (${month})`},
        {label: 'this month in all', value: `${amount(monthEndUsd)} at the present rate`},
        ...(bounds.length < 2
          ? []
          : [{label: 'a month', value: `${bounds.join(' to ')} between its bounds of replicas`}]),
      ],
    },
  ]
}

function cheaperBlock({cheaper = []}: ServiceCost): readonly Block[] {
  if (cheaper.length === 0) return []
  return [
    {
      type: 'table',
      title: `Cheaper by memory (estimate, ${optionContext} tokens of context; speed not compared)`,
      header: ['ACCELERATOR', 'GPUS/REPLICA', 'USD/H', 'SAVING/MONTH', 'SOURCE'],
      rows: cheaper.map(({accelerator, gpusPerReplica, usdPerHour, savingPerMonth, source}) => [
        accelerator,
        gpusPerReplica,
        rateText(usdPerHour),
        totalText(savingPerMonth),
        source,
      ]),
    },
  ]
}

export function serviceCostJson(cost: ServiceCost): Record<string, unknown> {
  const {coverage, rows, tokens, benchmarks, cheaper, projected, usd, isPartial, isRatePartial} = cost
  return {
    name: cost.name,
    namespace: cost.namespace,
    currency: 'USD',
    gpus: cost.gpus,
    from: new Date(coverage.asked.fromMs).toISOString(),
    to: new Date(coverage.asked.toMs).toISOString(),
    coveredHours: coverage.hours,
    coverageSource: coverage.source,
    coverageGap: coverage.gap ?? null,
    items: rows.map(({item, quantity, unit, usdPerUnit, usd: cents, isIncluded, source}) => ({
      item,
      quantity,
      unit,
      usdPerUnit: usdPerUnit ?? null,
      usd: cents ?? null,
      included: isIncluded ?? false,
      source,
    })),
    totalUsd: knownUsd(usd, isPartial),
    partial: isPartial,
    usdPerHour: knownUsd(cost.usdPerHour, isRatePartial),
    monthUsd: knownUsd(cost.usdPerMonth, isRatePartial),
    monthPartial: isRatePartial,
    tokens: tokens ?? null,
    ...(benchmarks && {benchmarks}),
    ...(cheaper && {cheaper}),
    ...(projected && {projected}),
  }
}
