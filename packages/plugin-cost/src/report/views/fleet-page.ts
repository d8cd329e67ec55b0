import {hoursPerMonth, rateText} from '@ome/pricing/quote'
import {blockSections} from '@ome/report-page/block-sections'
import {shareChart} from '@ome/report-page/chart'
import {heading, page} from '@ome/report-page/page'
import type {Block} from '@ome/sdk/view'
import {partly, sum, totalText, unknownPrice} from '../../domain/money.ts'
import {asOf, type Rate} from './cost-page.ts'

interface ClusterRate {
  readonly cluster: string
  /** Absent where it did not answer. */
  readonly rate?: Rate | undefined
}

/** One cluster on the page: what it costs now, and what a terminal says of it. */
export interface ClusterPart extends ClusterRate {
  readonly blocks: readonly Block[]
}

/** All clusters on one page: what each costs now, then each for itself. */
export function fleetPage(parts: readonly ClusterPart[], now: Date): string {
  const names = parts.map(({cluster}) => cluster)
  return page({
    title: `Cost of ${names.length > few ? `${names.length} clusters` : names.join(', ')}`,
    about: asOf(now),
    sections: [
      chartOf(parts),
      ...blockSections([tableOf(parts)]),
      ...parts.flatMap(({cluster, blocks}) => [heading(`Cluster ${cluster}`), ...blockSections(blocks)]),
    ],
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
