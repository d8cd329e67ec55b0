import type {ApiObject, LocalApi} from '../api.ts'
import {type LabelSelector, selects} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {namespaces} from '../controllers/resources.ts'
import type {ClusterView, Placed, Room} from './cluster-view.ts'
import {hopeless, type Misfit} from './fit.ts'

/** A rule about a pod and the pods around it, made once per attempt and asked for each node. */
export type Relation = (room: Room) => Misfit | undefined

interface AffinityTerm {
  readonly labelSelector?: LabelSelector
  readonly namespaces?: readonly string[]
  readonly namespaceSelector?: LabelSelector
  readonly topologyKey: string
}

export interface WeightedTerm {
  readonly weight: number
  readonly podAffinityTerm: AffinityTerm
}

/** A pod's affinity to other pods and theirs to it, in the words of the InterPodAffinity plugin. */
export function affinityRelations(api: LocalApi, view: ClusterView, pod: ApiObject): Relation[] {
  const affinity = pod.spec?.affinity
  const attracting: AffinityTerm[] = affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
  const repelling: AffinityTerm[] = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
  const relations: Relation[] = []
  if (attracting.length > 0) relations.push(attraction(api, view, pod, attracting))
  for (const term of repelling) {
    const taken = domains(matching(api, view, pod, term), term.topologyKey)
    relations.push((room) => inDomain(taken, room, term.topologyKey, "node(s) didn't match pod anti-affinity rules"))
  }
  const closed = closedDomains(api, view, pod)
  for (const [key, taken] of closed)
    relations.push((room) => inDomain(taken, room, key, "node(s) didn't satisfy existing pods anti-affinity rules"))
  return relations
}

const label = (room: Room, key: string): string | undefined => room.node.metadata.labels?.[key]

function inDomain(taken: ReadonlyMap<string, number>, room: Room, key: string, reason: string): Misfit | undefined {
  const value = label(room, key)
  return value !== undefined && taken.has(value) ? {reasons: [reason], resolvable: true} : undefined
}

/** A pod that matches its own terms may be the first of its kind. */
function attraction(api: LocalApi, view: ClusterView, pod: ApiObject, terms: readonly AffinityTerm[]): Relation {
  const found = terms.map((term) => ({term, in: domains(matching(api, view, pod, term), term.topologyKey)}))
  const isFirst = found.every(({term, in: where}) => where.size === 0 && covers(api, pod, term, pod))
  return (room) => {
    for (const {term, in: where} of found) {
      const value = label(room, term.topologyKey)
      if (value === undefined || (!isFirst && !where.has(value)))
        return hopeless("node(s) didn't match pod affinity rules")
    }
    return undefined
  }
}

function closedDomains(api: LocalApi, view: ClusterView, pod: ApiObject): Map<string, Map<string, number>> {
  const closed = new Map<string, Map<string, number>>()
  for (const other of view.repellent) {
    const terms: AffinityTerm[] = other.pod.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution
    for (const term of terms) {
      const value = label(other.room, term.topologyKey)
      if (value === undefined || !covers(api, other.pod, term, pod)) continue
      const values = closed.get(term.topologyKey) ?? new Map<string, number>()
      closed.set(term.topologyKey, values.set(value, 1))
    }
  }
  return closed
}

/** True when a term of `owner` is about `other`. */
function covers(api: LocalApi, owner: ApiObject, term: AffinityTerm, other: ApiObject): boolean {
  return (
    selects(term.labelSelector, other.metadata.labels) &&
    namespacesOf(api, owner, term).includes(other.metadata.namespace ?? '')
  )
}

function namespacesOf(api: LocalApi, owner: ApiObject, term: AffinityTerm): readonly string[] {
  const named = term.namespaces ?? []
  if (!term.namespaceSelector) return named.length > 0 ? named : [owner.metadata.namespace ?? '']
  const selected = api
    .list(namespaces)
    .filter(({metadata}) => selects(term.namespaceSelector, metadata.labels))
    .map(({metadata}) => metadata.name)
  return [...named, ...selected]
}

function* matching(api: LocalApi, view: ClusterView, owner: ApiObject, term: AffinityTerm): Generator<Placed> {
  for (const namespace of namespacesOf(api, owner, term)) yield* selected(view, namespace, term.labelSelector)
}

function* selected(view: ClusterView, namespace: string, selector: LabelSelector | undefined): Generator<Placed> {
  const [first] = Object.entries(selector?.matchLabels ?? {})
  for (const item of view.withLabel(namespace, first)) {
    if (selects(selector, item.pod.metadata.labels)) yield item
  }
}

function domains(items: Iterable<Placed>, key: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const {room} of items) {
    const value = label(room, key)
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

interface SpreadConstraint {
  readonly maxSkew: number
  readonly topologyKey: string
  readonly whenUnsatisfiable: string
  readonly labelSelector?: LabelSelector
  readonly minDomains?: number
  readonly matchLabelKeys?: readonly string[]
  readonly nodeAffinityPolicy?: string
  readonly nodeTaintsPolicy?: string
}

/** The hard topology spread constraints of a pod. `eligible` says whose domains count: the nodes its affinity accepts. */
export function spreadRelations(view: ClusterView, pod: ApiObject, eligible: (room: Room) => boolean): Relation[] {
  const constraints: SpreadConstraint[] = pod.spec?.topologySpreadConstraints ?? []
  return constraints
    .filter(({whenUnsatisfiable}) => whenUnsatisfiable === 'DoNotSchedule')
    .map((constraint): Relation => {
      const counts = spreadCounts(view, pod, constraint, eligible)
      const fewest =
        counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...(counts.size > 0 ? counts.values() : [0]))
      const self = selects(selectorOf(pod, constraint), pod.metadata.labels) ? 1 : 0
      return (room) => {
        const value = label(room, constraint.topologyKey)
        if (value === undefined)
          return hopeless("node(s) didn't match pod topology spread constraints (missing required label)")
        const skew = (counts.get(value) ?? 0) + self - fewest
        if (skew <= constraint.maxSkew) return undefined
        return {reasons: ["node(s) didn't match pod topology spread constraints"], resolvable: true}
      }
    })
}

/** How many pods of a constraint's selection each node's domain has: less is better. */
export function softSpread(view: ClusterView, pod: ApiObject): ((room: Room) => number) | undefined {
  const constraints: SpreadConstraint[] = (pod.spec?.topologySpreadConstraints ?? []).filter(
    ({whenUnsatisfiable}: SpreadConstraint) => whenUnsatisfiable === 'ScheduleAnyway',
  )
  if (constraints.length === 0) return undefined
  const counted = constraints.map((constraint) => ({
    key: constraint.topologyKey,
    counts: spreadCounts(view, pod, constraint, () => true),
  }))
  return (room) => counted.reduce((sum, {key, counts}) => sum + (counts.get(label(room, key) ?? '') ?? 0), 0)
}

function spreadCounts(
  view: ClusterView,
  pod: ApiObject,
  constraint: SpreadConstraint,
  eligible: (room: Room) => boolean,
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const room of view.rooms.values()) {
    const value = label(room, constraint.topologyKey)
    if (value !== undefined && (constraint.nodeAffinityPolicy === 'Ignore' || eligible(room))) counts.set(value, 0)
  }
  for (const {room, pod: other} of selected(view, pod.metadata.namespace ?? '', selectorOf(pod, constraint))) {
    const value = label(room, constraint.topologyKey)
    const count = value === undefined ? undefined : counts.get(value)
    if (value !== undefined && count !== undefined && !isTerminating(other)) counts.set(value, count + 1)
  }
  return counts
}

function selectorOf(pod: ApiObject, {labelSelector, matchLabelKeys}: SpreadConstraint): LabelSelector | undefined {
  if (!labelSelector || !matchLabelKeys?.length) return labelSelector
  const own = matchLabelKeys.flatMap((key) => {
    const value = pod.metadata.labels?.[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  return {...labelSelector, matchLabels: {...labelSelector.matchLabels, ...Object.fromEntries(own)}}
}

/** What the preferred terms of a pod, and of the pods around it, say about each node: more is better. */
export function softAffinity(api: LocalApi, view: ClusterView, pod: ApiObject): ((room: Room) => number) | undefined {
  const affinity = pod.spec?.affinity
  const terms: [sign: number, WeightedTerm[]][] = [
    [1, affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []],
    [-1, affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []],
  ]
  const counted = terms.flatMap(([sign, list]) =>
    list.map(({weight, podAffinityTerm}) => ({
      factor: sign * weight,
      key: podAffinityTerm.topologyKey,
      counts: domains(matching(api, view, pod, podAffinityTerm), podAffinityTerm.topologyKey),
    })),
  )
  if (counted.length === 0) return undefined
  return (room) =>
    counted.reduce((sum, {factor, key, counts}) => sum + factor * (counts.get(label(room, key) ?? '') ?? 0), 0)
}
