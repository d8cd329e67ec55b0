import {at} from '@ome/capacity/fields'
import {toNode} from '@ome/inference-model/node'
import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import {gitOwner, operatorWarning, questionOf, refuseWhereHeld} from '../../change/domain/guard.ts'
import {type ImageChanges, type ImageWish, imageChanges} from '../../change/domain/image-change.ts'
import {recordRevision} from '../../change/domain/record-revision.ts'
import {withFields} from '../../change/domain/template-fields.ts'
import {type FoundSet, findSet} from '../../change/usecases/find-set.ts'
import {changedFields} from '../../change/usecases/plan-update.ts'
import {refuseUnknownKey} from '../../domain/level.ts'
import {findRole} from '../../domain/role.ts'
import {rolloutName} from '../../domain/rollout-note.ts'
import {templateDigest} from '../../domain/template-digest.ts'
import {begin, levelFor, type Manner} from '../domain/begin.ts'
import type {Observation} from '../domain/observation.ts'
import type {Later, PatchedField, Rollout, Verb} from '../domain/rollout.ts'
import {rolloutLines} from '../domain/rollout-lines.ts'
import type {RolloutWorld} from '../domain/rollout-world.ts'
import {seenIn} from '../domain/seen-set.ts'

export interface RolloutWish extends Partial<ImageWish> {
  readonly namespace: string
  readonly name: string
  readonly verb: Verb
  readonly roles: readonly string[]
  readonly topologyKey?: string | undefined
  /** A canary: workers of one role. */
  readonly pods?: number | undefined
  readonly canaryRole?: string | undefined
  readonly manner: Manner
  readonly force?: boolean | undefined
  readonly cause: string
}

/** What a driver will do; nothing to drive when `rollout` is absent. */
export interface RolloutPlan extends Plan {
  readonly found: FoundSet
  readonly rollout?: Rollout
}

/** Plans a rollout that is driven from here. */
export async function planRollout(world: RolloutWorld, wish: RolloutWish): Promise<RolloutPlan> {
  const found = await findSet(world, wish, ['autoscalers', 'operators', 'state'])
  const {set} = found
  refuseWhereHeld(set, {force: wish.force})
  refuseWithoutStrategy(found)
  const seen = seenFor(found, wish)
  const aim = aimOf(found, wish)
  const {images, canary} = aim
  if (images && aim.fields.length === 0) return nothingToDo(found, wish.image ?? '')
  const {template} = set.object.spec
  const note = {cause: wish.cause, by: await world.person(), at: world.now().toISOString()}
  const recording = images
    ? recordRevision(world, set, found.objects.state, withFields(template, aim.fields), note)
    : undefined
  const patched = aim.first.map(toPatched)
  const rollout = begin(set, seen, {
    id: world.newId(),
    verb: wish.verb,
    by: note.by,
    now: world.now(),
    roles: canary ? [canary.role] : aim.roles,
    patched,
    toDigest: templateDigest(withFields(template, patched), world.sha256),
    ...(recording ? {fromRevision: recording.fromRevision, toRevision: recording.toRevision} : {}),
    ...(canary && recording ? {later: laterOf(aim, recording.toDigest)} : {}),
    manner: canary ? {...wish.manner, steps: [String(canary.workers)]} : wish.manner,
  })
  const git = gitOwner(set)
  const risks = [...(git ? [`${git} owns ${set.name} and may put its template back`] : []), ...(canary?.risks ?? [])]
  return {
    found,
    rollout,
    changes: [...(recording?.before ?? []), record(found)],
    notes: [...operatorWarning(found.operator), ...rolloutLines(set, rollout, images, canary)],
    ...questionOf([...risks, ...delayRisk(found, rollout)], world.canAsk),
  }
}

/** The set as its driver will see it. Throws where the placement that was asked for cannot be told. */
function seenFor(found: FoundSet, {manner, topologyKey}: RolloutWish): Observation {
  refuseUnknownKey(found.objects.nodes, topologyKey)
  if (!manner.rackByRack && !manner.preservePlacement) return seenIn(found, undefined)
  const level = levelFor(found.set, manner)
  if (manner.preservePlacement) refuseCordoned(found)
  return seenIn(found, level)
}

/** What is to change. */
interface Aim {
  /** Absent for a restart. */
  readonly images?: ImageChanges | undefined
  readonly fields: readonly PatchedField[]
  /** What is written at once: of a canary its own role alone. */
  readonly first: readonly PatchedField[]
  readonly roles: readonly string[]
  readonly canary?: Canary | undefined
}

function aimOf(found: FoundSet, wish: RolloutWish): Aim {
  const {set} = found
  const {image} = wish
  if (image === undefined) {
    const chosen = wish.roles.map((word) => findRole(set.roles, word, set.name))
    const roles = chosen.length > 0 ? set.roles.filter((role) => chosen.includes(role)) : set.roles
    return {fields: [], first: [], roles: roles.map(({name}) => name)}
  }
  const images = imageChanges(set, {...wish, image})
  const fields = changedFields(images)
  const changed = set.roles.filter(({cliques}) => fields.some(({clique}) => cliques.includes(clique)))
  const roles = changed.map(({name}) => name)
  const canary = wish.verb === 'canary' && fields.length > 0 ? canaryOf(found, roles, wish) : undefined
  const first = canary ? fields.filter(({role}) => role.name === canary.role) : fields
  return {images, fields, first, roles, canary}
}

const laterOf = ({fields, first, roles}: Aim, toDigest: string): Later => ({
  patched: fields.filter((field) => !first.includes(field)).map(toPatched),
  toDigest,
  roles,
})

const toPatched = ({clique, path, from, to}: PatchedField): PatchedField => ({
  ...(clique === undefined ? {} : {clique}),
  path,
  from,
  to,
})

/** The driver writes it itself, when everything before was made. */
const record = ({set}: FoundSet): Change => ({
  action: 'create',
  object: {kind: 'ConfigMap', name: rolloutName(set.name), namespace: set.namespace},
  reason: 'what is driven from here, for whoever has to go on with it',
})

function nothingToDo(found: FoundSet, image: string): RolloutPlan {
  const {name, namespace} = found.set
  const object = {kind: 'PodCliqueSet', name, namespace}
  return {found, changes: [{action: 'unchanged', object}], notes: [`${name} runs ${image} already`]}
}

function refuseWithoutStrategy({set}: FoundSet): void {
  const type = at(set.object, 'spec', 'updateStrategy', 'type')
  if (type === undefined || type === 'RollingRecreate' || type === 'OnDelete') return
  throw new OmeError(
    'failed',
    `${set.name} has the update strategy ${String(type)}, which this version does not know`,
    ['update it by the operator alone: ome grove update NAME --image REF'],
  )
}

/** A worker cannot return to a node that takes no pods. */
function refuseCordoned({set, objects}: FoundSet): void {
  const closed = new Set(
    (objects.nodes ?? [])
      .map(toNode)
      .filter(({schedulable}) => !schedulable)
      .map(({name}) => name),
  )
  const pod = set.replicas
    .flatMap(({roles}) => roles.flatMap(({workers}) => workers.flatMap(({pods}) => pods)))
    .find(({node}) => node !== undefined && closed.has(node))
  if (!pod) return
  throw new OmeError('conflict', `${pod.name} is on ${pod.node}, which takes no pods: it could not return there`, [
    `let it take pods again: kubectl uncordon ${pod.node}`,
  ])
}

interface Canary {
  readonly role: string
  readonly workers: number
  readonly total: number
  readonly isRounded: boolean
  readonly risks: readonly string[]
}

/** Workers of one role: the one that is named, else the largest that changes. */
function canaryOf({set}: FoundSet, roles: readonly string[], {pods = 1, name, canaryRole}: RolloutWish): Canary {
  const parts = set.replicas.flatMap((replica) => replica.roles).filter(({role}) => roles.includes(role.name))
  const count = (role: string): number =>
    parts.filter((part) => part.role.name === role).reduce((sum, {desired}) => sum + desired, 0)
  const [largest] = [...roles].sort((a, b) => count(b) - count(a))
  const wanted = canaryRole === undefined ? largest : findRole(set.roles, canaryRole, name).name
  const role = set.roles.find((one) => one.name === wanted && roles.includes(one.name))
  if (!role) throw new OmeError('usage', `no role of ${name} changes`)
  const workers = Math.ceil(pods / role.podsPerWorker)
  const total = count(role.name)
  if (workers >= total) {
    throw new OmeError('usage', `a canary of ${pods} would be all of ${role.name}, which has ${total} workers`, [
      `update all of it: ome grove update ${name} --image REF --role ${role.name}`,
    ])
  }
  const scaler = parts.find((part) => part.role === role)?.autoscaler
  const risks = scaler ? [`the autoscaler ${scaler.name} may take the canary away`] : []
  return {role: role.name, workers, total, isRounded: workers * role.podsPerWorker !== pods, risks}
}

export type {Canary}

/** Where every worker counts, one that is away for longer than the delay ends the gang. */
function delayRisk({set}: FoundSet, {unitTimeoutSeconds}: Rollout): readonly string[] {
  const delay = at(set.object, 'spec', 'template', 'terminationDelay')
  const seconds = typeof delay === 'string' ? durationSeconds(delay) : undefined
  if (seconds === undefined || unitTimeoutSeconds <= seconds) return []
  return [`a worker may take ${unitTimeoutSeconds} s, and the gang is terminated after ${delay}`]
}

function durationSeconds(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|m|s)/g)]
  const units: Readonly<Record<string, number>> = {h: 3600, m: 60, s: 1}
  return parts.length === 0
    ? undefined
    : parts.reduce((sum, [, value, unit = 's']) => sum + Number(value) * (units[unit] ?? 1), 0)
}
