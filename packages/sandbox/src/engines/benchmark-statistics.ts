/** One finished request of a load test; seconds. */
export interface Sample {
  readonly ttft: number
  readonly e2e: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** What happened in one run of a scenario at one level of concurrency. */
export interface Run {
  readonly scenario: string
  readonly concurrency: number
  readonly iterationType: 'num_concurrency' | 'batch_size'
  /** Seconds. */
  readonly duration: number
  readonly samples: readonly Sample[]
  /** Failures by HTTP status. */
  readonly errors: Readonly<Record<string, number>>
}

const quantile = (sorted: readonly number[], share: number): number => {
  const place = (sorted.length - 1) * share
  const low = sorted[Math.floor(place)] ?? 0
  const high = sorted[Math.ceil(place)] ?? low
  return low + (high - low) * (place - Math.floor(place))
}

function statistics(values: readonly number[]): Record<string, number> {
  const sorted = [...values].sort((a, b) => a - b)
  const sum = values.reduce((total, value) => total + value, 0)
  const mean = sum / Math.max(1, values.length)
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / Math.max(1, values.length)
  const shares = [25, 50, 75, 90, 95, 99].map((percent) => [`p${percent}`, quantile(sorted, percent / 100)] as const)
  const extremes = {min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0}
  return {...extremes, mean, stddev: Math.sqrt(variance), sum, ...Object.fromEntries(shares)}
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** The result file of one run, with the names of genai-bench (metrics protocol of 0.1). */
export function runResult({
  scenario,
  concurrency,
  iterationType,
  duration,
  samples,
  errors,
}: Run): Record<string, unknown> {
  const of = (value: (sample: Sample) => number): Record<string, number> => statistics(samples.map(value))
  const output = total(samples.map((sample) => sample.outputTokens))
  const input = total(samples.map((sample) => sample.inputTokens))
  const failed = total(Object.values(errors))
  const decode = ({e2e, ttft}: Sample): number => e2e - ttft
  return {
    scenario,
    num_concurrency: concurrency,
    batch_size: 1,
    iteration_type: iterationType,
    run_duration: duration,
    mean_output_throughput_tokens_per_s: output / Math.max(duration, 1e-9),
    mean_input_throughput_tokens_per_s: input / Math.max(duration, 1e-9),
    mean_total_tokens_throughput_tokens_per_s: (input + output) / Math.max(duration, 1e-9),
    requests_per_second: samples.length / Math.max(duration, 1e-9),
    error_codes_frequency: errors,
    error_rate: failed / Math.max(1, failed + samples.length),
    num_error_requests: failed,
    num_completed_requests: samples.length,
    num_requests: samples.length + failed,
    stats: {
      ttft: of((sample) => sample.ttft),
      tpot: of((sample) => decode(sample) / Math.max(1, sample.outputTokens - 1)),
      e2e_latency: of((sample) => sample.e2e),
      output_latency: of(decode),
      output_inference_speed: of((sample) => (sample.outputTokens - 1) / Math.max(decode(sample), 1e-9)),
      num_input_tokens: of((sample) => sample.inputTokens),
      num_output_tokens: of((sample) => sample.outputTokens),
      total_tokens: of((sample) => sample.inputTokens + sample.outputTokens),
      input_throughput: of((sample) => sample.inputTokens / Math.max(sample.ttft, 1e-9)),
      output_throughput: of((sample) => (sample.outputTokens - 1) / Math.max(decode(sample), 1e-9)),
    },
  }
}
