/** Metrics of one RAG service in Prometheus' text format. */
export interface RagMetrics {
  /** A request to an endpoint that took so long. */
  finished(endpoint: string, seconds: number, isSuccess: boolean, times?: number): void
  /** Work of the vector store. */
  stored(operation: 'insert' | 'delete' | 'query', seconds: number, isSuccess: boolean): void
  retrieved(scores: readonly number[]): void
  running(change: number): void
  text(): string
}

/** Endpoints with a histogram and a counter each. Source: KAITO v0.12 `presets/ragengine/metrics`. */
export const ragEndpoints = [
  'rag_chat',
  'rag_index',
  'rag_indexes',
  'rag_indexes_document',
  'rag_indexes_update_document',
  'rag_indexes_retrieve',
  'rag_indexes_delete_document',
  'rag_persist',
  'rag_load',
  'rag_delete_index',
] as const

const bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const countBounds = [1, 2, 5, 10, 20, 50, 100, 200, 300]
const scoreBounds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

interface Distribution {
  readonly counts: number[]
  sum: number
  count: number
}

class Histogram {
  readonly #name: string
  readonly #bounds: readonly number[]
  readonly #byLabels = new Map<string, Distribution>()

  constructor(name: string, limits: readonly number[]) {
    this.#name = name
    this.#bounds = limits
  }

  add(labels: string, value: number, times = 1): void {
    const found = this.#byLabels.get(labels) ?? {counts: this.#bounds.map(() => 0), sum: 0, count: 0}
    this.#byLabels.set(labels, found)
    found.sum += value * times
    found.count += times
    const index = this.#bounds.findIndex((bound) => value <= bound)
    if (index >= 0) found.counts[index] = (found.counts[index] ?? 0) + times
  }

  text(): string {
    const lines = [...this.#byLabels].flatMap(([labels, {counts, sum, count}]) => {
      let below = 0
      const joined = labels === '' ? '' : `${labels},`
      const own = labels === '' ? '' : `{${labels}}`
      const buckets = this.#bounds.map((bound, index) => {
        below += counts[index] ?? 0
        return `${this.#name}_bucket{${joined}le="${bound}"} ${below}`
      })
      return [
        ...buckets,
        `${this.#name}_bucket{${joined}le="+Inf"} ${count}`,
        `${this.#name}_sum${own} ${sum}`,
        `${this.#name}_count${own} ${count}`,
      ]
    })
    return `# HELP ${this.#name} ${this.#name}\n# TYPE ${this.#name} histogram\n${lines.map((line) => `${line}\n`).join('')}`
  }
}

const counterText = (name: string, values: ReadonlyMap<string, number>): string =>
  `# HELP ${name} ${name}\n# TYPE ${name} counter\n${[...values].map(([labels, value]) => `${name}{${labels}} ${value}\n`).join('')}`

/** Metrics that have counted nothing. */
export function ragMetrics(): RagMetrics {
  const latencies = new Map<string, Histogram>()
  const counts = new Map<string, Map<string, number>>()
  for (const endpoint of [...ragEndpoints, 'rag_embedding', 'e2e']) {
    const [latency, count] =
      endpoint === 'e2e'
        ? ['e2e_request_latency_seconds', 'e2e_request_total']
        : [`${endpoint}_latency_seconds`, `${endpoint}_requests_total`]
    latencies.set(endpoint, new Histogram(latency, bounds))
    counts.set(count, new Map())
  }
  const operations = new Histogram('rag_vector_store_operation_latency_seconds', bounds)
  const results = new Histogram('rag_retrieve_result_count', countBounds)
  const lowest = new Histogram('rag_lowest_source_score', scoreBounds)
  const average = new Histogram('rag_avg_source_score', scoreBounds)
  let inFlight = 0
  const status = (isSuccess: boolean): string => `status="${isSuccess ? 'success' : 'failure'}"`
  const count = (name: string, labels: string, times: number): void => {
    const values = counts.get(name)
    values?.set(labels, (values.get(labels) ?? 0) + times)
  }
  return {
    finished(endpoint, seconds, isSuccess, times = 1) {
      latencies.get(endpoint)?.add(status(isSuccess), seconds, times)
      count(`${endpoint}_requests_total`, status(isSuccess), times)
      latencies.get('e2e')?.add(status(isSuccess), seconds, times)
      count('e2e_request_total', status(isSuccess), times)
    },
    stored(operation, seconds, isSuccess) {
      operations.add(`operation="${operation}",${status(isSuccess)}`, seconds)
      const labels = `${status(isSuccess)},mode="local"`
      latencies.get('rag_embedding')?.add(labels, seconds / 2)
      count('rag_embedding_requests_total', labels, 1)
    },
    retrieved(scores) {
      results.add('', scores.length)
      if (scores.length === 0) return
      lowest.add('', Math.min(...scores))
      average.add('', scores.reduce((sum, score) => sum + score, 0) / scores.length)
    },
    running(change) {
      inFlight += change
    },
    text() {
      const gauge = `# HELP num_requests_running num_requests_running\n# TYPE num_requests_running gauge\nnum_requests_running ${inFlight}\n`
      return [
        ...[...latencies.values()].map((histogram) => histogram.text()),
        ...[...counts].map(([name, values]) => counterText(name, values)),
        operations.text(),
        results.text(),
        lowest.text(),
        average.text(),
        gauge,
      ].join('')
    },
  }
}
