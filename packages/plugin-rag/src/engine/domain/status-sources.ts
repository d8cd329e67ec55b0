import type {KaitoStore} from '@ome/kaito/kaito-store'
import type {OperatorProfile} from '@ome/kaito/operator-profile'
import type {RagService} from '../../domain/rag-service.ts'
import type {LlmProbe} from './llm-probe.ts'

/** Where the status of an engine is read. */
export interface StatusSources {
  readonly store: KaitoStore
  readonly service: RagService
  readonly probe: LlmProbe
  readonly profile: () => Promise<OperatorProfile>
}
