import type {Node} from '@ome/inference-model/node'
import type {KaitoNoun} from '@ome/kaito/kaito-nouns'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import type {OperatorProfile} from '@ome/kaito/operator-profile'
import type {SecretKeys} from '@ome/kaito/secret-choice'
import type {QuoteOf} from '@ome/kaito/sizing'
import type {KubeObject} from '@ome/sdk/kube'

/** What a deployment looks at. Without a cluster there are no nodes, secrets and objects. */
export interface KaitoWorld {
  readonly profile: OperatorProfile
  readonly nodes: readonly Node[]
  /** Where the prices are of. */
  readonly region: string | undefined
  readonly quote: QuoteOf
  /** What a typed word stands for; with `--online` a model outside of the catalogue has the size that the Hub tells. */
  model(typed: string): Promise<ResolvedModel>
  /** Undefined where they may not be listed; without a cluster too. */
  secrets(namespace: string): Promise<readonly SecretKeys[] | undefined>
  /** Text of a ConfigMap's `inference_config.yaml`: undefined where there is no such map, null where it lacks the key. */
  config(namespace: string, name: string): Promise<string | null | undefined>
  existing(noun: KaitoNoun, namespace: string, name: string): Promise<KubeObject | undefined>
  /** Undefined where claims may not be read; without a cluster too. */
  hasClaim(namespace: string, name: string): Promise<boolean | undefined>
  /** There is no cluster to look at. */
  readonly isOffline: boolean
}

/** Objects that a change names. */
export type NamedObjects = Pick<KaitoWorld, 'existing' | 'config' | 'hasClaim'>

/** Files of a person's machine. */
export interface TextFiles {
  /** Throws `not-found` for a file that is not there. */
  text(path: string): Promise<string>
}
