import {plain} from '@ome/sdk/text'
import {definitions, type LoadReport, latencyNames} from '../domain/report.ts'
import {chart, escaped} from './chart.ts'
import {figure} from './load-report.ts'
import {pageStyle, pageStyleDigest} from './page-style.ts'

/** One page that needs nothing else: no script, no network, and it prints. */
export function reportPage(report: LoadReport): string {
  const {setup} = report
  const title = `Load on ${setup.service ?? setup.url}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${pageStyleDigest}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${text(title)}</h1>
<p>${text(`${setup.startedAt}, model ${setup.model}${setup.isSimulated ? ', simulated engine' : ''}`)}</p>
${trust(report)}
${table('What was asked', ['What', 'Value'], asked(report))}
${table('What came of it', ['What', 'Value'], came(report))}
${latencies(report)}
<h2>Over time</h2>
${charts(report)}
${failures(report)}
${conditions(report)}
<details open><summary>What the words mean</summary><dl>${latencyNames
    .map((name) => `<dt>${name}</dt><dd>${text(definitions[name])}</dd>`)
    .join('')}</dl></details>
</main>
</body>
</html>
`
}

const text = (value: string): string => escaped(plain(value))

function trust({trust: {verdict, doubts}, generator}: LoadReport): string {
  const reasons = doubts.map(({rule, reason, verdict: how}) => `<li class="${how}">${text(`${rule}: ${reason}`)}</li>`)
  return `<h2>Trust</h2><p class="verdict ${verdict}">${verdict}</p>${
    reasons.length === 0 ? '' : `<ul>${reasons.join('')}</ul>`
  }<p>${text(
    `The generator was busy ${Math.round(generator.utilization * 100)} % of the time; latencies are right within ${figure(generator.statedErrorMs)} ms.`,
  )}</p>`
}

const asked = ({setup}: LoadReport): readonly (readonly string[])[] => [
  ['Address', setup.url],
  ['Way', setup.path === 'tunnel' ? 'tunnel through the API server' : 'direct'],
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
  const rows = known.map(({name, latency}) => [
    name,
    figure(latency.mean),
    ...latency.percentiles.map(({value, isTold}) => `${figure(value)}${isTold ? '' : ' ?'}`),
    figure(latency.max),
    String(latency.count),
  ])
  return `${table('Latencies in milliseconds', ['Metric', 'mean', ...percents, 'max', 'count'], rows, true)}<p>? = too few values for this percentile.</p>`
}

function charts({moments}: LoadReport): string {
  const of = (read: (moment: LoadReport['moments'][number]) => number | undefined) => moments.map(read)
  return [
    chart({
      title: 'Requests',
      unit: 'per second',
      lines: [
        {label: 'completed', values: of(({completed}) => completed)},
        {label: 'failed', values: of(({failed}) => failed)},
      ],
    }),
    chart({
      title: 'Time to first token',
      unit: 'ms',
      lines: [
        {label: 'median', values: of(({ttftP50}) => ttftP50)},
        {label: 'longest', values: of(({ttftMax}) => ttftMax)},
      ],
    }),
    chart({
      title: 'Output tokens',
      unit: 'per second',
      lines: [{label: 'tokens', values: of(({outputTokens}) => outputTokens)}],
    }),
    chart({title: 'Under way', unit: 'requests', lines: [{label: 'requests', values: of(({inFlight}) => inFlight)}]}),
  ].join('\n')
}

const failures = ({failures: found}: LoadReport): string =>
  found.length === 0
    ? ''
    : table(
        'Failures',
        ['Kind', 'Count', 'First message'],
        found.map(({kind, count, message}) => [kind, String(count), message]),
      )

const conditions = ({limits}: LoadReport): string =>
  limits.length === 0
    ? ''
    : table(
        'Conditions',
        ['Fail if', 'Found', 'Result'],
        limits.map(({limit, found, fails}) => [
          limit,
          found === undefined ? 'not measured' : figure(found),
          fails ? 'fails' : 'ok',
        ]),
      )

function table(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  isFigures = false,
): string {
  const cls = (index: number): string => (isFigures && index > 0 ? ' class="n"' : '')
  const head = header.map((word, index) => `<th scope="col"${cls(index)}>${text(word)}</th>`).join('')
  const body = rows.map(
    ([first = '', ...rest]) =>
      `<tr><th scope="row">${text(first)}</th>${rest.map((cell, index) => `<td${cls(index + 1)}>${text(cell)}</td>`).join('')}</tr>`,
  )
  return `<h2>${text(caption)}</h2><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
}
