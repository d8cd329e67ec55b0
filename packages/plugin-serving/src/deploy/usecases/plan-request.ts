import {type DeployFlags, deployRequest} from '@ome/inference-model/deploy/deploy-flags'
import type {DeployPreferences, DeployWorld} from '@ome/inference-model/deploy/request'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {CanaryStore} from '../../rollout/domain/canary.ts'
import type {HistoryStore} from '../../rollout/domain/history-store.ts'
import {canaryShare} from '../../rollout/domain/traffic-split.ts'
import {planCanary} from '../../rollout/usecases/plan-canary.ts'
import {batchRequests} from '../domain/batch.ts'
import type {ServiceFiles} from '../domain/service-files.ts'
import {type BatchPlan, planBatch} from './plan-batch.ts'
import {type DeploySources, planDeploy} from './plan-deploy.ts'

export interface DeployInput {
  readonly model: string | undefined
  /** Absent: that of the manifest, else of the context. */
  readonly namespace: string | undefined
  readonly usual: string
  readonly flags: DeployFlags & {
    readonly filename?: string | undefined
    readonly batch?: string | undefined
    readonly parallel?: number | undefined
    readonly canary: boolean
    readonly 'traffic-split'?: string | undefined
    readonly 'split-by'?: 'gateway' | 'replicas' | undefined
  }
  readonly preferences: DeployPreferences
  readonly now: Date
}

export interface RequestSources extends DeploySources {
  readonly world: DeployWorld
  readonly services: ServiceStore
  readonly canaries: CanaryStore
  readonly history: HistoryStore
  readonly files: ServiceFiles
}

export interface DeployPlan extends Plan {
  readonly namespace: string
  /** The service that is waited for; of a canary it is the new version. */
  readonly followed: Plan
  readonly refused: BatchPlan['refused']
  /** What to type once it is applied. */
  readonly next?: string
}

/** What a command line of `deploy` asks for: one service, those of a file, or a canary beside one that is there. */
export async function planRequest(sources: RequestSources, input: DeployInput): Promise<DeployPlan> {
  const {flags, preferences, model, now} = input
  if (flags.batch !== undefined) return await planFile(sources, input, flags.batch)
  const base = flags.filename === undefined ? undefined : await sources.files.service(flags.filename)
  const written = base?.field(['metadata', 'namespace'])
  if (typeof written === 'string' && input.namespace !== undefined && written !== input.namespace) {
    throw new OmeError('usage', `the manifest says namespace "${written}", the command line "${input.namespace}"`)
  }
  const namespace = input.namespace ?? (typeof written === 'string' ? written : input.usual)
  const request = deployRequest(model, namespace, flags, base)
  if (!flags.canary) return planned(await planDeploy(sources, request, preferences), namespace)
  const share = canaryShare(flags['traffic-split'] ?? 'prev:90,canary:10', request.name ?? request.model)
  const plan = await planCanary(sources, request, {share, splitBy: flags['split-by'], now})
  return {...planned(plan, namespace), next: plan.next}
}

function planned(plan: Plan, namespace: string, refused: BatchPlan['refused'] = []): DeployPlan {
  const services = plan.changes.filter(({object}) => object.kind === 'inferenceservice')
  return {...plan, namespace, followed: {changes: services.slice(-1)}, refused}
}

async function planFile(sources: RequestSources, input: DeployInput, path: string): Promise<DeployPlan> {
  const {flags, preferences, model} = input
  if (model !== undefined) throw new OmeError('usage', `--batch names the models; "${model}" is one too many`)
  const namespace = input.namespace ?? input.usual
  const document = await sources.files.document(path)
  const requests = batchRequests(document, {source: path, namespace, defaults: flags})
  const plan = await planBatch(sources, requests, preferences, flags.parallel ?? 4)
  return planned(plan, namespace, plan.refused)
}
