import type {ApiObject, LocalApi} from '../api.ts'
import {type ClusterView, ownerOf, type Room} from './cluster-view.ts'
import {type Misfit, misfit} from './fit.ts'
import {matchesNode, matchesTerm, type SelectorTerm, type Taint, tolerates} from './node-match.ts'
import {affinityRelations, softAffinity, softSpread, spreadRelations} from './relations.ts'
import {volumeRelations} from './volumes.ts'

/** The outcome of filtering: the nodes that can take a pod, or why each of them cannot. */
export interface Filtered {
  readonly rooms: readonly Room[]
  readonly misfits: ReadonlyMap<Room, Misfit>
}

/** A check of all of kube-scheduler's filters for one pod, valid until something is placed or removed. */
export function filterFor(api: LocalApi, view: ClusterView, pod: ApiObject): (room: Room) => Misfit | undefined {
  const relations = [
    ...volumeRelations(api, pod),
    ...spreadRelations(view, pod, (room) => matchesNode(pod, room.node)),
    ...affinityRelations(api, view, pod),
  ]
  if (relations.length === 0) return (room) => misfit(pod, room)
  return (room) => {
    const own = misfit(pod, room)
    if (own) return own
    for (const relation of relations) {
      const refusal = relation(room)
      if (refusal) return refusal
    }
    return undefined
  }
}

/** Sorts nodes into those that can take the pod and the rest. */
export function filterNodes(
  api: LocalApi,
  view: ClusterView,
  pod: ApiObject,
  candidates: Iterable<Room> = view.rooms.values(),
): Filtered {
  const check = filterFor(api, view, pod)
  const rooms: Room[] = []
  const misfits = new Map<Room, Misfit>()
  for (const room of candidates) {
    const refusal = check(room)
    if (refusal) misfits.set(room, refusal)
    else rooms.push(room)
  }
  return {rooms, misfits}
}

/**
 * The best of the nodes that fit: what the pod prefers, then fewest siblings, then most room, then the name. Each
 * preference counts as in kube-scheduler: taints three times, affinities and spread twice, each from 0 to 100.
 */
export function bestRoom(api: LocalApi, view: ClusterView, pod: ApiObject, rooms: readonly Room[]): Room | undefined {
  const wishes = wishesOf(api, view, pod, rooms)
  const owner = ownerOf(pod)
  let best: {room: Room; wish: number; score: number} | undefined
  for (const room of rooms) {
    const wish = wishes.reduce((sum, of) => sum + of(room), 0)
    const score = -(owner === undefined ? 0 : (room.owners.get(owner) ?? 0)) * 10 - load(room)
    if (best && (wish < best.wish || (wish === best.wish && score < best.score))) continue
    if (best && wish === best.wish && score === best.score && room.name > best.room.name) continue
    best = {room, wish, score}
  }
  return best?.room
}

type Wish = (room: Room) => number

function wishesOf(api: LocalApi, view: ClusterView, pod: ApiObject, rooms: readonly Room[]): Wish[] {
  const wishes: Wish[] = []
  const taints = (room: Room): number =>
    (room.node.spec?.taints ?? []).filter(
      (taint: Taint) => taint.effect === 'PreferNoSchedule' && !tolerates(pod, taint),
    ).length
  if (rooms.some((room) => taints(room) > 0)) wishes.push(scaled(rooms, (room) => -taints(room), 3))
  const terms: {weight: number; preference: SelectorTerm}[] =
    pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
  if (terms.length > 0) {
    const weight = (room: Room): number =>
      terms.reduce((sum, term) => sum + (matchesTerm(term.preference, room.node) ? term.weight : 0), 0)
    wishes.push(scaled(rooms, weight, 2))
  }
  const near = softAffinity(api, view, pod)
  if (near) wishes.push(scaled(rooms, near, 2))
  const spread = softSpread(view, pod)
  if (spread) wishes.push(scaled(rooms, (room) => -spread(room), 2))
  return wishes
}

/** From 0 for the worst of the nodes to 100 times the weight for the best. */
function scaled(rooms: readonly Room[], value: Wish, weight: number): Wish {
  const values = new Map(rooms.map((room) => [room, value(room)]))
  const least = Math.min(...values.values())
  const range = Math.max(...values.values()) - least
  return (room) => (range === 0 ? 0 : (((values.get(room) ?? 0) - least) / range) * 100 * weight)
}

/** How full a node is, 0…: the mean over the resources that any pod uses there. */
export function load(room: Room): number {
  let sum = 0
  let count = 0
  for (const name in room.used) {
    const used = room.used[name] ?? 0
    if (used <= 1e-9) continue
    sum += used / Math.max(room.total[name] ?? 0, 1e-9)
    count++
  }
  return count === 0 ? 0 : sum / count
}
