/** What the start-up benchmark of an engine wrote to its log. */
export interface BenchmarkTimes {
  readonly ttftMs: number
  readonly tpotMs: number
}

const marker = 'KAITO_BENCHMARK_RESULT '

/**
 * The times in a line of a log; undefined for other lines, and for a benchmark that failed (it writes -1). Source: KAITO
 * v0.12 `benchmark_entrypoint.py`.
 */
export function benchmarkTimes(line: string): BenchmarkTimes | undefined {
  const at = line.indexOf(marker)
  const brace = at < 0 ? -1 : line.indexOf('{', at)
  if (brace < 0) return undefined
  try {
    const value: unknown = JSON.parse(line.slice(brace))
    if (typeof value !== 'object' || value === null) return undefined
    const [ttftMs, tpotMs] = ['ttft_avg_ms', 'tpot_avg_ms'].map((key) => Reflect.get(value, key) as unknown)
    return typeof ttftMs === 'number' && typeof tpotMs === 'number' && ttftMs > 0 && tpotMs > 0
      ? {ttftMs, tpotMs}
      : undefined
  } catch {
    // A line that was cut off tells nothing.
    return undefined
  }
}
