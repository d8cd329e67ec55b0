import type {KaitoInferenceSet} from './inference-set.ts'
import type {KaitoPod} from './kaito-pod.ts'
import type {KaitoNodeClaim} from './node-claim.ts'
import type {KaitoRagEngine} from './rag-engine.ts'
import type {KaitoWorkspace} from './workspace.ts'

export type KaitoSubject = KaitoWorkspace | KaitoInferenceSet | KaitoRagEngine

/** What stands around an object. */
export interface KaitoSurroundings {
  /** Machines ordered for it; absent where they may not be read or the cluster has no such kind. */
  readonly claims?: readonly KaitoNodeClaim[]
  readonly pods: readonly KaitoPod[]
  /** Rights that were missing, as `list nodeclaims.karpenter.sh`. */
  readonly unread: readonly string[]
}
