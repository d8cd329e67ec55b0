import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {authored, type Manifest} from '@ome/sdk/manifest'
import type {Change, Plan} from '@ome/sdk/plan'
import {needsOneOf} from './apply-order.ts'
import {withoutFields} from './conflict.ts'
import {fieldChanges} from './field-changes.ts'
import {locateManifests} from './locate-manifests.ts'
import {type ClusterObjects, label, type Wanted} from './manifest.ts'
import {inParallel} from './parallel.ts'
import {type Pruned, pruned} from './prune.ts'
import {risksOf} from './risk.ts'
import type {ManifestWriter} from './writer.ts'

export interface PlanApply {
  readonly manifests: readonly Manifest[]
  readonly namespace: string
  /** What is done about fields that another manager owns. */
  readonly conflicts: Conflicts
  /** With `leave`: which of these fields are taken all the same, since nobody changed them. Default none. */
  readonly mayTake?: MayTake | undefined
  /** Deletes what an earlier apply made, carries these labels, and is not in the manifests any more. */
  readonly prune?: string | undefined
  /** What of the live object is applied along with a manifest that cannot say it. Default nothing. */
  readonly complete?: ((object: KubeObject, live: KubeObject) => KubeObject) | undefined
}

/** Whether a field such as `.spec.engine.maxReplicas` of a live object may be taken from who owns it. */
export type MayTake = (live: KubeObject, field: string) => boolean

/** `refuse` the whole, `take` them over after a yes, or `leave` them as they are and apply the rest. */
export type Conflicts = 'refuse' | 'take' | 'leave'

export interface ApplyPlan extends Plan {
  /** With `leave`: what was left to others, as `object: fields`. */
  readonly left: readonly string[]
}

interface Ports {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
}

const atOnce = 10

/** Everything is tried on the server before anything is changed: what it refuses, refuses the whole. */
export async function planApply(ports: Ports, ask: PlanApply): Promise<ApplyPlan> {
  const {manifests, namespace, conflicts, mayTake, prune, complete = (object) => object} = ask
  const wanted = await locateManifests(ports.objects, manifests, namespace)
  refuseRisks(wanted)
  const found = await inParallel(wanted, atOnce, async (each) => {
    const live = await findLive(ports.objects, each)
    return {...each, live, ...(live && {object: complete(each.object, live)})}
  })
  const created = found.filter(({live}) => !live).map(({object}) => object)
  const tried = await inParallel(found, atOnce, (each) => tryOne(ports, each, {conflicts, mayTake, created}))
  refuseFailures(tried.flatMap(({failure}) => (failure ? [failure] : [])))
  const changes = tried.flatMap(({change}) => (change ? [change] : []))
  const {doomed, notes} = prune === undefined ? nothing : await pruned(ports, wanted, {namespace, selector: prune})
  const taken = tried.flatMap(({takesOver}) => takesOver ?? [])
  const questions = [
    ...(doomed.length > 0 ? [`Delete ${count(doomed.length, 'object')} that the manifests no longer hold?`] : []),
    ...(taken.length > 0 ? [`Take fields over from another manager in ${taken.join(', ')}?`] : []),
  ]
  const left = tried.flatMap((each) => each.left ?? [])
  return {
    left,
    changes: [...changes, ...doomed],
    ...(notes.length > 0 && {notes}),
    ...(questions.length > 0 && {asks: questions.join(' ')}),
  }
}

const nothing: Pruned = {doomed: [], notes: []}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** What takes a controller down for everybody is not sent. What only gets stuck is: it harms nobody else. */
function refuseRisks(wanted: readonly Wanted[]): void {
  const found = wanted.flatMap(({object, source}) =>
    risksOf(object)
      .filter(({effect}) => effect === 'crash')
      .map(({message}) => `${source}: ${label(object)}: ${message}`),
  )
  if (found.length === 0) return
  throw new OmeError('failed', found.join('\n'), ['nothing was changed; mend it and apply again'])
}

interface Tried {
  readonly change?: Change
  readonly failure?: Failure
  readonly takesOver?: string
  readonly left?: string
}

interface Failure {
  readonly of: Wanted
  readonly error: OmeError
}

type Found = Wanted & {readonly live: KubeObject | undefined}

const findLive = (objects: ClusterObjects, {resource, object}: Wanted): Promise<KubeObject | undefined> =>
  objects.find(resource, object.metadata.name, object.metadata.namespace)

async function tryOne(
  {objects, writer}: Ports,
  {live, ...wanted}: Found,
  {conflicts, mayTake, created}: Pick<PlanApply, 'conflicts' | 'mayTake'> & {readonly created: readonly KubeObject[]},
): Promise<Tried> {
  const {object, resource} = wanted
  const {name, namespace} = object.metadata
  const named = {kind: object.kind, name, ...(namespace === undefined ? {} : {namespace})}
  if (!live && needsOneOf(object, created))
    return {
      change: {action: 'create', object: named, untried: true, write: writer.apply(resource, object, {force: false})},
    }
  try {
    const {planned, sent, force, ...others} = await tryApply(objects, {...wanted, live}, {conflicts, mayTake})
    const write = writer.apply(resource, sent, {force})
    if (!live) return {change: {action: 'create', object: named, write}}
    const fields = fieldChanges(authored(live), authored(planned))
    if (fields.length === 0)
      return {change: {action: 'unchanged', object: named, live: {resource, object: live}}, ...others}
    return {
      change: {action: 'update', object: named, fields, write},
      ...others,
      ...(force && {takesOver: label(object)}),
    }
  } catch (error) {
    if (!isOmeError(error)) throw error
    return {failure: {of: wanted, error}}
  }
}

interface Answered {
  readonly planned: KubeObject
  readonly sent: KubeObject
  readonly force: boolean
  readonly left?: string
}

/** Force is used only where another manager stands in the way, so that a yes is asked for those alone. */
async function tryApply(
  objects: ClusterObjects,
  {resource, object, live}: Found,
  {conflicts, mayTake}: Pick<PlanApply, 'conflicts' | 'mayTake'>,
): Promise<Answered> {
  try {
    return {planned: await objects.tryApply(resource, object, {force: false}), sent: object, force: false}
  } catch (error) {
    const fields = objects.contested(error)
    if (conflicts === 'refuse' || fields.length === 0) throw error
    if (conflicts === 'take')
      return {planned: await objects.tryApply(resource, object, {force: true}), sent: object, force: true}
    const others = fields.filter((field) => !live || !mayTake?.(live, field))
    const sent = withoutFields(object, others)
    const force = others.length < fields.length
    const planned = await objects.tryApply(resource, sent, {force})
    return {planned, sent, force, ...(others.length > 0 && {left: `${label(object)}: ${others.join(', ')}`})}
  }
}

/** One failure keeps its own words and code; several are listed, and all conflicts stay a conflict. */
function refuseFailures(failures: readonly Failure[]): void {
  const [first] = failures
  if (!first) return
  const lines = failures.map(({of, error}) => `${of.source}: ${label(of.object)}: ${error.message}`)
  const kinds = new Set(failures.map(({error}) => error.kind))
  const kind = kinds.size === 1 ? first.error.kind : 'failed'
  const hints = [...new Set(failures.flatMap(({error}) => error.hints))]
  throw new OmeError(kind, lines.join('\n'), ['nothing was changed', ...hints], {cause: first.error.cause})
}
