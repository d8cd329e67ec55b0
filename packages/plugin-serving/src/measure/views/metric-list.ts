import {sparkline} from '@ome/sdk/text'
import type {Column, View} from '@ome/sdk/view'
import {type MetricRow, valueText, windowText} from '../domain/metric-rows.ts'
import {rowName, type Tick} from '../domain/trend.ts'

const columns: readonly Column<MetricRow>[] = [
  {header: 'METRIC', value: rowName},
  {
    header: 'VALUE',
    value: valueText,
    align: 'right',
    rank: 'keep',
    tone: ({value}) => (value === undefined ? 'muted' : undefined),
  },
  {header: 'UNIT', value: ({unit}) => unit, rank: 2},
  {header: 'SOURCE', value: sourceText, rank: 1},
]

const toJson = ({metric, quantile, value, relation, unit, source, windowSeconds, isLifetime, reason}: MetricRow) => ({
  metric,
  quantile: quantile ?? null,
  value: value ?? null,
  relation: value === undefined ? null : (relation ?? '='),
  unit,
  source,
  windowSeconds: windowSeconds ?? null,
  sinceStart: isLifetime === true,
  reason: reason ?? null,
})

export const metricList: View<readonly MetricRow[]> = {
  kind: 'ServiceMetricList',
  columns,
  json: toJson,
  name: (row) => `metric/${rowName(row)}`,
  empty: 'no metrics',
}

function sourceText({source, windowSeconds, isLifetime, reason}: MetricRow): string {
  if (windowSeconds === undefined) return reason ?? source
  return `${source}, ${windowText({seconds: windowSeconds, ...(isLifetime && {isLifetime})})}`
}

/** The same, followed: with lines of bars on a terminal, one line per look in a pipe. */
export const metricTicks = (isUnicode: boolean): View<Tick> => ({
  kind: 'ServiceMetrics',
  blocks: ({at, rows, notes}) => [
    {
      type: 'table',
      header: ['METRIC', 'VALUE', 'UNIT', 'TREND', 'SOURCE'],
      ranks: ['keep', 'keep', 3, 2, 1],
      rows: rows.map((row) => [
        rowName(row),
        valueText(row),
        row.unit,
        sparkline(row.trend, isUnicode),
        sourceText(row),
      ]),
      tones: rows.map(({value}) => (value === undefined ? 'muted' : undefined)),
    },
    {type: 'text', text: [timeText(at), ...notes].join('\n'), tone: 'muted'},
  ],
  line: ({at, rows}) =>
    [
      timeText(at),
      ...rows.map(
        (row) =>
          `${rowName(row)}=${row.value === undefined ? '-' : `${valueText(row).replace(' ', '')}${shortUnits[row.unit] ?? ''}`}`,
      ),
    ].join(' '),
  json: ({at, rows, notes}) => ({at: at.toISOString(), items: rows.map(toJson), notes}),
  name: () => 'metrics',
})

const shortUnits: Readonly<Record<string, string>> = {s: 's', '%': '%'}

const timeText = (at: Date): string => at.toISOString().slice(11, 19)
