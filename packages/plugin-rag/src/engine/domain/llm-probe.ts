import type {Reach} from './engine-status.ts'
import type {ClusterService} from './inference-url.ts'

/** Asks whether an OpenAI server of this cluster answers. */
export interface LlmProbe {
  ask(service: ClusterService): Promise<Reach>
}
