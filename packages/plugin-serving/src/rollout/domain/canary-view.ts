import type {Service} from '@ome/inference-model/service'
import type {Canary, CanaryState} from './canary.ts'

/** A service and the new version that is on its way beside it. */
export interface CanaryView {
  readonly service: Service
  /** Absent: no canary is under way. */
  readonly canary?: Canary
  readonly state?: CanaryState
  /** Pods of the new version where they are a service of their own. */
  readonly second?: Service
  /** What keeps the pods of the new version from becoming ready. */
  readonly cause?: string
  /** An earlier revision is written down that the service can go back to. */
  readonly canUndo: boolean
  /** The service is what it was last told to be, and ready. */
  readonly settled: boolean
  /** Nothing of ours is written down about it: OME was told by somebody else. */
  readonly foreign: boolean
}
