import type {Belonging} from '@ome/inference-model/belonging'
import type {Noun} from '@ome/inference-model/names'
import type {KubeObject} from '@ome/sdk/kube'
import type {ClusterEvent} from './event.ts'

/** Everything there is to say about one object. */
export interface Description {
  readonly noun?: Noun
  readonly object: KubeObject
  /** The item of the noun, absent for resources without a view of ours. */
  readonly item?: unknown
  /** The object as YAML. */
  readonly text: string
  readonly children: readonly Belonging[]
  readonly events: readonly ClusterEvent[]
}
