import {figure} from '@ome/report-page/figure'
import type {Block, View} from '@ome/sdk/view'
import type {LatencyName, LoadReport} from '../../report/domain/report.ts'
import {tones, wayText} from '../../report/views/load-report.ts'
import type {Step, Sweep} from '../domain/steps.ts'

export const sweepTable: View<Sweep> = {
  kind: 'LoadSweep',
  name: ({steps}) => `loadsweep/${steps[0]?.report.setup.service ?? steps[0]?.report.setup.model ?? 'none'}`,
  json: (sweep) => sweepData(sweep),
  blocks: (sweep) => [{type: 'fields', rows: heading(sweep)}, table(sweep), ...doubts(sweep)],
}

/** Everything but the course of each run. */
export const sweepData = ({steps, best, ...rest}: Sweep) => ({
  ...rest,
  ...(steps[0] && {setup: steps[0].report.setup}),
  ...(best && {best: best.value}),
  steps: steps.map(stepData),
})

const unitOf = (by: Sweep['by']): string => (by === 'rps' ? ' requests/s' : ' at a time')

/** A step that has ended, in a line. */
export function stepLine(by: Sweep['by'], {value, goodShare, holds, report}: Step): string {
  const good = goodShare === undefined ? '' : `, ${percent(goodShare)} good: ${holds ? 'holds' : 'does not hold'}`
  return `${value}${unitOf(by)}: ${figure(report.rates.requests)} requests/s${good}, ${report.trust.verdict}`
}

const csvNames = ['ttft', 'tpot', 'itl', 'e2e'] as const

/** A row per step. */
export function sweepRows({by, steps}: Sweep): string {
  const header = [by, 'requests_per_s', 'output_tokens_per_s', 'failed', 'good_share', 'verdict']
  const percents = steps[0]?.report.latencies.e2e?.percentiles.map((each) => each.percent) ?? []
  const columns = csvNames.flatMap((name) => percents.map((percent) => ({name, percent})))
  const rows = steps.map(({value, goodShare, report}) => [
    value,
    report.rates.requests,
    report.rates.outputTokens,
    report.requests.failed,
    goodShare ?? '',
    report.trust.verdict,
    ...columns.map(
      ({name, percent}) => report.latencies[name]?.percentiles.find((each) => each.percent === percent)?.value ?? '',
    ),
  ])
  const titles = [...header, ...columns.map(({name, percent}) => `${name}_p${percent}_ms`)]
  return `${[titles, ...rows].map((row) => row.join(',')).join('\n')}\n`
}

const stepData = ({value, goodShare, holds, report}: Step) => {
  const {setup: _, moments: __, ...figures} = report
  return {value, ...(goodShare !== undefined && {goodShare, holds}), ...figures}
}

const percent = (share: number): string => `${figure(share * 100)} %`

function heading(sweep: Sweep) {
  const {steps, best, ended, objectives, wantedShare} = sweep
  const [first] = steps
  if (!first) return [{label: 'Steps', value: 'none was ended'}]
  const {setup, crew} = first.report
  const where = setup.service === undefined ? setup.url : `service ${setup.service} (namespace ${setup.namespace})`
  return [
    {label: 'Target', value: `${where}${setup.isSimulated ? ', simulated' : ''}`},
    {label: 'Way', value: wayText(setup, crew)},
    {label: 'Model', value: setup.model},
    {label: 'Prompts', value: `${setup.prompts}, seed ${setup.seed}`},
    ...(wantedShare === undefined
      ? []
      : [
          {label: 'Goal', value: `${percent(wantedShare)} of the requests within ${objectives.join(', ')}`},
          {
            label: 'Limit',
            value: limitText(sweep),
            tone: best ? ('good' as const) : ('bad' as const),
          },
        ]),
    ...(ended === undefined ? [] : [{label: 'Ended', value: ended}]),
  ]
}

function limitText({steps, by, best, bestIsLeast}: Sweep): string {
  if (!best)
    return steps.some(({holds}) => holds) ? 'not known: the generator is the limit where it holds' : 'none holds'
  const least = bestIsLeast ? 'at least ' : ''
  return `${least}${best.value}${unitOf(by)} (${figure(best.report.rates.goodput ?? 0)} good requests/s)`
}

function table({steps, by, wantedShare}: Sweep): Block {
  const hasGoal = wantedShare !== undefined
  const percents = steps[0]?.report.latencies.e2e?.percentiles.map((each) => each.percent) ?? []
  const tail = percents.at(-1) ?? 99
  return {
    type: 'table',
    title: 'Steps (latencies in ms)',
    header: [
      by === 'rps' ? 'RPS' : 'CONCURRENCY',
      'REQUESTS/S',
      'TOKENS/S',
      'TTFT P50',
      `TTFT P${tail}`,
      'ITL P50',
      'E2E P50',
      `E2E P${tail}`,
      'FAILED',
      ...(hasGoal ? ['GOOD', 'HOLDS'] : []),
      'TRUST',
    ],
    rows: steps.map(({value, goodShare, holds, report}) => [
      value,
      figure(report.rates.requests),
      figure(report.rates.outputTokens),
      at(report, 'ttft', 50),
      at(report, 'ttft', tail),
      at(report, 'itl', 50),
      at(report, 'e2e', 50),
      at(report, 'e2e', tail),
      report.requests.failed,
      ...(hasGoal ? [goodShare === undefined ? '-' : percent(goodShare), holds ? 'yes' : 'no'] : []),
      report.trust.verdict,
    ]),
    tones: steps.map(({holds, report}) => (holds === false ? 'bad' : tones[report.trust.verdict])),
  }
}

/** Marked where too few values tell it. */
function at({latencies}: LoadReport, name: LatencyName, percent: number): string {
  const found = latencies[name]?.percentiles.find((each) => each.percent === percent)
  return found ? `${figure(found.value)}${found.isTold ? '' : '?'}` : '-'
}

function doubts({steps}: Sweep): Block[] {
  const rows = steps.flatMap(({value, report}) =>
    report.trust.doubts.map(({rule, reason, verdict}) => ({
      label: `${value} ${rule}`,
      value: reason,
      tone: tones[verdict],
    })),
  )
  return rows.length === 0 ? [] : [{type: 'fields', title: 'Trust', rows}]
}
