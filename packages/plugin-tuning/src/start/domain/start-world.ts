import type {Node} from '@ome/inference-model/node'
import type {OperatorProfile} from '@ome/kaito/operator-profile'
import type {SecretKeys} from '@ome/kaito/secret-choice'
import type {QuoteOf} from '@ome/kaito/sizing'
import type {KubeObject} from '@ome/sdk/kube'

/** What a start looks at. */
export interface StartWorld {
  readonly profile: OperatorProfile
  readonly nodes: readonly Node[]
  /** Where the prices are of. */
  readonly region: string | undefined
  readonly quote: QuoteOf
  /** Undefined where they may not be listed. */
  secrets(namespace: string): Promise<readonly SecretKeys[] | undefined>
  /** Text of a map's `training_config.yaml`: undefined where there is no such map, null where it lacks the key. */
  config(namespace: string, name: string): Promise<string | null | undefined>
  /** Text of the operator's template of a method, or of ours. */
  template(method: 'lora' | 'qlora'): Promise<{readonly text: string; readonly note?: string}>
  /** Undefined where claims may not be read. */
  hasClaim(namespace: string, name: string): Promise<boolean | undefined>
  existing(namespace: string, name: string): Promise<KubeObject | undefined>
  /** There is no cluster to look at. */
  readonly isOffline: boolean
  existingMap(namespace: string, name: string): Promise<KubeObject | undefined>
}
