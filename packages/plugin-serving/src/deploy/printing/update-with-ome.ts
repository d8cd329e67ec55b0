import {withDeadline} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import {servedNouns, serviceNames} from '../../domain/operand.ts'
import {serviceStatus} from '../../observe/views/service-status.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {recordApplied} from '../../rollout/usecases/record-applied.ts'
import {deploying} from '../compose.ts'
import {parseSet, unknownField} from '../domain/update.ts'
import {deploymentDeadline, followDeployment, serviceBefore} from '../usecases/follow-deployment.ts'
import {planUpdate} from '../usecases/plan-update.ts'

interface Flags extends WriteFlags {
  readonly model?: string | undefined
  readonly runtime?: string | undefined
  readonly set?: readonly string[] | undefined
  readonly rollout?: 'progressive' | 'recreate' | undefined
  readonly selector?: string | undefined
  readonly all?: boolean | undefined
  readonly 'wait-model'?: boolean | undefined
  readonly wait?: boolean | undefined
  readonly timeout: number
}

/** `update` of services of OME. */
export async function updateWithOme(
  stage: Stage,
  words: readonly string[],
  namespace: string | undefined,
  flags: Flags,
): Promise<void> {
  const {context, note} = stage
  const {model, runtime, rollout} = flags
  if ([model, runtime, rollout, flags.set].every((each) => each === undefined))
    throw new OmeError('usage', 'say what to change', ['--model, --runtime, --rollout, or --set FIELD=VALUE'])
  const set = parseSet(flags.set ?? [])
  const choose = {
    names: serviceNames('update', words, servedNouns),
    namespace,
    selector: flags.selector,
    all: Boolean(flags.all),
  }
  const cluster = await deploying(context)
  const request = {
    ...set,
    model: model ?? set.model,
    runtime: runtime ?? set.runtime,
    rollout,
    waitModel: Boolean(flags['wait-model']),
  }
  const plan = await planUpdate(cluster, cluster, choose, request)
  if (plan.changes.length === 0) return context.io.err('no services\n')
  const inside = plan.changes[0]?.object.namespace ?? ''
  const before = flags.wait ? await serviceBefore(cluster, plan, inside) : undefined
  const {applied, results} = await stage.plan(plan, flags).catch((error: unknown) => {
    throw unknownField(error, set.fields) ?? error
  })
  if (!applied) return
  await recordApplied(cluster.history, results, {verb: 'update', now: context.now(), note})
  if (!before) return
  const reports = followDeployment(cluster, plan, inside, before)
  const limits = {ms: flags.timeout, signal: context.signal}
  await stage.watch(serviceStatus, withDeadline(reports, limits, deploymentDeadline(plan, inside)))
}
