import {hoursPerMonth, rateText} from '@ome/pricing/quote'
import {blockSections} from '@ome/report-page/block-sections'
import {shareChart} from '@ome/report-page/chart'
import {heading, page} from '@ome/report-page/page'
import type {FleetAnswer} from '@ome/sdk/fleet'
import {fleetBlocks, fleetItems} from '@ome/sdk/fleet-view'
import type {Block, View} from '@ome/sdk/view'
import {partly, sum, totalText, unknownPrice} from '../../domain/money.ts'
import {asOf, type CostPage} from './cost-page.ts'

/** What a page of several clusters takes beside that of one. */
export interface FleetPage<Model> extends CostPage<Model> {
  /** What an hour of it costs now. */
  readonly rate: (model: Model) => Rate
}

interface Rate {
  readonly usdPerHour: number
  /** Some of it has no known price. */
  readonly isPartial: boolean
}

interface ClusterRate {
  readonly cluster: string
  /** Absent where it did not answer. */
  readonly rate?: Rate
}

/** All clusters on one page: what each costs now, then what a terminal says of each. */
export function fleetPage<Model>(
  view: View<Model>,
  answers: readonly FleetAnswer<Model>[],
  {rate}: FleetPage<Model>,
  now: Date,
): string {
  const rates = answers.map(
    (answer): ClusterRate => ({cluster: answer.cluster, ...('value' in answer && {rate: rate(answer.value)})}),
  )
  const room = {width: 200, now, wide: true, allNamespaces: false}
  const parts = fleetItems(answers).flatMap((item) => [
    heading(`Cluster ${item.cluster}`),
    ...blockSections(fleetBlocks(view, item, room)),
  ])
  return page({
    title: `Cost of ${rates.length > few ? `${rates.length} clusters` : rates.map(({cluster}) => cluster).join(', ')}`,
    about: asOf(now),
    sections: [chartOf(rates), ...blockSections([tableOf(rates)]), ...parts],
  })
}

/** So many names fit into a title. */
const few = 4

const isKnown = ({usdPerHour, isPartial}: Rate): boolean => !isPartial || usdPerHour > 0

const chartOf = (rates: readonly ClusterRate[]): string =>
  shareChart({
    title: 'What runs now',
    unit: 'USD a month of 730 hours',
    rows: rates.map(({cluster, rate}) => ({
      label: cluster,
      value: rate && isKnown(rate) ? rate.usdPerHour * hoursPerMonth : undefined,
    })),
    write: totalText,
  })

function tableOf(rates: readonly ClusterRate[]): Block {
  const all: Rate = {
    usdPerHour: sum(rates.flatMap(({rate}) => rate?.usdPerHour ?? [])),
    isPartial: rates.some(({rate}) => rate?.isPartial ?? true),
  }
  return {
    type: 'table',
    header: ['CLUSTER', 'USD/H', 'MONTH'],
    rows: [...rates, {cluster: 'total', rate: all}].map(({cluster, rate}) => [cluster, ...amounts(rate)]),
  }
}

const amounts = (rate: Rate | undefined): readonly string[] =>
  rate === undefined
    ? [unknownPrice, unknownPrice]
    : [partly(rate.usdPerHour, rate.isPartial, rateText), partly(rate.usdPerHour * hoursPerMonth, rate.isPartial)]
