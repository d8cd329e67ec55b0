import type {Accelerator} from '@ome/inference-model/accelerator'
import type {Generation} from '@ome/inference-model/generation'
import type {Model} from '@ome/inference-model/model'
import type {Node} from '@ome/inference-model/node'
import type {Runtime} from '@ome/inference-model/runtime'
import type {Service} from '@ome/inference-model/service'
import {OmeError} from '@ome/sdk/errors'

/** The models of the cluster. Parts that may not be read are absent and named in `unread`. */
export interface ModelFacts {
  readonly models: readonly Model[]
  readonly nodes?: readonly Node[]
  /** Plurals that may not be read. */
  readonly unread: readonly string[]
}

/** What the cluster has to run models. */
export interface ClusterFacts extends ModelFacts {
  readonly runtimes: readonly Runtime[]
  readonly accelerators: readonly Accelerator[]
  /** Accelerators in use per node. */
  readonly used?: ReadonlyMap<string, number>
  /** Of all namespaces, when they were asked for. */
  readonly services?: readonly Service[]
}

export interface FactsOptions {
  /** Also the services that use models. */
  readonly users?: boolean
  /** Without a namespace also the models of all namespaces, where they may be listed. */
  readonly everywhere?: boolean
}

/** Reads a cluster. Throws `not-found` where OME is not installed, `unreachable` where nothing answers. */
export interface Cluster {
  /** `namespace` absent: only what belongs to the whole cluster. */
  models(namespace: string | undefined): Promise<ModelFacts>
  /** {@link models}, and what they can run on. */
  facts(namespace: string | undefined, options?: FactsOptions): Promise<ClusterFacts>
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
  /** Whether there is one; absent when DaemonSets may not be read. */
  readonly runs?: boolean
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

/** Throws `denied` when one of these may not be listed. */
export function requireReadable({unread}: ModelFacts, plurals: readonly string[], what: string): void {
  const denied = plurals.filter((plural) => unread.includes(plural))
  if (denied.length === 0) return
  throw new OmeError('denied', `not allowed to list ${denied.join(' and ')}: ${what}`, [
    `see what you may do: ome auth can-i list ${denied[0]}.ome.io`,
  ])
}

/** What stays unknown because some of these may not be listed, as a line for a person; undefined when all could be. */
export function unreadNote({unread}: ModelFacts, plurals: readonly string[], what: string): string | undefined {
  const denied = plurals.filter((plural) => unread.includes(plural))
  return denied.length === 0 ? undefined : `not allowed to list ${denied.join(', ')}: ${what}`
}

/** Where models go without a hint from the cluster: the default of OME's chart. */
const defaultFolder = '/mnt/data/models'

/** Folder of a model on the nodes. The agent of v0.1 and v1.2 crashes on models that name none. */
export const modelFolder = ({hostPath = defaultFolder}: Agent, part: string): string =>
  `${hostPath}/${part.replace(/^\/+/, '')}`
