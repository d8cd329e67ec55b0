import type {Service} from '@ome/inference-model/service'
import type {Io} from '@ome/sdk/context'
import {withDeadline} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import {plain} from '@ome/sdk/text'
import type {ReportSources} from '../../observe/usecases/report-service.ts'
import {followBatch} from '../usecases/follow-batch.ts'
import {deploymentDeadline, followDeployment} from '../usecases/follow-deployment.ts'
import type {DeployPlan} from '../usecases/plan-request.ts'

/** Tells what of a batch could not be deployed, and ends with it. */
export function checkBatch({refused, changes}: DeployPlan, io: Io): void {
  const [first] = refused
  if (!first) return
  for (const {name, error} of refused) {
    io.err(`error: ${plain(name)}: ${plain(error.message)}\n`)
    for (const hint of error.hints) io.err(`hint: ${plain(hint)}\n`)
  }
  const all = refused.length + changes.length
  throw new OmeError('failed', `${refused.length} of ${all} services could not be deployed`, [], {cause: first.error})
}

/** One line per service of a batch when it is ready, or cannot be. */
export async function tellBatch(
  sources: ReportSources,
  plan: DeployPlan,
  {io, ...limits}: {readonly ms: number; readonly signal: AbortSignal; readonly io: Io},
): Promise<void> {
  const following = followBatch(sources, plan, plan.namespace, {
    signal: limits.signal,
    ready: (name) => io.out(`service/${plain(name)} Ready\n`),
    failed: (name, error) => io.err(`error: ${plain(name)}: ${plain(error.message)}\n`),
  })
  const deadline = {
    what: `${plan.changes.length} services to be ready`,
    hint: `see what blocks them: ome get services -n ${plan.namespace}`,
  }
  for await (const _ of withDeadline(once(following), limits, deadline));
}

/** How the one service of a plan comes along, until it is what it shall be; an error when that takes too long. */
export const inTime = (
  sources: ReportSources,
  {followed, namespace}: DeployPlan,
  before: Service | undefined,
  limits: {readonly ms: number; readonly signal: AbortSignal},
) =>
  withDeadline(followDeployment(sources, followed, namespace, before), limits, deploymentDeadline(followed, namespace))

async function* once(work: Promise<void>): AsyncGenerator<void> {
  yield await work
}
