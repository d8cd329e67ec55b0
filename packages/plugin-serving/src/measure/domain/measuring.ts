import type {MetricsEndpoint} from '@ome/inference-model/metrics-endpoint'
import type {Prometheus} from '@ome/inference-model/prometheus-api'
import type {Scraped} from '@ome/inference-model/scrape-pods'

/** Pods that are asked for their metrics. */
export interface PodScraper {
  scrape(endpoints: readonly MetricsEndpoint[]): Promise<readonly Scraped[]>
  /** The exporters of GPU metrics on these nodes; undefined when this person may not look for them. */
  exporters(nodes: readonly string[]): Promise<readonly MetricsEndpoint[] | undefined>
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
