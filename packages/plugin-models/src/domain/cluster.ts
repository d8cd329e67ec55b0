import type {Accelerator} from '@ome/inference-model/accelerator'
import type {Generation} from '@ome/inference-model/generation'
import type {Model} from '@ome/inference-model/model'
import type {Node} from '@ome/inference-model/node'
import type {Runtime} from '@ome/inference-model/runtime'

/** What the cluster has. Parts that may not be read are absent and named in `unread`. */
export interface ClusterFacts {
  readonly models: readonly Model[]
  readonly runtimes: readonly Runtime[]
  readonly accelerators: readonly Accelerator[]
  readonly nodes?: readonly Node[]
  /** Accelerators in use per node. */
  readonly used?: ReadonlyMap<string, number>
  /** Plurals that may not be read. */
  readonly unread: readonly string[]
}

/** Reads a cluster. Throws `not-found` where OME is not installed, `unreachable` where nothing answers. */
export interface Cluster {
  /** `namespace` absent: only what belongs to the whole cluster. */
  facts(namespace: string | undefined): Promise<ClusterFacts>
  agent(): Promise<Agent>
  secret(namespace: string, name: string): Promise<SecretFound>
  /** Undefined where OME is not installed. */
  generation(): Promise<Generation | undefined>
}

/** The model agent's place in the cluster. */
export interface Agent {
  readonly namespace: string
  /** Folder for models on the nodes; absent when no DaemonSet tells. */
  readonly hostPath?: string
}

export type SecretFound =
  | {
      readonly found: 'yes' /** Data key that holds the token. */
      readonly key: string
      readonly token: string | undefined
    }
  | {readonly found: 'no'}
  /** Secrets may not be read. */
  | {readonly found: 'unknown'}

/** Where models go without a hint from the cluster: the default of OME's chart. */
const defaultFolder = '/mnt/data/models'

/** Folder of a model on the nodes. The agent of v0.1 and v1.2 crashes on models that name none. */
export const modelFolder = ({hostPath = defaultFolder}: Agent, part: string): string =>
  `${hostPath}/${part.replace(/^\/+/, '')}`
