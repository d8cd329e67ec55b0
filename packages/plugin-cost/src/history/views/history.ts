import type {Block, View} from '@ome/sdk/view'
import {knownUsd, partly, totalText, unroundedNote} from '../../domain/money.ts'
import type {History, HistoryDay} from '../domain/history.ts'

export interface HistoryOf {
  readonly title: string
  readonly history: History
  /** Bars can be drawn with blocks. */
  readonly isUnicode: boolean
}

/** Of a bar; less where the terminal has no room for it behind the other columns. */
const widest = 30
const others = 40

export const historyView: View<HistoryOf> = {
  kind: 'CostHistory',
  blocks: ({title, history, isUnicode}, {room = widest + others}) => [
    {
      type: 'table',
      header: ['DAY', 'NODE-HOURS', 'USD', 'CHART'],
      rows: [
        ...history.days.map((day) =>
          rowOf(day, history, {isUnicode, columns: Math.max(5, Math.min(widest, room - others))}),
        ),
        totalRow(history),
      ],
      ranks: ['keep', undefined, 'keep', undefined],
    },
    ...trendBlock(history),
    {type: 'text', text: footnote(title, history), tone: 'muted'},
  ],
  json: ({title, history}) => ({
    object: title,
    currency: 'USD',
    source: history.source,
    prices: history.prices,
    items: history.days.map(({day, nodeHours, usd, isPartial}) => ({
      day,
      nodeHours: nodeHours ?? null,
      usd: usd === undefined ? null : knownUsd(usd, isPartial),
      partial: isPartial,
    })),
    nodeHours: history.nodeHours,
    totalUsd: knownUsd(history.usd, history.isPartial),
    partial: history.isPartial,
    gapDays: history.gaps,
    trend: history.trend ?? null,
  }),
}

interface Bar {
  readonly isUnicode: boolean
  readonly columns: number
}

function rowOf({day, nodeHours, usd, isPartial}: HistoryDay, {days}: History, {isUnicode, columns}: Bar) {
  if (nodeHours === undefined || usd === undefined) return [day, '-', '-', 'nothing recorded']
  const most = Math.max(...days.map((each) => each.usd ?? 0))
  const length = most === 0 ? 0 : Math.round((usd / most) * columns)
  return [day, nodeHours.toFixed(1), partly(usd, isPartial), (isUnicode ? '█' : '#').repeat(length) || '-']
}

const totalRow = ({nodeHours, usd, isPartial, gaps, days}: History) => [
  'total',
  nodeHours.toFixed(1),
  partly(usd, isPartial),
  gaps === 0 ? counted(days.length) : `${days.length - gaps} of ${counted(days.length)}`,
]

const counted = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`

function trendBlock({trend}: History): readonly Block[] {
  if (!trend) return []
  const {usd, beforeUsd, change} = trend
  const how = change === undefined ? '' : ` (${change >= 0 ? '+' : ''}${Math.round(change * 100)} %)`
  return [
    {
      type: 'text',
      text: `the last 7 days: ${totalText(usd)}, the 7 days before: ${totalText(beforeUsd)}${how}`,
    },
  ]
}

function footnote(title: string, {source, prices, gaps, areOfThen}: History): string {
  const open = gaps === 0 ? '' : ' Days without a record: nothing ran, or nobody looked.'
  return `${title}: hours from ${source}; prices ${areOfThen ? 'then' : 'of today'}: ${prices.join('; ') || 'none known'}. Days are 24 hours, named by the day they begin on (UTC); ${unroundedNote}.${open}`
}
