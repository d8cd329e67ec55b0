import type {MetricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'
import type {Scraped} from '@ome/engine-metrics/scrape-pods'

/** Asks pods for their metrics, sixteen at a time and three seconds each. */
export interface MetricSource {
  scrape(endpoints: readonly MetricsEndpoint[]): Promise<readonly Scraped[]>
  /** Waits; throws when the command is cancelled. */
  pause(ms: number): Promise<void>
}
