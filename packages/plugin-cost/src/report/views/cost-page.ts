import {hoursPerMonth, rateText} from '@ome/pricing/quote'
import {blockSections} from '@ome/report-page/block-sections'
import {barChart, shareChart} from '@ome/report-page/chart'
import {page} from '@ome/report-page/page'
import type {Block, Page, View} from '@ome/sdk/view'
import {totalText} from '../../domain/money.ts'
import type {HistoryOf} from '../../history/views/history.ts'
import type {IdleReport} from '../../idle/domain/idle.ts'
import type {Candidate} from '../../kaito/domain/candidates.ts'
import type {AlternativesOf} from '../../kaito/views/alternatives.ts'
import type {ChoiceOf, ComparisonOf, EstimateOf} from '../../kaito/views/candidates.ts'
import type {PeriodCost} from '../../kaito/views/kaito-cost.ts'
import type {ServiceCost} from '../../spend/domain/cost-report.ts'
import {type NamespaceCost, namespaceRate} from '../../spend/views/namespace-cost.ts'

/** What a page shows of a model beside the words of its view. */
export interface CostPage<Model> {
  readonly title: (model: Model) => string
  readonly charts?: (model: Model) => readonly string[]
}

/** What a page of several clusters takes beside that of one. */
export interface FleetPage<Model> extends CostPage<Model> {
  /** What an hour of it costs now. */
  readonly rate: (model: Model) => Rate
}

export interface Rate {
  readonly usdPerHour: number
  /** Some of it has no known price. */
  readonly isPartial: boolean
}

/** How wide a page is, in the words of a terminal. */
export const pageRoom = (now: Date): Page => ({width: 200, now, wide: true, allNamespaces: false})

/** The same blocks as on a terminal, below charts, on a page for people who were not there. */
export function costPage<Model>(view: View<Model>, model: Model, {title, charts}: CostPage<Model>, now: Date): string {
  const blocks = view.blocks?.(model, pageRoom(now)) ?? []
  // What it is about stands first; then the picture, then the figures.
  const about = blocks.findIndex(({type}) => type !== 'fields')
  const [head, rest] = [blocks.slice(0, Math.max(0, about)), blocks.slice(Math.max(0, about))]
  return page({
    title: title(model),
    about: asOf(now),
    sections: [...blockSections(head), ...(charts?.(model) ?? []), ...blockSections(rest.map(withoutBars))],
  })
}

export const asOf = (now: Date): string => `As of ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Bars of a terminal are drawn as a chart here. */
function withoutBars(block: Block): Block {
  if (block.type !== 'table') return block
  const bars = block.header.indexOf('CHART')
  if (bars < 0) return block
  return {
    ...block,
    header: block.header.with(bars, 'NOTE'),
    rows: block.rows.map((cells) => cells.with(bars, /^[█#]+$/.test(String(cells[bars])) ? '' : cells[bars])),
  }
}

export const namespacePage: FleetPage<NamespaceCost> = {
  title: ({namespace}) => `Cost of namespace ${namespace}`,
  rate: namespaceRate,
  charts: ({services, objects}) => {
    const rows = [
      ...services.map(({name, usdPerMonth, isRatePartial}) => ({
        label: `service/${name}`,
        value: isRatePartial && usdPerMonth === 0 ? undefined : usdPerMonth,
      })),
      ...objects.map(({noun, name, usdPerHour}) => ({
        label: `${noun}/${name}`,
        value: usdPerHour === undefined ? undefined : usdPerHour * hoursPerMonth,
      })),
    ].sort((left, right) => (right.value ?? 0) - (left.value ?? 0))
    return rows.length === 0
      ? []
      : [shareChart({title: 'What runs now', unit: 'USD a month of 730 hours', rows, write: totalText})]
  },
}

export const servicePage: FleetPage<ServiceCost> = {
  title: ({namespace, name}) => `Cost of service ${namespace}/${name}`,
  rate: ({usdPerHour, isRatePartial}) => ({usdPerHour, isPartial: isRatePartial}),
  charts: ({usdPerHour, isRatePartial, cheaper = []}) => {
    if (cheaper.length === 0) return []
    const here = {label: 'now', value: isRatePartial ? undefined : usdPerHour}
    const there = cheaper.map(({accelerator, usdPerHour: value}) => ({label: accelerator, value}))
    return [shareChart({title: 'Now and elsewhere', unit: 'USD an hour', rows: [here, ...there], write: rateText})]
  },
}

export const historyPage: CostPage<HistoryOf> = {
  title: ({title}) => `What ${title} cost`,
  charts: ({history: {days}}) => [
    barChart({
      title: 'Cost of each day',
      unit: 'USD',
      ends: [days[0]?.day ?? '', days.at(-1)?.day ?? ''],
      values: days.map(({usd}) => usd),
      gap: 'nothing recorded',
    }),
  ],
}

/** Machines side by side by what an hour of them costs. */
const candidatesChart = (candidates: readonly Candidate[]): readonly string[] =>
  candidates.length === 0
    ? []
    : [
        shareChart({
          title: 'Machines that hold it',
          unit: 'USD an hour',
          rows: candidates.map(({cloud, row, usdPerHour}) => ({
            label: `${cloud} ${row.instance.instanceType} ${row.quote?.region ?? ''}`.trim(),
            value: usdPerHour,
          })),
          write: rateText,
        }),
      ]

export const kaitoPage: FleetPage<PeriodCost> = {
  title: ({cost: {noun, namespace, name}}) => `Cost of ${noun} ${namespace}/${name}`,
  rate: ({cost: {usdPerHour = 0, machines}}) => ({
    usdPerHour,
    isPartial: machines.some(({quote}) => quote === undefined),
  }),
}

export const estimatePage: CostPage<EstimateOf> = {
  title: ({estimate: {workload}}) => `What ${workload.resolved.preset} would cost`,
}

export const comparisonPage: CostPage<ComparisonOf> = {
  title: ({workload}) => `What ${workload.resolved.preset} would cost on other machines`,
  charts: ({candidates}) => candidatesChart(candidates),
}

export const budgetPage: CostPage<ChoiceOf> = {
  title: ({workload}) => `${workload.resolved.preset} within a budget`,
  charts: ({choice}) => candidatesChart(choice.candidates),
}

export const alternativesPage: CostPage<AlternativesOf> = {
  title: ({subject: {noun, namespace, name}}) => `Other machines for ${noun} ${namespace}/${name}`,
  charts: ({candidates}) => candidatesChart(candidates),
}

export const idlePage: CostPage<IdleReport> = {
  title: ({namespace}) => `GPUs without use in ${namespace === undefined ? 'the cluster' : `namespace ${namespace}`}`,
  charts: ({objects, free = []}) => {
    const rows = [
      ...objects.map(({namespace, owner, usdPerMonth}) => ({label: `${namespace} ${owner}`, value: usdPerMonth})),
      ...free.map(({product, usdPerMonth}) => ({label: `free ${product}`, value: usdPerMonth})),
    ]
    return rows.length === 0
      ? []
      : [shareChart({title: 'Without use', unit: 'USD a month of 730 hours', rows, write: totalText})]
  },
}
