import {withDeadline} from '@ome/sdk/deadline'
import type {WriteFlags} from '@ome/sdk/flags'
import {deploying} from '../../deploy/compose.ts'
import {omeService} from '../../domain/operand.ts'
import type {Stage} from '../../printing/serving-command.ts'
import type {CanaryStore} from '../domain/canary.ts'
import type {CanaryView} from '../domain/canary-view.ts'
import type {CanaryStep} from '../usecases/canary-steps.ts'
import {canaryDeadline, followCanary} from '../usecases/follow-canary.ts'
import {recordApplied} from '../usecases/record-applied.ts'
import {viewCanary} from '../usecases/view-canary.ts'
import {canaryStatus} from '../views/canary-status.ts'

type Flags = WriteFlags & {
  readonly namespace?: string | undefined
  readonly wait?: boolean | undefined
  readonly timeout: number
}

/** One of the two ends of a canary. */
export interface CanaryEnd {
  readonly verb: 'promote' | 'abort'
  readonly plan: (canaries: CanaryStore, view: CanaryView) => Promise<CanaryStep>
}

/** Brings a canary to an end, with `--wait` also what is left once the service has become what it shall be. */
export async function endCanary(
  {context, note, plan, watch}: Stage,
  {verb, plan: planEnd}: CanaryEnd,
  operands: readonly (string | undefined)[],
  flags: Flags,
): Promise<void> {
  const name = omeService(`rollout ${verb}`, operands)
  const ask = {name, namespace: flags.namespace ?? (await context.namespace())}
  const cluster = await deploying(context)
  const step = await planEnd(cluster.canaries, await viewCanary(cluster, ask))
  const {applied, results} = await plan(step, flags)
  if (!applied) return
  await recordApplied(cluster.history, results, {verb: `rollout ${verb}`, now: context.now(), note})
  if (!step.goesOn) return
  if (!flags.wait) return note(`once it is ready: ome rollout ${verb} service ${name} -n ${ask.namespace}`)
  const limits = {ms: flags.timeout, signal: context.signal}
  await watch(canaryStatus, withDeadline(followCanary(cluster, ask), limits, canaryDeadline(ask)), flags.output)
  const last = await planEnd(cluster.canaries, await viewCanary(cluster, ask))
  await plan(last, {...flags, yes: true})
}
