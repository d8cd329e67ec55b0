import {type Latency, type LatencyName, type LoadReport, latencyNames} from './report.ts'

const names: Readonly<Record<LatencyName, string>> = {
  ttft: 'ttft',
  tpot: 'tpot',
  itl: 'itl',
  e2e: 'e2el',
  queue: 'client_queue_time',
  'e2e-with-queue': 'e2el_including_client_queue',
}

/** The fields that `vllm bench serve --save-result` writes, so that its readers read ours, and `ome` with all we know. */
export function vllmResult(report: LoadReport): Readonly<Record<string, unknown>> {
  const {setup, requests, tokens, rates, concurrency} = report
  return {
    date: stamp(setup.startedAt),
    endpoint_type: setup.api === 'chat' ? 'openai-chat' : `openai-${setup.api}`,
    backend: setup.api === 'chat' ? 'openai-chat' : `openai-${setup.api}`,
    label: setup.service ?? null,
    model_id: setup.model,
    tokenizer_id: setup.model,
    num_prompts: requests.sent,
    request_rate: setup.rps ?? 'inf',
    burstiness: setup.burstiness ?? 1,
    max_concurrency: setup.concurrency ?? null,
    duration: report.durationMs / 1000,
    completed: requests.completed,
    failed: requests.failed,
    total_input_tokens: tokens.input,
    total_output_tokens: tokens.output,
    request_throughput: rates.requests,
    request_goodput: rates.goodput ?? null,
    output_throughput: rates.outputTokens,
    total_token_throughput: rates.totalTokens,
    max_output_tokens_per_s: rates.peakOutputTokens,
    max_concurrent_requests: concurrency.max,
    ...Object.assign({}, ...latencyNames.map((name) => statistics(names[name], report.latencies[name]))),
    ome: report,
  }
}

function statistics(name: string, latency: Latency | undefined): Readonly<Record<string, number>> {
  if (!latency) return {}
  const median = latency.percentiles.find(({percent}) => percent === 50)?.value ?? Number.NaN
  const percentiles = latency.percentiles.map(({percent, value}) => [`p${percent}_${name}_ms`, value])
  return {
    [`mean_${name}_ms`]: latency.mean,
    [`median_${name}_ms`]: median,
    [`std_${name}_ms`]: latency.deviation,
    ...Object.fromEntries(percentiles),
  }
}

const stamp = (iso: string): string => iso.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')

const latencyUnit = 'ms'

/** A row per figure: `metric,statistic,value,unit`. */
export function csvResult(report: LoadReport): string {
  const {requests, rates, tokens, concurrency} = report
  const rows: (readonly [string, string, number | undefined, string])[] = [
    ['duration', '', report.durationMs / 1000, 's'],
    ...Object.entries(requests).map(([name, value]) => ['requests', name, value, ''] as const),
    ['request-rate', '', rates.requests, '1/s'],
    ['goodput', '', rates.goodput, '1/s'],
    ['output-tokens', 'total', tokens.output, ''],
    ['output-tokens', 'rate', rates.outputTokens, '1/s'],
    ['input-tokens', 'total', tokens.input, ''],
    ['concurrency', 'mean', concurrency.mean, ''],
    ['concurrency', 'max', concurrency.max, ''],
  ]
  for (const name of latencyNames) {
    const latency = report.latencies[name]
    if (!latency) continue
    rows.push([name, 'mean', latency.mean, latencyUnit], [name, 'std', latency.deviation, latencyUnit])
    for (const {percent, value} of latency.percentiles) rows.push([name, `p${percent}`, value, latencyUnit])
  }
  rows.push(...report.failures.map(({kind, count}) => ['failures', kind, count, ''] as const))
  const lines = rows.flatMap(([metric, statistic, value, unit]) =>
    value === undefined ? [] : [`${metric},${statistic},${round(value)},${unit}`],
  )
  return `${['metric,statistic,value,unit', ...lines, `trust,verdict,${report.trust.verdict},`].join('\n')}\n`
}

const round = (value: number): number => Math.round(value * 1000) / 1000
