import {figure} from '@ome/report-page/figure'
import {sparkline} from '@ome/sdk/text'
import {formatDuration} from '@ome/sdk/units'
import type {Block, Tone, View} from '@ome/sdk/view'
import type {Verdict} from '../../load/domain/trust.ts'
import {type LatencyName, type LoadReport, latencyNames} from '../domain/report.ts'

export const tones: Readonly<Record<Verdict, Tone>> = {OK: 'good', DEGRADED: 'warn', UNRELIABLE: 'bad'}

export const loadReport = (isUnicode: boolean): View<LoadReport> => ({
  kind: 'LoadReport',
  name: ({setup}) => `loadreport/${setup.service ?? setup.model}`,
  blocks: (report) => [
    {type: 'fields', rows: heading(report)},
    trust(report),
    {type: 'fields', title: 'Figures', rows: figures(report)},
    latencyTable(report),
    ...charts(report, isUnicode),
    ...failures(report),
    ...limits(report),
  ],
})

function heading({setup, durationMs, crew}: LoadReport) {
  const where = setup.service === undefined ? setup.url : `service ${setup.service} (namespace ${setup.namespace})`
  return [
    {label: 'Target', value: `${where}${setup.isSimulated ? ', simulated' : ''}`},
    {label: 'Way', value: wayText(setup, crew)},
    {label: 'Model', value: setup.model},
    {label: 'Load', value: `${setup.arrival}, ${setup.prompts}, seed ${setup.seed}`},
    {label: 'Time', value: formatDuration(Math.max(1000, Math.round(durationMs / 1000) * 1000))},
  ]
}

export const wayText = ({path, url}: LoadReport['setup'], crew: LoadReport['crew']): string => {
  if (path === 'tunnel') return 'tunnel through the API server'
  if (path === 'direct') return url
  return `${crew?.workers === 1 ? 'a worker' : `${crew?.workers} workers`} in the cluster, to ${url}`
}

function figures({requests, rates, tokens, concurrency, coldTtftMs}: LoadReport) {
  const {completed, failed, unfinished} = requests
  const lost = unfinished === 0 ? '' : `, ${unfinished} unfinished`
  return [
    {
      label: 'Requests',
      value: `${completed} ok, ${failed} failed${lost}`,
      ...(failed > 0 && {tone: 'warn' as const}),
    },
    {label: 'Rate', value: `${figure(rates.requests)} requests/s${goodput(rates.goodput)}`},
    {
      label: 'Tokens',
      value: `${figure(rates.outputTokens)} output tokens/s (peak ${figure(rates.peakOutputTokens)}), ${figure(rates.totalTokens)} with the prompts'`,
    },
    {
      label: 'Per answer',
      value:
        tokens.outputMin === undefined
          ? '-'
          : `${tokens.outputMin} to ${tokens.outputMax} tokens${tokens.perEvent === undefined ? '' : `, ${figure(tokens.perEvent)} per event`}`,
    },
    {label: 'Under way', value: `${figure(concurrency.mean)} on average, ${concurrency.max} at most`},
    ...(coldTtftMs === undefined ? [] : [{label: 'First of all', value: `${figure(coldTtftMs)} ms to first token`}]),
  ]
}

const goodput = (rate: number | undefined): string =>
  rate === undefined ? '' : `, ${figure(rate)} within the objectives`

const titles: Readonly<Record<LatencyName, string>> = {
  ttft: 'TTFT',
  tpot: 'TPOT',
  itl: 'ITL',
  e2e: 'E2E',
  queue: 'QUEUE',
  'e2e-with-queue': 'E2E+QUEUE',
}

function latencyTable({latencies}: LoadReport): Block {
  const known = latencyNames.flatMap((name) => (latencies[name] ? [{name, latency: latencies[name]}] : []))
  const percents = known[0]?.latency.percentiles.map(({percent}) => percent) ?? []
  return {
    type: 'table',
    title: 'Latencies (ms)',
    header: ['METRIC', 'MEAN', 'STD', 'MIN', ...percents.map((percent) => `P${percent}`), 'MAX', 'COUNT'],
    rows: known.map(({name, latency}) => [
      titles[name],
      figure(latency.mean),
      figure(latency.deviation),
      figure(latency.min),
      // A percentile of too few values is marked rather than left out: somebody will look for it.
      ...latency.percentiles.map(({value, isTold}) => `${figure(value)}${isTold ? '' : '?'}`),
      figure(latency.max),
      latency.count,
    ]),
  }
}

function charts({moments}: LoadReport, isUnicode: boolean): Block[] {
  if (moments.length < 3) return []
  const row = (label: string, values: readonly (number | undefined)[]) => ({
    label,
    value: sparkline(narrowed(values), isUnicode),
  })
  return [
    {
      type: 'fields',
      title: 'Over time',
      rows: [
        row(
          'completed/s',
          moments.map(({completed}) => completed),
        ),
        row(
          'tokens/s',
          moments.map(({outputTokens}) => outputTokens),
        ),
        row(
          'TTFT p50',
          moments.map(({ttftP50}) => ttftP50),
        ),
        row(
          'under way',
          moments.map(({inFlight}) => inFlight),
        ),
      ],
    },
  ]
}

const widest = 60

/** The mean of neighbours, so that a long run still fits a line. */
function narrowed(values: readonly (number | undefined)[]): readonly (number | undefined)[] {
  if (values.length <= widest) return values
  return Array.from({length: widest}, (_, at) => {
    const part = values.slice(
      Math.floor((at * values.length) / widest),
      Math.floor(((at + 1) * values.length) / widest),
    )
    const known = part.filter((value) => value !== undefined)
    return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length
  })
}

const failures = ({failures: found}: LoadReport): Block[] =>
  found.length === 0
    ? []
    : [
        {
          type: 'table',
          title: 'Failures',
          header: ['KIND', 'COUNT', 'FIRST MESSAGE'],
          rows: found.map(({kind, count, message}) => [kind, count, message]),
        },
      ]

const limits = ({limits: found}: LoadReport): Block[] =>
  found.length === 0
    ? []
    : [
        {
          type: 'table',
          title: 'Conditions',
          header: ['FAIL IF', 'FOUND', 'RESULT'],
          rows: found.map(({limit, found: value, fails}) => [
            limit,
            value === undefined ? 'not measured' : figure(value),
            fails ? 'fails' : 'ok',
          ]),
          tones: found.map(({fails}) => (fails ? 'bad' : 'good')),
        },
      ]

const trust = ({trust: {verdict, doubts}, generator}: LoadReport): Block => ({
  type: 'fields',
  title: 'Trust',
  rows: [
    {label: 'Verdict', value: verdict, tone: tones[verdict]},
    ...doubts.map(({rule, reason, verdict: how}) => ({label: rule, value: reason, tone: tones[how]})),
    {
      label: 'Generator',
      value: `busy ${Math.round(generator.utilization * 100)} %, its loop late by ${figure(generator.loopDelayMs.p99)} ms and requests by ${figure(generator.lateMs)} ms at p99: latencies ± ${figure(generator.statedErrorMs)} ms`,
    },
  ],
})
