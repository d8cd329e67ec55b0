import type {ExportedGpus} from '@ome/engine-metrics/gpu-exporters'
import type {MetricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'
import type {Prometheus} from '@ome/engine-metrics/prometheus-api'
import type {Scraped} from '@ome/engine-metrics/scrape-pods'
import type {Measured} from './measured-service.ts'
import type {MetricName} from './metric-name.ts'

/** Pods that are asked for their metrics. */
export interface PodScraper {
  scrape(endpoints: readonly MetricsEndpoint[]): Promise<readonly Scraped[]>
  /** What the exporters of these nodes see; undefined when this person may not look for them. */
  gpus(nodes: readonly string[]): Promise<ExportedGpus | undefined>
}

export interface PrometheusFinder {
  /** The configured server, else one that the cluster has; undefined when there is none to be reached. */
  find(): Promise<Prometheus | undefined>
}

export interface Measuring {
  readonly scraper: PodScraper
  readonly prometheus: PrometheusFinder
  readonly now: () => Date
  /** Rejects when the command is cancelled. */
  readonly pause: (ms: number) => Promise<unknown>
}

export interface MeasureInput {
  readonly metrics: readonly MetricName[]
  /** Between two looks. */
  readonly intervalMs: number
  /** How far back; without it the last minutes of a Prometheus, or the time between two looks at the pods. */
  readonly sinceMs?: number | undefined
}

/** Reads the service anew; its pods come and go. */
export type ReadService = () => Promise<Measured>
