import type {PromptFlags, RequestFlags} from '../../load/domain/load-flags.ts'
import type {WorkersOrder} from '../../load/domain/loading.ts'
import type {Objective} from '../../load/domain/objective.ts'
import type {Address} from '../../load/domain/target.ts'

/** What the workers of a load are given to read; it holds no secret. */
export interface WorkerPlan {
  readonly workers: number
  readonly address: Address
  /** Somebody typed the address: a gateway need not list its models. */
  readonly isGateway: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly typed: PromptFlags & RequestFlags
  /** Content of the file that `--dataset` names. */
  readonly dataset?: string | undefined
  readonly objectives: readonly Objective[]
  /** Each tells what became of each request. */
  readonly keepsRows: boolean
  /** Requests of each before the clock starts. */
  readonly warmup: number
}

const flags = [
  'model',
  'api',
  'prompt',
  'dataset',
  'random-input',
  'range-ratio',
  'prefixes',
  'exact-prompt',
  'max-tokens',
  'fixed-length',
  'seed',
  'request-limit',
] as const satisfies readonly (keyof (PromptFlags & RequestFlags))[]

/** Of all that was typed a worker gets what its requests are made of. */
export function workerPlan(order: WorkersOrder, headers: Readonly<Record<string, string>>): WorkerPlan {
  const {typed, workers, address, isGateway, dataset, objectives, keepsRows, warmup} = order
  const asked = Object.fromEntries(flags.map((name) => [name, typed[name]])) as unknown as WorkerPlan['typed']
  return {workers, address, isGateway, headers, typed: asked, dataset, objectives, keepsRows, warmup}
}
