import type {ServiceStore} from '@ome/inference-model/service-store'
import type {WorkerHost} from '../../workers/domain/worker-host.ts'
import type {WorkerFiles, WorkerWish} from '../../workers/domain/worker-objects.ts'
import type {TypedLoad} from './load-flags.ts'
import type {LoadClient, LoadClock} from './load-plan.ts'
import type {Objective} from './objective.ts'
import type {RequestOptions} from './request.ts'
import type {Address, EngineFacts, Ways} from './target.ts'
import type {SelfWatch} from './trust.ts'

/** What sending load takes. The cluster is asked only where a service is named. */
export interface Loading {
  readonly clock: LoadClock
  readonly facts: EngineFacts
  readonly cluster: () => Promise<{readonly services: ServiceStore; readonly ways: Ways}>
  readonly client: (target: Address, request: RequestOptions) => Promise<LoadClient>
  /** What sending from inside the cluster takes. */
  readonly workers: (order: WorkersOrder) => Promise<WorkersMade>
  readonly selfWatch: () => SelfWatch
  readonly readInput: (path: string) => string
}

/** A load that workers in the cluster send together. */
export interface WorkersOrder {
  readonly typed: TypedLoad
  readonly namespace: string
  readonly address: Address
  /** Somebody typed the address: a gateway need not list its models. */
  readonly isGateway: boolean
  readonly dataset?: string | undefined
  readonly objectives: readonly Objective[]
  readonly keepsRows: boolean
  readonly workers: number
  readonly warmup: number
  readonly choice: {readonly durationMs?: number | undefined}
}

export interface WorkersMade {
  readonly host: WorkerHost
  readonly wish: WorkerWish
  readonly files: WorkerFiles
  readonly unpack: (data: string) => string
}
