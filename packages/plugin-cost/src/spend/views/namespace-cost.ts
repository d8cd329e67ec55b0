import {hoursPerMonth, quoteSource, rateText} from '@ome/pricing/quote'
import type {Block, View} from '@ome/sdk/view'
import {knownUsd, partly, sum, totalText, unknownPrice, unroundedNote} from '../../domain/money.ts'
import {dayMs, hourMs, hoursOf} from '../../domain/span.ts'
import type {KaitoCost} from '../../kaito/domain/kaito-cost.ts'
import {kaitoCostJson} from '../../kaito/views/kaito-cost.ts'
import type {Projection, ServiceCost} from '../domain/cost-report.ts'
import {serviceCostJson} from './service-cost.ts'

const nothingThere: Block = {type: 'text', text: 'nothing there runs models'}

const serviceTable = (services: readonly ServiceCost[]): Block => ({
  type: 'table',
  header: ['NAME', 'GPUS', 'GPU-HOURS', 'COST', 'USD/H', 'MONTH', 'KNOWN'],
  rows: [...services.map(lineOf), totalLine(services)],
  ranks: ['keep', undefined, undefined, 'keep', undefined, undefined, undefined],
})

/** Where the calendar month ends, of services that were projected. */
function projectionTable(services: readonly ServiceCost[]): readonly Block[] {
  const found = services.flatMap(({name, projected}) => (projected ? [{name, ...projected}] : []))
  if (found.length === 0) return []
  const all = {
    name: 'total',
    monthToDateUsd: sum(found.map(({monthToDateUsd}) => monthToDateUsd)),
    monthEndUsd: sum(found.map(({monthEndUsd}) => monthEndUsd)),
    isPartial: found.some(({isPartial}) => isPartial),
  }
  return [
    {
      type: 'table',
      title: 'Projected: the calendar month (UTC) at the present rate',
      header: ['NAME', 'SO FAR', 'IN ALL', 'NOT KNOWN'],
      rows: [...found, all].map(({name, monthToDateUsd, monthEndUsd, isPartial, gap}: Projected) => [
        name,
        partly(monthToDateUsd, isPartial),
        partly(monthEndUsd, isPartial),
        gap ?? '-',
      ]),
      ranks: ['keep', undefined, 'keep', undefined],
    },
  ]
}

type Projected = Pick<Projection, 'monthToDateUsd' | 'monthEndUsd' | 'isPartial' | 'gap'> & {readonly name: string}

const objectTable = (objects: readonly KaitoCost[]): Block => ({
  type: 'table',
  title: 'KAITO',
  header: ['OBJECT', 'NODES', 'USD/H', 'MONTH', 'PRICE'],
  rows: [...objects.map(objectLine), objectTotal(objects)],
})

/** All of a namespace. */
export interface NamespaceCost {
  readonly namespace: string
  readonly services: readonly ServiceCost[]
  /** What KAITO runs. */
  readonly objects: readonly KaitoCost[]
}

export const namespaceCostView: View<NamespaceCost> = {
  kind: 'NamespaceCost',
  blocks: ({services, objects, namespace}) => [
    ...(services.length > 0 ? [serviceTable(services)] : []),
    ...projectionTable(services),
    ...(objects.length > 0 ? [objectTable(objects)] : []),
    ...(services.length + objects.length === 0 ? [nothingThere] : []),
    {
      type: 'text',
      text: `USD of namespace ${namespace}, on demand, without taxes; a month has 730 hours; ${unroundedNote}. Prices and their sources: ome cost ${services.length === 0 ? (objects[0]?.noun ?? 'service') : 'service'} NAME -n ${namespace}`,
      tone: 'muted',
    },
  ],
  json: (cost) => ({
    namespace: cost.namespace,
    currency: 'USD',
    items: cost.services.map(serviceCostJson),
    objects: cost.objects.map((each) => kaitoCostJson(each, [])),
    ...sumsOf(cost),
  }),
}

const gpuHours = ({rows}: ServiceCost): number =>
  rows.reduce((hours, {item, quantity}) => hours + (item === 'gpu' ? quantity : 0), 0)

function lineOf(cost: ServiceCost) {
  const {name, gpus, usd, isPartial, usdPerHour, usdPerMonth, isRatePartial, coverage} = cost
  return [
    name,
    gpus,
    gpuHours(cost).toFixed(1),
    partly(usd, isPartial),
    partly(usdPerHour, isRatePartial, rateText),
    partly(usdPerMonth, isRatePartial),
    `${(coverage.hours / (dayMs / hourMs)).toFixed(1)} of ${(hoursOf(coverage.asked) / (dayMs / hourMs)).toFixed(0)} days`,
  ]
}

function total(services: readonly ServiceCost[]) {
  return {
    usd: sum(services.map(({usd}) => usd)),
    isPartial: services.some(({isPartial}) => isPartial),
    isRatePartial: services.some(({isRatePartial}) => isRatePartial),
    usdPerHour: sum(services.map(({usdPerHour}) => usdPerHour)),
    usdPerMonth: sum(services.map(({usdPerMonth}) => usdPerMonth)),
  }
}

function totalLine(services: readonly ServiceCost[]) {
  const {usd, isPartial, usdPerHour, usdPerMonth, isRatePartial} = total(services)
  const [hour, month] = [partly(usdPerHour, isRatePartial, rateText), partly(usdPerMonth, isRatePartial)]
  return ['total', '-', '-', partly(usd, isPartial), hour, month, '-']
}

function objectLine({noun, name, nodes, usdPerHour, machines}: KaitoCost) {
  const sources = machines.map(({quote}) => (quote ? quoteSource(quote) : 'not known'))
  return [
    `${noun}/${name}`,
    nodes,
    usdPerHour === undefined ? unknownPrice : rateText(usdPerHour),
    usdPerHour === undefined ? unknownPrice : totalText(usdPerHour * hoursPerMonth),
    [...new Set(sources)].join('; ') || 'no GPU nodes of its own',
  ]
}

function objectSums(objects: readonly KaitoCost[]) {
  return {
    usdPerHour: objects.reduce((all, each) => all + (each.usdPerHour ?? 0), 0),
    isPartial: objects.some(({usdPerHour}) => usdPerHour === undefined),
  }
}

function objectTotal(objects: readonly KaitoCost[]) {
  const {usdPerHour, isPartial} = objectSums(objects)
  const nodes = objects.reduce((all, each) => all + each.nodes, 0)
  return ['total', nodes, partly(usdPerHour, isPartial, rateText), partly(usdPerHour * hoursPerMonth, isPartial), '-']
}

/** What an hour of everything there costs now. */
export function namespaceRate({services, objects}: NamespaceCost) {
  const [ofServices, ofObjects] = [total(services), objectSums(objects)]
  return {
    usdPerHour: ofServices.usdPerHour + ofObjects.usdPerHour,
    isPartial: ofServices.isRatePartial || ofObjects.isPartial,
  }
}

/** Of the services what was spent; of everything what an hour and a month cost now. */
function sumsOf(cost: NamespaceCost) {
  const {usd, isPartial} = total(cost.services)
  const rate = namespaceRate(cost)
  return {
    totalUsd: knownUsd(usd, isPartial),
    partial: isPartial || rate.isPartial,
    usdPerHour: knownUsd(rate.usdPerHour, rate.isPartial),
    monthUsd: knownUsd(rate.usdPerHour * hoursPerMonth, rate.isPartial),
  }
}
