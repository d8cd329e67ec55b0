import type {MetricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'
import type {Prometheus} from '@ome/engine-metrics/prometheus-api'
import type {Scraped} from '@ome/engine-metrics/scrape-pods'
import type {Accelerator} from '@ome/inference-model/accelerator'
import type {Model} from '@ome/inference-model/model'
import type {Node} from '@ome/inference-model/node'
import type {LoadedPrices} from '@ome/pricing/load-prices'
import type {PricedMachine} from '@ome/pricing/quote'
import type {ServiceUse} from './service-use.ts'

export interface ClusterMachines {
  readonly nodes: readonly Node[]
  readonly accelerators: readonly Accelerator[]
  /** This person may list nodes; without them no price is known. */
  readonly areRead: boolean
}

export interface ServiceReader {
  /** Undefined when there is none of that name. */
  find(namespace: string, name: string): Promise<ServiceUse | undefined>
  has(namespace: string, name: string): Promise<boolean>
  list(namespace: string): Promise<readonly ServiceUse[]>
  /** For the name that was meant; none for a person who may not list them. */
  names(namespace: string): Promise<readonly string[]>
  machines(): Promise<ClusterMachines>
  /** The model it serves; undefined where it may not be read. */
  model(use: ServiceUse): Promise<Model | undefined>
}

export interface Spending {
  readonly services: ServiceReader
  /** Every source of prices there is, for machines of this cluster. */
  prices(machines: readonly PricedMachine[], classes: readonly Accelerator[]): Promise<LoadedPrices>
  /** The configured server, else one of the cluster. Looked for once. */
  prometheus(): Promise<Prometheus | undefined>
  scrape(endpoints: readonly MetricsEndpoint[]): Promise<readonly Scraped[]>
  readonly now: () => Date
  readonly note: (text: string) => void
}
