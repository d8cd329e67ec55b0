import type {ExportedGpus} from '@ome/inference-model/gpu-exporters'
import type {MetricsEndpoint} from '@ome/inference-model/metrics-endpoint'
import type {Prometheus} from '@ome/inference-model/prometheus-api'
import type {Scraped} from '@ome/inference-model/scrape-pods'

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
