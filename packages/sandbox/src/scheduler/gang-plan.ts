import type {ApiObject, LocalApi} from '../api.ts'
import {filterNodes, load} from './choice.ts'
import type {ClusterView, Room} from './cluster-view.ts'
import type {Misfit} from './fit.ts'
import type {Gang, GangGroup, Pack} from './gang.ts'

/** Why a gang or one of its pods cannot be placed. */
export interface GangShortage {
  readonly group: GangGroup
  /** Pods of the gang that found a place until then. */
  readonly found: number
  readonly misfits: readonly Misfit[]
}

/** Where the pods of a gang go. */
export interface GangPlan {
  readonly placements: ReadonlyMap<string, Room>
  /** Set when the minimum cannot be placed; then nothing is. */
  readonly shortage?: GangShortage
  /** Pods beyond the minimum that found no place. */
  readonly left: ReadonlyMap<string, GangShortage>
}

/** The gang, a part of it or a group: what a pack is said about. */
interface Unit {
  readonly pack: Pack | undefined
  readonly groups: readonly GangGroup[]
  readonly children: readonly Unit[]
}

interface Planning {
  readonly api: LocalApi
  readonly view: ClusterView
  readonly gang: Gang
  readonly pending: ReadonlyMap<string, ApiObject>
  readonly placements: Map<string, Room>
  worst: GangShortage | undefined
}

/**
 * Places a gang: the minimum of every group or nothing, then whatever else fits, each pack being kept to. Of several
 * domains the one with most of the gang, then the fullest that fits, then the first by name; nodes likewise. The view is
 * as before when this returns.
 */
export function planGang(
  api: LocalApi,
  view: ClusterView,
  gang: Gang,
  pending: ReadonlyMap<string, ApiObject>,
): GangPlan {
  const planning: Planning = {api, view, gang, pending, placements: new Map(), worst: undefined}
  try {
    const root = unitsOf(gang)
    if (!placeUnit(planning, root, [...view.rooms.values()])) {
      const {worst} = planning
      return {placements: new Map(), left: new Map(), ...(worst ? {shortage: worst} : {})}
    }
    const left = placeRest(planning, root)
    return {placements: new Map(planning.placements), left}
  } finally {
    undo(planning, 0)
  }
}

function unitsOf(gang: Gang): Unit {
  const groupUnit = (group: GangGroup): Unit => ({pack: group.pack, groups: [group], children: []})
  const parts = gang.parts ?? []
  const partUnits = parts.map((part): Unit => {
    const groups = gang.groups.filter(({name}) => part.groups.includes(name))
    return {pack: part.pack, groups, children: groups.map(groupUnit)}
  })
  const inPart = new Set(parts.flatMap(({groups}) => groups))
  const alone = gang.groups.filter(({name}) => !inPart.has(name)).map(groupUnit)
  return {pack: gang.pack, groups: gang.groups, children: [...alone, ...partUnits].sort(hardestFirst)}
}

/** What has to be together finds its domain before the rest takes pieces of it; the larger one first. */
function hardestFirst(a: Unit, b: Unit): number {
  const bound = ({pack}: Unit): number => Number(pack?.required !== undefined)
  const size = ({groups}: Unit): number => groups.reduce((sum, {minMember}) => sum + minMember, 0)
  return bound(b) - bound(a) || (bound(a) ? size(b) - size(a) : 0)
}

/** The domain of a node at a level; undefined without the label. */
function domainOf({levels = []}: Gang, room: Room, key: string): string | undefined {
  const labels = room.node.metadata.labels ?? {}
  if (labels[key] === undefined) return undefined
  const at = levels.indexOf(key)
  const keys = at < 0 ? [key] : levels.slice(0, at + 1)
  return keys.map((level) => labels[level] ?? '').join('/')
}

const roomOf = ({view, placements}: Planning, key: string): Room | undefined =>
  placements.get(key) ?? view.placed.get(key)?.room

const isPlaced = (planning: Planning, key: string): boolean => roomOf(planning, key) !== undefined

function placeUnit(planning: Planning, unit: Unit, rooms: readonly Room[]): boolean {
  const required = unit.pack?.required
  if (required === undefined) return placePreferred(planning, unit, rooms)
  const domains = orderedDomains(planning, unit, rooms, required)
  const settled = unit.groups.some((group) => group.pods.some((key) => planning.view.placed.has(key)))
  for (const domain of settled ? domains.slice(0, 1) : domains) {
    if (attempt(planning, () => placePreferred(planning, unit, domain))) return true
  }
  if (domains.length === 0) note(planning, unit, rooms.map(outside))
  return false
}

const outside = (): Misfit => ({reasons: ["node(s) didn't match the required topology level"], resolvable: false})

function note(planning: Planning, unit: Unit, misfits: readonly Misfit[]): void {
  const [group] = unit.groups
  if (group) planning.worst ??= {group, found: planning.placements.size, misfits}
}

function placePreferred(planning: Planning, unit: Unit, rooms: readonly Room[]): boolean {
  const preferred = unit.pack?.preferred
  if (preferred !== undefined) {
    for (const domain of orderedDomains(planning, unit, rooms, preferred)) {
      if (attempt(planning, () => placeChildren(planning, unit, domain))) return true
    }
  }
  return attempt(planning, () => placeChildren(planning, unit, rooms))
}

function placeChildren(planning: Planning, unit: Unit, rooms: readonly Room[]): boolean {
  if (unit.children.length > 0) return unit.children.every((child) => placeUnit(planning, child, rooms))
  return unit.groups.every((group) => {
    const waiting = group.pods.filter((key) => !isPlaced(planning, key) && planning.pending.has(key))
    const wanted = group.minMember - group.pods.filter((key) => isPlaced(planning, key)).length
    return waiting.slice(0, Math.max(0, wanted)).every((key) => placePod(planning, unit, group, key, rooms))
  })
}

function placePod(planning: Planning, unit: Unit, group: GangGroup, key: string, rooms: readonly Room[]): boolean {
  const pod = planning.pending.get(key)
  if (!pod) return false
  const {api, view, gang} = planning
  const filtered = filterNodes(api, view, pod, rooms)
  const level = unit.pack?.preferred ?? unit.pack?.required ?? gang.pack?.preferred ?? gang.pack?.required
  const best = closest(planning, level, filtered.rooms)
  if (!best) {
    const elsewhere = [...view.rooms.values()].filter((room) => !rooms.includes(room)).map(outside)
    const found = planning.placements.size
    const shortage = {group, found, misfits: [...filtered.misfits.values(), ...elsewhere]}
    if (!planning.worst || found > planning.worst.found) planning.worst = shortage
    return false
  }
  view.place(pod, best.name)
  planning.placements.set(key, best)
  return true
}

/** The domain with most of the gang, then the fullest node, then the name. */
function closest(planning: Planning, level: string | undefined, rooms: readonly Room[]): Room | undefined {
  const counts = level === undefined ? undefined : gangCounts(planning, planning.gang.groups, level)
  const company = (room: Room): number =>
    (level !== undefined && counts?.get(domainOf(planning.gang, room, level) ?? '')) || 0
  return [...rooms].sort((a, b) => company(b) - company(a) || load(b) - load(a) || (a.name < b.name ? -1 : 1))[0]
}

function gangCounts(planning: Planning, groups: readonly GangGroup[], level: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of groups.flatMap(({pods}) => pods)) {
    const room = roomOf(planning, key)
    const domain = room && domainOf(planning.gang, room, level)
    if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
  return counts
}

function orderedDomains(planning: Planning, unit: Unit, rooms: readonly Room[], level: string): Room[][] {
  const domains = new Map<string, Room[]>()
  for (const room of rooms) {
    const domain = domainOf(planning.gang, room, level)
    if (domain === undefined) continue
    const members = domains.get(domain)
    if (members) members.push(room)
    else domains.set(domain, [room])
  }
  const own = gangCounts(planning, unit.groups, level)
  const all = gangCounts(planning, planning.gang.groups, level)
  const fullness = (members: readonly Room[]): number =>
    members.reduce((sum, room) => sum + load(room), 0) / members.length
  return [...domains]
    .sort(
      ([a, inA], [b, inB]) =>
        (own.get(b) ?? 0) - (own.get(a) ?? 0) ||
        (all.get(b) ?? 0) - (all.get(a) ?? 0) ||
        fullness(inB) - fullness(inA) ||
        (a < b ? -1 : 1),
    )
    .map(([, members]) => members)
}

function attempt(planning: Planning, place: () => boolean): boolean {
  const before = planning.placements.size
  if (place()) return true
  undo(planning, before)
  return false
}

function undo({view, placements}: Planning, keep: number): void {
  for (const key of [...placements.keys()].slice(keep)) {
    view.remove(key)
    placements.delete(key)
  }
}

/** Pods beyond the minimum, one by one, where the required packs of what they belong to allow. */
function placeRest(planning: Planning, root: Unit): Map<string, GangShortage> {
  const left = new Map<string, GangShortage>()
  const visit = (unit: Unit, scope: readonly Room[]): void => {
    const level = unit.pack?.required
    const [home] = level === undefined ? [scope] : orderedDomains(planning, unit, scope, level)
    for (const child of unit.children) visit(child, home ?? [])
    if (unit.children.length > 0) return
    for (const group of unit.groups) {
      for (const key of group.pods) {
        if (isPlaced(planning, key) || !planning.pending.has(key)) continue
        planning.worst = undefined
        if (!placePod(planning, unit, group, key, home ?? []) && planning.worst) left.set(key, planning.worst)
      }
    }
  }
  visit(root, [...planning.view.rooms.values()])
  return left
}
