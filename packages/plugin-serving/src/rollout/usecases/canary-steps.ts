import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import {type Canary, type CanaryStore, replicasFor, sentBack} from '../domain/canary.ts'
import type {CanaryView} from '../domain/canary-view.ts'
import {revisionOf} from './view-canary.ts'

/** A step of a canary, and whether something is left to do once the service has become what it shall be. */
export interface CanaryStep extends Plan {
  readonly goesOn: boolean
}

/** Another share for the canary. What an interruption left out is made up for. */
export async function planShift(canaries: CanaryStore, view: CanaryView, percent: number): Promise<CanaryStep> {
  const canary = demand(view)
  if (canary.phase !== 'running') throw notRunning(canary)
  if (sentBack.has(view.state?.phase ?? '')) throw takenBack(canary)
  const stable = view.service.components[0]?.minReplicas ?? 1
  const next: Canary = canary.by === 'replicas' ? {...canary, ...replicasFor(percent, stable)} : {...canary, percent}
  const brought = await canaries.backend(canary.by).bring(next)
  const isSame = brought.length === 0 && next.percent === canary.percent
  const changes = isSame ? [unchanged(canary)] : [canaries.write(next, view.foreign), ...brought]
  const real = next.percent === percent ? [] : [`so many replicas make ${next.percent} %, not ${percent} %`]
  const broken = view.second && view.cause ? [`warning: the canary is not ready: ${view.cause}`] : []
  return {changes, notes: [...broken, ...real], goesOn: false}
}

/** All requests to the new version. Typed again it goes on where it ended. */
export async function planPromote(canaries: CanaryStore, view: CanaryView): Promise<CanaryStep> {
  const canary = demand(view)
  if (canary.phase === 'aborting') throw notRunning(canary)
  const backend = canaries.backend(canary.by)
  const left = canary.phase === 'promoting' && view.settled ? [] : await backend.promote(canary)
  if (canary.phase === 'promoting' && view.settled) return await finished(canaries, view, canary)
  if (view.foreign || canary.by === 'serverless') {
    return {changes: [...left, ...(view.foreign ? [] : [canaries.forget(canary)])], goesOn: false}
  }
  const movedFrom = revisionOf(view.service.components)
  const moves = left.length > 0 && movedFrom !== undefined && canary.phase === 'running'
  const next: Canary = {...canary, phase: 'promoting', ...(moves && {movedFrom})}
  return {
    changes:
      canary.phase === 'promoting' && left.length === 0 ? [unchanged(canary)] : [canaries.write(next, false), ...left],
    goesOn: true,
    ...asking(
      canary,
      `Make the canary of service "${canary.service}" the service? Its pods are replaced, and the canary's own end.`,
    ),
  }
}

/** The service is what it was before. Typed again it goes on where it ended. */
export async function planAbort(canaries: CanaryStore, view: CanaryView): Promise<CanaryStep> {
  const canary = demand(view)
  const backend = canaries.backend(canary.by)
  const question = asking(canary, `Take back the canary of service "${canary.service}"? Its pods end.`)
  if (canary.phase === 'promoting' && view.state?.holds === 'target') {
    throw new OmeError('conflict', `service "${canary.service}" has become the canary already`, [
      `finish: ome rollout promote service ${canary.service} -n ${canary.namespace}`,
      `or go back: finish, then ome rollout undo service ${canary.service} -n ${canary.namespace}`,
    ])
  }
  if (canary.by === 'serverless' && canary.phase === 'aborting' && view.settled)
    return await finished(canaries, view, canary)
  const back = await backend.abort(canary)
  if (view.foreign) return {changes: back, goesOn: false}
  const next: Canary = {...canary, phase: 'aborting'}
  const first = canary.phase === 'aborting' ? [] : [canaries.write(next, false)]
  if (canary.by !== 'serverless')
    return {changes: [...first, ...back, canaries.forget(canary)], goesOn: false, ...question}
  return {changes: first.length + back.length === 0 ? [unchanged(canary)] : [...first, ...back], goesOn: true}
}

/** What is left once the service has become what it shall be. */
async function finished(canaries: CanaryStore, {foreign}: CanaryView, canary: Canary): Promise<CanaryStep> {
  const changes = await canaries.backend(canary.by).finish(canary)
  const question = asking(canary, `Finish the canary of service "${canary.service}"? Its own pods end.`)
  return {changes: [...changes, ...(foreign ? [] : [canaries.forget(canary)])], goesOn: false, ...question}
}

/** A second service is deleted in the end: that needs a yes. */
const asking = ({by}: Canary, asks: string): {asks?: string} => (by === 'gateway' || by === 'replicas' ? {asks} : {})

const unchanged = ({service, namespace}: Canary): Change => ({
  action: 'unchanged',
  object: {kind: 'inferenceservice', name: service, namespace},
})

function demand({canary, service: {name, namespace}}: CanaryView): Canary {
  if (canary) return canary
  throw new OmeError('not-found', `service "${name}" has no canary`, [
    `begin one: ome deploy MODEL --name ${name} -n ${namespace} --canary --traffic-split "prev:90,canary:10"`,
  ])
}

const notRunning = ({service, namespace, phase}: Canary): OmeError =>
  new OmeError(
    'conflict',
    `the canary of service "${service}" is being ${phase === 'promoting' ? 'promoted' : 'taken back'}`,
    [`go on with that: ome rollout ${phase === 'promoting' ? 'promote' : 'abort'} service ${service} -n ${namespace}`],
  )

const takenBack = ({service, namespace}: Canary): OmeError =>
  new OmeError('conflict', `the canary of service "${service}" was taken back: it gets no share any more`, [
    `clear it: ome rollout abort service ${service} -n ${namespace}`,
  ])
