import type {Service} from '@ome/inference-model/service'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {ServiceReport} from '../domain/service-report.ts'
import {followService, type ReportSources} from './report-service.ts'

/** Reports of the service a deploy plan is about, until it is ready; one that cannot become ready is an error. */
export async function* followDeployment(
  sources: ReportSources,
  plan: Plan,
  namespace: string,
): AsyncGenerator<ServiceReport> {
  const name = plan.changes[0]?.object.name
  if (name === undefined) return
  let before: ReadonlySet<string> | undefined
  for await (const report of followService(sources, {name, namespace})) {
    yield report
    if (report.service.status === 'Ready') return
    before ??= podsToReplace(plan, report.service)
    failIfBroken(report, before)
  }
}

/** The pods that an update is to replace: that they fail says nothing about the update. */
const podsToReplace = ({changes}: Plan, {pods}: Service): ReadonlySet<string> =>
  new Set(changes[0]?.action === 'update' ? pods.map(({name}) => name) : [])

export interface FollowScaling {
  readonly name: string
  readonly namespace: string
  readonly replicas?: number | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** Reports until the number of ready replicas is what was asked for. */
export async function* followScaling(
  sources: ReportSources,
  {name, namespace, replicas, min, max}: FollowScaling,
): AsyncGenerator<ServiceReport> {
  for await (const report of followService(sources, {name, namespace})) {
    yield report
    if (hasScaled(report.service, {min: replicas ?? min ?? 0, max: replicas ?? max ?? Number.POSITIVE_INFINITY})) return
    failIfBroken(report)
  }
}

function hasScaled(
  {status, replicas, readyReplicas, pods}: Service,
  range: {readonly min: number; readonly max: number},
): boolean {
  if (range.max === 0) return pods.length === 0
  return (
    status === 'Ready' &&
    replicas >= range.min &&
    replicas <= range.max &&
    readyReplicas === replicas &&
    !pods.some(({terminating}) => terminating)
  )
}

function failIfBroken({service, lastError, hints}: ServiceReport, ignored: ReadonlySet<string> = new Set()): void {
  if (service.status !== 'Failed') return
  if (ignored.size > 0 && service.pods.every(({name, problem}) => ignored.has(name) || problem?.state !== 'failing'))
    return
  const why = [service.reason, lastError].filter((text) => text !== undefined)
  throw new OmeError('failed', `service "${service.name}" cannot become ready: ${why.join(': ')}`, hints)
}

/** What is said when waiting took too long. */
export const deploymentDeadline = (plan: Plan, namespace: string) =>
  scalingDeadline({name: plan.changes[0]?.object.name ?? '', namespace})

export const scalingDeadline = ({name, namespace}: {readonly name: string; readonly namespace: string}) => ({
  what: `service "${name}" to be ready`,
  hint: `see what blocks it: ome status service ${name} -n ${namespace}`,
})
