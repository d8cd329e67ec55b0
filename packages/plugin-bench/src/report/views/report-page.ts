import {chart} from '@ome/report-page/chart'
import {figure} from '@ome/report-page/figure'
import {classOf, heading, page, table, text} from '@ome/report-page/page'
import {definitions, type LoadReport, latencyNames} from '../domain/report.ts'
import {tones, wayText} from './load-report.ts'

/** The page of a run. */
export function reportPage(report: LoadReport): string {
  const {setup} = report
  return page({
    title: `Load on ${setup.service ?? setup.url}`,
    about: `${setup.startedAt}, model ${setup.model}${setup.isSimulated ? ', simulated engine' : ''}`,
    sections: [
      trust(report),
      section('What was asked', ['What', 'Value'], asked(report)),
      section('What came of it', ['What', 'Value'], came(report)),
      latencies(report),
      heading('Over time'),
      ...charts(report),
      failures(report),
      conditions(report),
      `<details open><summary>What the words mean</summary><dl>${latencyNames
        .map((name) => `<dt>${name}</dt><dd>${text(definitions[name])}</dd>`)
        .join('')}</dl></details>`,
    ],
  })
}

const section = (title: string, header: readonly string[], rows: readonly (readonly string[])[]): string =>
  heading(title) + table({header, rows: rows.map((cells) => ({cells}))})

function trust({trust: {verdict, doubts}, generator}: LoadReport): string {
  const reasons = doubts.map(
    ({rule, reason, verdict: how}) => `<li${classOf(tones[how])}>${text(`${rule}: ${reason}`)}</li>`,
  )
  return `<h2>Trust</h2><p${classOf(tones[verdict], 'strong')}>${verdict}</p>${
    reasons.length === 0 ? '' : `<ul>${reasons.join('')}</ul>`
  }<p>${text(
    `The generator was busy ${Math.round(generator.utilization * 100)} % of the time; latencies are right within ${figure(generator.statedErrorMs)} ms.`,
  )}</p>`
}

const asked = ({setup, crew}: LoadReport): readonly (readonly string[])[] => [
  ['Address', setup.url],
  ['Way', wayText(setup, crew)],
  ['Requests', `${setup.arrival}, ${setup.api}`],
  ['Prompts', `${setup.prompts}, seed ${setup.seed}`],
]

const came = ({requests, rates, concurrency, tokens, durationMs}: LoadReport): readonly (readonly string[])[] => [
  ['Time', `${figure(durationMs / 1000)} s`],
  ['Requests', `${requests.completed} ok, ${requests.failed} failed, ${requests.unfinished} unfinished`],
  ['Requests per second', figure(rates.requests)],
  ...(rates.goodput === undefined ? [] : [['Within the objectives, per second', figure(rates.goodput)]]),
  ['Output tokens per second', `${figure(rates.outputTokens)}, ${figure(rates.peakOutputTokens)} at most`],
  ['Tokens', `${tokens.input} of prompts, ${tokens.output} of answers`],
  ['Under way', `${figure(concurrency.mean)} on average, ${concurrency.max} at most`],
]

function latencies({latencies: found}: LoadReport): string {
  const known = latencyNames.flatMap((name) => (found[name] ? [{name, latency: found[name]}] : []))
  const percents = known[0]?.latency.percentiles.map(({percent}) => `p${percent}`) ?? []
  const header = ['Metric', 'mean', ...percents, 'max', 'count']
  const rows = known.map(({name, latency}) => ({
    cells: [
      name,
      figure(latency.mean),
      ...latency.percentiles.map(({value, isTold}) => `${figure(value)}${isTold ? '' : ' ?'}`),
      figure(latency.max),
      String(latency.count),
    ],
  }))
  const figures = new Set(header.map((_, index) => index).slice(1))
  return `${heading('Latencies in milliseconds')}${table({header, rows, figures})}<p>? = too few values for this percentile.</p>`
}

function charts({moments}: LoadReport): readonly string[] {
  const of = (read: (moment: LoadReport['moments'][number]) => number | undefined) => moments.map(read)
  const ends = ['0 s', `${Math.max(1, moments.length)} s`] as const
  return [
    chart({
      title: 'Requests',
      unit: 'per second',
      ends,
      lines: [
        {label: 'completed', values: of(({completed}) => completed)},
        {label: 'failed', values: of(({failed}) => failed)},
      ],
    }),
    chart({
      title: 'Time to first token',
      unit: 'ms',
      ends,
      lines: [
        {label: 'median', values: of(({ttftP50}) => ttftP50)},
        {label: 'longest', values: of(({ttftMax}) => ttftMax)},
      ],
    }),
    chart({
      title: 'Output tokens',
      unit: 'per second',
      ends,
      lines: [{label: 'tokens', values: of(({outputTokens}) => outputTokens)}],
    }),
    chart({
      title: 'Under way',
      unit: 'requests',
      ends,
      lines: [{label: 'requests', values: of(({inFlight}) => inFlight)}],
    }),
  ]
}

const failures = ({failures: found}: LoadReport): string =>
  found.length === 0
    ? ''
    : section(
        'Failures',
        ['Kind', 'Count', 'First message'],
        found.map(({kind, count, message}) => [kind, String(count), message]),
      )

const conditions = ({limits}: LoadReport): string =>
  limits.length === 0
    ? ''
    : section(
        'Conditions',
        ['Fail if', 'Found', 'Result'],
        limits.map(({limit, found, fails}) => [
          limit,
          found === undefined ? 'not measured' : figure(found),
          fails ? 'fails' : 'ok',
        ]),
      )
