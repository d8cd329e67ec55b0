import {withDeadline} from '@ome/sdk/deadline'
import type {WriteFlags} from '@ome/sdk/flags'
import {serviceStatus} from '../../observe/views/service-status.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {recordApplied} from '../../rollout/usecases/record-applied.ts'
import {deploying} from '../compose.ts'
import {followScaling, scalingDeadline, scalingLeft} from '../usecases/follow-deployment.ts'
import {planScale, type ScaleInput} from '../usecases/plan-scale.ts'

type Flags = ScaleInput & WriteFlags & {readonly wait?: boolean | undefined; readonly timeout: number}

/** `scale` of a service of OME. */
export async function scaleWithOme(stage: Stage, input: Flags): Promise<void> {
  const {context, note} = stage
  const cluster = await deploying(context)
  const plan = await planScale(cluster, cluster.scaling, input)
  const {applied, results} = await stage.plan(plan, input)
  if (!applied) return
  await recordApplied(cluster.history, results, {verb: 'scale', now: context.now(), note})
  if (!input.wait) return
  const limits = {ms: input.timeout, signal: context.signal}
  const inTime = withDeadline(followScaling(cluster, input), limits, scalingDeadline(input))
  try {
    await stage.watch(serviceStatus, inTime, input.output)
  } catch (error) {
    if (context.signal.aborted) for (const line of scalingLeft(plan, input)) note(line)
    throw error
  }
}
