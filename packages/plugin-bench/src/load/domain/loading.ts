import type {ServiceStore} from '@ome/inference-model/service-store'
import type {LoadClient, LoadClock} from './load-plan.ts'
import type {RequestOptions} from './request.ts'
import type {EngineFacts, Target, Ways} from './target.ts'
import type {SelfWatch} from './trust.ts'

/** What sending load takes. The cluster is asked only where a service is named. */
export interface Loading {
  readonly clock: LoadClock
  readonly facts: EngineFacts
  readonly cluster: () => Promise<{readonly services: ServiceStore; readonly ways: Ways}>
  readonly client: (target: Target, request: RequestOptions) => Promise<LoadClient>
  readonly selfWatch: () => SelfWatch
  readonly readInput: (path: string) => string
}
