export interface Counter {
  readonly kind: 'counter' | 'gauge'
  readonly name: string
  readonly help: string
  /** By label text, `''` for none beside the common ones. */
  readonly values: Map<string, number>
}

export interface Histogram {
  readonly kind: 'histogram'
  readonly name: string
  readonly help: string
  readonly bounds: readonly number[]
  readonly counts: number[]
  sum: number
  count: number
}

/** Metrics of one process in Prometheus' text format. */
export interface MetricRegistry {
  counter(name: string, help: string): (amount: number, labels?: string) => void
  gauge(name: string, help: string): (value: number, labels?: string) => void
  histogram(name: string, help: string, bounds: readonly number[]): (value: number, times?: number) => void
  text(): string
}

/** `labels` are put on every sample, as `a="b",c="d"`. */
export function metricRegistry(labels: string): MetricRegistry {
  const all: (Counter | Histogram)[] = []

  function single(kind: Counter['kind'], name: string, help: string): Map<string, number> {
    const values = new Map<string, number>([['', 0]])
    all.push({kind, name, help, values})
    return values
  }

  return {
    counter(name, help) {
      const values = single('counter', name, help)
      return (amount, extra = '') => {
        values.set(extra, (values.get(extra) ?? 0) + amount)
      }
    },
    gauge(name, help) {
      const values = single('gauge', name, help)
      return (value, extra = '') => {
        values.set(extra, value)
      }
    },
    histogram(name, help, bounds) {
      const histogram: Histogram = {
        kind: 'histogram',
        name,
        help,
        bounds,
        counts: bounds.map(() => 0),
        sum: 0,
        count: 0,
      }
      all.push(histogram)
      return (value, times = 1) => {
        histogram.sum += value * times
        histogram.count += times
        const index = bounds.findIndex((bound) => value <= bound)
        if (index >= 0) histogram.counts[index] = (histogram.counts[index] ?? 0) + times
      }
    },
    text: () =>
      all
        .map((metric) => (metric.kind === 'histogram' ? histogramText(metric, labels) : singleText(metric, labels)))
        .join(''),
  }
}

const head = ({name, help, kind}: {name: string; help: string; kind: string}): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(',')

function singleText(metric: Counter, labels: string): string {
  const values = metric.values.size > 1 ? [...metric.values].filter(([extra]) => extra !== '') : [...metric.values]
  return head(metric) + values.map(([extra, value]) => `${metric.name}{${joined(extra, labels)}} ${value}\n`).join('')
}

function histogramText(metric: Histogram, labels: string): string {
  let below = 0
  const buckets = metric.bounds.map((bound, index) => {
    below += metric.counts[index] ?? 0
    return `${metric.name}_bucket{${joined(`le="${bound}"`, labels)}} ${below}\n`
  })
  const rest = `${metric.name}_bucket{${joined('le="+Inf"', labels)}} ${metric.count}\n`
  return `${head(metric)}${buckets.join('')}${rest}${metric.name}_sum{${labels}} ${metric.sum}\n${metric.name}_count{${labels}} ${metric.count}\n`
}
