import {at} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {allParts, medianReadySeconds} from '../../change/domain/estimate.ts'
import {imagesByRole} from '../../change/domain/record-revision.ts'
import type {GroveSet, Worker} from '../../domain/grove-tree.ts'
import type {Role} from '../../domain/role.ts'
import {rolloutName} from '../../domain/rollout-note.ts'
import type {SetEvent} from '../../look/domain/set-event.ts'
import type {Measured} from './observation.ts'
import {seenSet} from './observe-set.ts'
import {isEnded, isStopped, type PatchedField, type Rollout} from './rollout.ts'
import {toRollout} from './rollout-record.ts'
import type {Latencies} from './rollout-world.ts'
import {stateOf} from './template-patch.ts'

/** How a rollout of a set stands, whoever rolls. */
export interface RolloutReport {
  readonly set: GroveSet
  /** The latest one that was driven by this program, also one that ended. */
  readonly rollout?: Rollout
  readonly state: 'driven' | 'operator' | 'complete' | 'unrecorded'
  /** What happened to pods that nobody drove: new ones while it was stopped. */
  readonly drift: number
  readonly roles: readonly RoleReport[]
  readonly latencies: Measured['values']
  /** Those of new workers and of old ones, where both are there. */
  readonly sides?: Latencies['sides']
  readonly warnings: readonly SetEvent[]
  /** Time that is left, in seconds. */
  readonly leftSeconds?: number
  readonly problem?: string
}

export interface RoleReport {
  readonly name: string
  readonly updated: number
  readonly total: number
  readonly image: string
  readonly workers: readonly Worker[]
}

export function rolloutReport(
  set: GroveSet,
  state: readonly KubeObject[] | undefined,
  latencies: Measured['values'],
): RolloutReport {
  const own = (state ?? []).find(
    ({metadata}) => metadata.name === rolloutName(set.name) && metadata.namespace === set.namespace,
  )
  const rollout = own && toRollout(own)
  const isActive = rollout !== undefined && !isEnded(rollout)
  const images = imagesByRole(set.object.spec.template)
  const isOld = oldIn(set, isActive ? rollout : undefined)
  const roles = set.roles.map((role): RoleReport => {
    const workers = allParts(set)
      .filter((part) => part.role === role)
      .flatMap((part) => part.workers)
      .map((worker) => ({...worker, isNew: worker.isNew && !isOld(role, worker)}))
    const updated = workers.filter(({isNew}) => isNew).length
    return {name: role.name, updated, total: workers.length, image: images[role.name] ?? '', workers}
  })
  const lost = seenSet(set).rolloutId !== undefined && !isActive
  const left = roles.map(({name, updated, total}) => (medianReadySeconds(set, [name]) ?? 0) * (total - updated))
  const leftSeconds = isActive ? left.reduce((sum, each) => sum + each, 0) : Math.max(0, ...left)
  const problem = problemOf(set, isActive ? rollout : undefined, lost)
  return {
    set,
    ...(rollout ? {rollout} : {}),
    state: isActive || lost ? 'driven' : set.update.state === 'progressing' || !isSeen(set) ? 'operator' : 'complete',
    drift: isActive && rollout.verb === 'hold' ? roles.reduce((sum, {updated}) => sum + updated, 0) : 0,
    roles,
    latencies,
    warnings: [],
    ...(leftSeconds > 0 ? {leftSeconds} : {}),
    ...(problem === undefined ? {} : {problem}),
  }
}

/** Workers of the template that is live, and still to be replaced: it is not written yet, or they only restart. */
function oldIn(set: GroveSet, rollout: Rollout | undefined): (role: Role, worker: Worker) => boolean {
  const seen = seenSet(set)
  const isToCome = (field: PatchedField): boolean => stateOf(seen, field, false) === 'before'
  const later = rollout?.back ? [] : [...(rollout?.patched ?? []), ...(rollout?.later?.patched ?? [])]
  const toCome = new Set(later.filter(isToCome).map(({clique}) => clique))
  const before = new Set(rollout?.before ?? [])
  return ({cliques}, {pods}) =>
    toCome.has(undefined) || cliques.some((clique) => toCome.has(clique)) || pods.some(({uid}) => before.has(uid))
}

const stuck = new Set(['gate', 'samples', 'timeout', 'placement', 'edited'])

function problemOf(set: GroveSet, rollout: Rollout | undefined, lost: boolean): string | undefined {
  if (lost) return 'the set is marked as held, and the record of its rollout is gone'
  if (rollout?.phase === 'Paused' && stuck.has(rollout.reason ?? '')) return rollout.message
  return set.health === 'Degraded' ? `${set.name} is degraded` : undefined
}

/** The operator has looked at what was written last. */
function isSeen({object}: GroveSet): boolean {
  const observed = at(object, 'status', 'observedGeneration')
  return typeof observed !== 'number' || observed >= (object.metadata.generation ?? 0)
}

/** Nothing happens any more unless somebody does something. */
export const isFinal = ({state, rollout}: RolloutReport): boolean =>
  state === 'complete' || (state === 'driven' && (rollout === undefined || isStopped(rollout)))
