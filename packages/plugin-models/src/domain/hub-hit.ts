import type {HubModel} from '@ome/inference-model/hub/hub'
import type {Placement} from './placement.ts'

/** A hub model and what the cluster makes of it. `fits` and `imported` are absent where the cluster does not tell. */
export interface HubHit extends HubModel {
  /** Null: on no node. */
  readonly placement?: Placement | null
  /** Name of the model in the cluster; null when it was not imported. */
  readonly importedAs?: string | null
}
