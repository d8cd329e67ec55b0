import {at, fields, list, number, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'

import type {Figure, RunResult} from './load-result.ts'

/** The runs in a file of our own, of vLLM's benchmark, genai-bench or guidellm. Throws `usage` for anything else. */
export function readLoadResult(content: string, file: string): readonly RunResult[] {
  const value = json(content, file)
  if (Array.isArray(at(value, 'benchmarks'))) return guidellm(value, file)
  if (at(value, 'aggregated_metrics') !== undefined) return [genaiBench(value, file)]
  if (number(at(value, 'request_throughput')) !== undefined) return [vllm(value, file)]
  throw new OmeError('usage', `${file} is no result of a load test`, [
    'results of ome benchmark --save, vllm bench serve --save-result, genai-bench and guidellm are',
  ])
}

function json(content: string, file: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new OmeError('usage', `${file} is no JSON: ${error instanceof Error ? error.message : error}`, [], {
      cause: error,
    })
  }
}

type Figures = Readonly<Record<string, number | undefined>>

const known = (found: Figures): RunResult['figures'] =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && Number.isFinite(value)))

const latencies = ['ttft', 'tpot', 'itl', 'e2e'] as const

/** `vllm bench serve`, and ours, which has the same fields. */
function vllm(value: unknown, file: string): RunResult {
  const of = (name: string): number | undefined => number(at(value, name))
  const [completed, failed] = [of('completed'), of('failed')]
  const isOurs = at(value, 'ome') !== undefined
  const all = (completed ?? 0) + (failed ?? 0)
  const statistics = latencies.flatMap((name) => {
    const theirs = name === 'e2e' ? 'e2el' : name
    return [
      [`${name}.mean`, of(`mean_${theirs}_ms`)],
      [`${name}.p50`, of(`median_${theirs}_ms`)],
      [`${name}.p99`, of(`p99_${theirs}_ms`)],
    ] as const
  })
  const model = text(at(value, 'model_id'))
  const concurrency = of('max_concurrency')
  const verdict = text(at(value, 'ome', 'trust', 'verdict'))
  return {
    file,
    program: isOurs ? 'ome' : 'vllm',
    ...(model !== undefined && {model}),
    ...(concurrency !== undefined && {concurrency}),
    ...(verdict !== undefined && {verdict}),
    figures: known({
      'requests-per-second': of('request_throughput'),
      'output-tokens-per-second': of('output_throughput'),
      'total-tokens-per-second': of('total_token_throughput'),
      // Files of older versions do not tell failures.
      'error-rate': failed === undefined || all === 0 ? undefined : failed / all,
      ...Object.fromEntries(statistics),
    }),
    notes: [],
  }
}

/** Its times are seconds, and the error rate it writes is always 0: ours is made of its counts. */
function genaiBench(value: unknown, file: string): RunResult {
  const metrics = fields(at(value, 'aggregated_metrics'))
  const stats = metrics['stats']
  const of = (name: string): number | undefined => number(metrics[name])
  const ms = (metric: string, statistic: string): number | undefined => {
    const seconds = number(at(stats, metric, statistic))
    return seconds === undefined ? undefined : seconds * 1000
  }
  const statistics = (name: 'ttft' | 'tpot' | 'e2e', metric: string) =>
    (['mean', 'p50', 'p99'] as const).map((statistic) => [`${name}.${statistic}`, ms(metric, statistic)] as const)
  const [requests, errors, concurrency] = [of('num_requests'), of('num_error_requests'), of('num_concurrency')]
  const model = text(at(value, 'experiment_metadata', 'model'))
  return {
    file,
    program: 'genai-bench',
    ...(model !== undefined && {model}),
    ...(concurrency !== undefined && {concurrency}),
    figures: known({
      'requests-per-second': of('requests_per_second'),
      'output-tokens-per-second': of('mean_output_throughput_tokens_per_s'),
      'total-tokens-per-second': of('mean_total_tokens_throughput_tokens_per_s'),
      'error-rate': requests === undefined || requests === 0 ? undefined : (errors ?? 0) / requests,
      ...Object.fromEntries([
        ...statistics('ttft', 'ttft'),
        ...statistics('tpot', 'tpot'),
        ...statistics('e2e', 'e2e_latency'),
      ]),
    }),
    notes: [`${file}: genai-bench takes the first token with text for TTFT, where an engine sends a role before`],
  }
}

/** One run per strategy. Its time per output token has the first token in it: that of the others is its inter-token latency. */
function guidellm(value: unknown, file: string): readonly RunResult[] {
  return list(at(value, 'benchmarks')).map((benchmark, index) => {
    const metrics = at(benchmark, 'metrics')
    const of = (metric: string, statistic: string): number | undefined =>
      number(at(metrics, metric, 'successful', statistic))
    const statistics = (
      name: 'ttft' | 'tpot',
      metric: string,
      factor: number,
    ): (readonly [Figure, number | undefined])[] => {
      const percentile = number(at(metrics, metric, 'successful', 'percentiles', 'p99'))
      const scaled = (found: number | undefined) => (found === undefined ? undefined : found * factor)
      return [
        [`${name}.mean`, scaled(of(metric, 'mean'))],
        [`${name}.p50`, scaled(of(metric, 'median'))],
        [`${name}.p99`, scaled(percentile)],
      ]
    }
    const e2e = number(at(metrics, 'request_latency', 'successful', 'percentiles', 'p99'))
    const seconds = (found: number | undefined) => (found === undefined ? undefined : found * 1000)
    const totals = fields(at(metrics, 'request_totals'))
    const [all, errored] = [number(totals['total']), number(totals['errored'])]
    const strategy =
      text(at(benchmark, 'config', 'strategy', 'type_')) ?? text(at(benchmark, 'config', 'profile', 'type_'))
    return {
      file,
      program: 'guidellm',
      label: strategy ?? String(index + 1),
      figures: known({
        'requests-per-second': of('requests_per_second', 'mean'),
        'output-tokens-per-second': of('output_tokens_per_second', 'mean'),
        'total-tokens-per-second': of('tokens_per_second', 'mean'),
        'error-rate': all === undefined || all === 0 || errored === undefined ? undefined : errored / all,
        ...Object.fromEntries([
          ...statistics('ttft', 'time_to_first_token_ms', 1),
          ...statistics('tpot', 'inter_token_latency_ms', 1),
        ]),
        'e2e.mean': seconds(of('request_latency', 'mean')),
        'e2e.p50': seconds(of('request_latency', 'median')),
        'e2e.p99': seconds(e2e),
      }),
      notes:
        index > 0 ? [] : [`${file}: what guidellm calls inter-token latency is the others' TPOT, and stands there`],
    }
  })
}
