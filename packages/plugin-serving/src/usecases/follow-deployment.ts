import type {Service} from '@ome/inference-model/service'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {ModelStore, ServiceReport} from '../domain/service-report.ts'
import type {ServiceStore} from '../domain/service-store.ts'
import {followService} from './report-service.ts'

export interface FollowStores {
  readonly services: ServiceStore
  readonly models: ModelStore
}

/** Reports of the service a deploy plan is about, until it is ready; one that cannot become ready is an error. */
export async function* followDeployment(
  {services, models}: FollowStores,
  plan: Plan,
  namespace: string,
): AsyncGenerator<ServiceReport> {
  const name = plan.changes[0]?.object.name
  if (name === undefined) return
  for await (const report of followService(services, models, {name, namespace})) {
    yield report
    if (report.service.status === 'Ready') return
    failIfBroken(report.service)
  }
}

export interface FollowScaling {
  readonly name: string
  readonly namespace: string
  readonly replicas?: number | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** Reports until the number of ready replicas is what was asked for. */
export async function* followScaling(
  {services, models}: FollowStores,
  {name, namespace, replicas, min, max}: FollowScaling,
): AsyncGenerator<ServiceReport> {
  for await (const report of followService(services, models, {name, namespace})) {
    yield report
    if (hasScaled(report.service, {min: replicas ?? min ?? 0, max: replicas ?? max ?? Number.POSITIVE_INFINITY})) return
    failIfBroken(report.service)
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

function failIfBroken(service: Service): void {
  if (service.status !== 'Failed') return
  const {name, namespace, reason} = service
  throw new OmeError('failed', `service "${name}" cannot become ready${reason ? `: ${reason}` : ''}`, [
    `read why: ome logs service ${name} -n ${namespace} --level error`,
    `and its events: ome events service ${name} -n ${namespace}`,
  ])
}

/** What is said when waiting took too long. */
export const deploymentDeadline = (plan: Plan, namespace: string) =>
  scalingDeadline({name: plan.changes[0]?.object.name ?? '', namespace})

export const scalingDeadline = ({name, namespace}: {readonly name: string; readonly namespace: string}) => ({
  what: `service "${name}" to be ready`,
  hint: `see what blocks it: ome status service ${name} -n ${namespace}`,
})
