import type {Service} from '@ome/inference-model/service'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {fieldKeys} from '../../domain/field-edit.ts'
import {evidenceText} from '../../observe/domain/finding.ts'
import {hintsFor, type ServiceReport} from '../../observe/domain/service-report.ts'
import {followService, type ReportSources, reportService} from '../../observe/usecases/report-service.ts'
import {changesPods} from '../../rollout/usecases/open-canary.ts'
import {revisionOf} from '../../rollout/usecases/view-canary.ts'
import {stoppedAnnotation} from '../domain/deployment.ts'
import {untilSettled} from './settled.ts'

/** The service that a plan changes as it is before, so that its old readiness is not taken for the new one. */
export async function serviceBefore(
  {services}: Pick<ReportSources, 'services'>,
  {changes: [first, ...others]}: Plan,
  namespace: string,
): Promise<Service | undefined> {
  if (first?.action !== 'update' || others.length > 0) return undefined
  return await services.find(namespace, first.object.name)
}

/** Reports of the service a deploy plan is about, until it is ready; one that cannot become ready is an error. */
export async function* followDeployment(
  sources: ReportSources,
  plan: Plan,
  namespace: string,
  was?: Service,
  patienceMs = 10_000,
): AsyncGenerator<ServiceReport> {
  const name = plan.changes[0]?.object.name
  if (name === undefined) return
  let before: ReadonlySet<string> | undefined
  let isDone = false
  const isReady = (service: Service): boolean => service.status === 'Ready' && hasBounds(service, plan)
  const staysStopped = was?.status === 'Stopped' && !wakes(plan)
  const isNew = (service: Service): boolean =>
    staysStopped ? service.status === 'Stopped' : isReady(service) && isReplaced(service, plan, was)
  const patience = {ms: patienceMs, enough: isReady}
  const reports = followService(sources, {name, namespace})
  for await (const report of untilSettled(reports, isNew, undefined, patience)) {
    before ??= podsToReplace(plan, report.service)
    const broken =
      isBroken(report, before, plan.changes[0]?.action === 'create') &&
      (await latest(sources, {name, namespace}, report))
    yield broken || report
    if (broken) throw brokenError(broken)
    isDone = isNew(report.service)
  }
  if (isDone) return
  const end = await reportService(sources, {name, namespace}, 'glance')
  const findings = end.cause ? [end.cause, ...end.warnings] : end.warnings
  const undone = findings.find(({rule, final}) => rule === 'spec' && final)
  if (undone)
    throw brokenError({...end, cause: undone, hints: hintsFor(end.service, undone)}, 'does not take the change')
}

/** What is stopped takes a change, and shows it when it is woken. */
const wakes = ({changes}: Plan): boolean =>
  changes.some(({fields = []}) => fields.some(({path}) => path.includes(stoppedAnnotation)))

/** As many replicas as the plan asks for; a service that was ready before may have the old number still. */
function hasBounds({replicas}: Service, {changes}: Plan): boolean {
  const bound = (name: string): number | undefined => {
    const to = changes[0]?.fields?.find(({path}) => path === `spec.engine.${name}`)?.to
    return typeof to === 'number' ? to : undefined
  }
  return replicas >= (bound('minReplicas') ?? 0) && replicas <= (bound('maxReplicas') ?? Number.POSITIVE_INFINITY)
}

/** Where the plan makes new pods, those of before must not be taken for them. */
function isReplaced(service: Service, {changes}: Plan, was: Service | undefined): boolean {
  const makesPods = changes[0]?.fields?.some(({path}) => changesPods(fieldKeys(path)))
  return !was || !makesPods || revisionOf(service.components) !== revisionOf(was.components)
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
  const range = {min: replicas ?? min ?? 0, max: replicas ?? max ?? Number.POSITIVE_INFINITY}
  const reports = followService(sources, {name, namespace})
  for await (const report of untilSettled(reports, (service) => hasScaled(service, range))) {
    const broken = isBroken(report) && (await latest(sources, {name, namespace}, report))
    yield broken || report
    if (broken) throw brokenError(broken)
  }
}

/** A deployment counts pods that it has not deleted yet out of its status at once: they are waited for too. */
export function hasScaled(
  {status, replicas, readyReplicas, pods, components}: Service,
  range: {readonly min: number; readonly max: number},
): boolean {
  if (range.max === 0) return pods.length === 0
  const surplus = components.some(({name, replicas: wanted, workload}) => {
    const running = pods.filter(({component, phase}) => component === name && phase !== 'Failed')
    return workload?.kind === 'Deployment' && running.length > wanted
  })
  if (surplus) return false
  return (
    status === 'Ready' &&
    replicas >= range.min &&
    replicas <= range.max &&
    readyReplicas === replicas &&
    !pods.some(({terminating}) => terminating)
  )
}

function isBroken({service, cause}: ServiceReport, ignored: ReadonlySet<string> = new Set(), isNew = false): boolean {
  // What was refused before a change may be mended by it.
  if (service.status !== 'Failed') return isNew && cause?.final === true && service.readyReplicas === 0
  const isOld = ({name, problem}: Service['pods'][number]): boolean => ignored.has(name) || problem?.state !== 'failing'
  return !(ignored.size > 0 && service.pods.every(isOld))
}

/** The service may be told of earlier than the pod that explains it: with nothing to quote, everything is read once more. */
async function latest(
  sources: ReportSources,
  input: {readonly name: string; readonly namespace: string},
  report: ServiceReport,
): Promise<ServiceReport> {
  if (report.lastError !== undefined || report.cause?.final) return report
  const now = await reportService(sources, input)
  return now.service.status === 'Failed' || now.cause?.final ? now : report
}

/** What the checks find is the reason; else what the cluster says. */
function brokenError({service, cause, lastError, hints}: ServiceReport, how = 'cannot become ready'): OmeError {
  const proof = cause?.evidence?.[0]
  const why = cause ? [cause.says, proof && evidenceText(proof)] : [service.reason, lastError]
  const text = why.filter((part) => part !== undefined).join('; ')
  return new OmeError('failed', `service "${service.name}" ${how}: ${text}`, hints)
}

/** What is said when waiting took too long. */
export const deploymentDeadline = (plan: Plan, namespace: string) =>
  scalingDeadline({name: plan.changes[0]?.object.name ?? '', namespace})

export const scalingDeadline = ({name, namespace}: {readonly name: string; readonly namespace: string}) => ({
  what: `service "${name}" to be ready`,
  hint: `see what blocks it: ome status service ${name} -n ${namespace}`,
})

/** What is said when a person ends the waiting: the cluster goes on. */
const waitingEnded = (
  {name, namespace}: {readonly name: string; readonly namespace: string},
  undo: string,
): readonly string[] => [
  `stopped waiting; service "${name}" goes on changing in the cluster`,
  `follow it: ome status service ${name} -n ${namespace} --watch`,
  undo,
]

export function deploymentLeft({changes}: Plan, namespace: string): readonly string[] {
  const name = changes[0]?.object.name ?? ''
  const created = changes[0]?.action === 'create'
  const undo = created
    ? `undo it: ome delete service ${name} -n ${namespace}`
    : `see what changed: ome describe service ${name} -n ${namespace}`
  return waitingEnded({name, namespace}, undo)
}

/** Scaling back is named with the bounds that were there. */
export function scalingLeft({changes}: Plan, {name, namespace}: FollowScaling): readonly string[] {
  const from = (key: string): unknown =>
    changes.flatMap(({fields}) => fields ?? []).find(({path}) => path.endsWith(key))?.from
  const [min, max] = [from('.minReplicas'), from('.maxReplicas')]
  const back =
    min === undefined || max === undefined
      ? '--replicas N'
      : min === max
        ? `--replicas ${min}`
        : `--min ${min} --max ${max}`
  return waitingEnded({name, namespace}, `undo it: ome scale service ${name} -n ${namespace} ${back}`)
}
