import type {ExportedGpus} from '@ome/engine-metrics/gpu-exporters'
import type {MetricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'
import type {Usages} from '@ome/engine-metrics/resource-usage'
import type {Scraped} from '@ome/engine-metrics/scrape-pods'
import type {Node} from '@ome/inference-model/node'

/** A machine and what is on it. Absent counts: pods may not be listed. */
export interface LoadedNode extends Pick<Node, 'name' | 'gpus' | 'product'> {
  readonly pods?: number
  readonly usedGpus?: number
}

/** A pod that has not ended. */
export interface LoadedPod {
  readonly name: string
  readonly namespace: string
  readonly node?: string
  readonly gpus: number
}

export interface LoadReader {
  nodes(): Promise<{readonly nodes: readonly LoadedNode[]; readonly unreadable: readonly string[]}>
  /** Throws `denied` without the right. */
  pods(namespace: string | undefined): Promise<readonly LoadedPod[]>
  podUsages(namespace: string | undefined): Promise<Usages>
  /** Of the pods of services alone. */
  serviceUsages(namespace: string | undefined): Promise<Usages>
  nodeUsages(): Promise<Usages>
  /** Undefined when this person may not look for exporters. */
  gpus(nodes: readonly string[]): Promise<ExportedGpus | undefined>
  engines(endpoints: readonly MetricsEndpoint[]): Promise<readonly Scraped[]>
}

/** Rows and what keeps cells of them empty, a line for each source. */
export interface Top<Row> {
  readonly rows: readonly Row[]
  readonly notes: readonly string[]
}
