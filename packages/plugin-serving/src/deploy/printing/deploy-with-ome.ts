import type {DeployFlags} from '@ome/inference-model/deploy/deploy-flags'
import {deployPreferences} from '@ome/inference-model/deploy/preferences'
import type {WriteFlags} from '@ome/sdk/flags'
import {serviceStatus} from '../../observe/views/service-status.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {recordApplied} from '../../rollout/usecases/record-applied.ts'
import {deploying} from '../compose.ts'
import {deploymentLeft, serviceBefore} from '../usecases/follow-deployment.ts'
import {type DeployInput, planRequest} from '../usecases/plan-request.ts'
import {checkBatch, inTime, tellBatch} from './batch-told.ts'

type Flags = DeployFlags &
  DeployInput['flags'] &
  WriteFlags & {readonly namespace?: string | undefined; readonly wait?: boolean | undefined; readonly timeout: number}

/** `deploy` where OME is the backend. */
export async function deployWithOme(stage: Stage, model: string | undefined, flags: Flags): Promise<void> {
  const {context, note} = stage
  const {settings, now, signal} = context
  const usual = await context.namespace()
  const cluster = await deploying(context)
  const asked = {model, namespace: flags.namespace, usual, flags}
  const plan = await planRequest(cluster, {...asked, preferences: deployPreferences(settings), now: now()})
  const before = flags.wait ? await serviceBefore(cluster, plan.followed, plan.namespace) : undefined
  const {applied, results} = await stage.plan(plan, flags)
  const verb = flags.canary ? 'canary' : 'deploy'
  if (applied) await recordApplied(cluster.history, results, {verb, now: now(), note})
  if (applied && plan.next !== undefined && !flags.wait) note(`next: ${plan.next}`)
  checkBatch(plan, context.io)
  if (!applied || !flags.wait) return
  const limits = {ms: flags.timeout, signal}
  if (flags.batch !== undefined) return await tellBatch(cluster, plan, {...limits, io: context.io})
  try {
    await stage.watch(serviceStatus, inTime(cluster, plan, before, limits), flags.output)
  } catch (error) {
    if (signal.aborted) for (const line of deploymentLeft(plan.followed, plan.namespace)) note(line)
    throw error
  }
}
