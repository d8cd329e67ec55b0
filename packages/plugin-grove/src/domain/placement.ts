import type {KubeObject} from '@ome/sdk/kube'
import type {GrovePod} from './grove-pod.ts'
import {isBound} from './grove-pod.ts'
import {domainOf, type Topology} from './level.ts'

/** Nodes of a topology with the domains they are in, at every level, made once for all gangs. */
export interface NodeMap {
  readonly topology: Topology
  /** Domain per level of a node; undefined for a node that is not known. */
  domains(node: string): readonly string[] | undefined
  /** Allocatable GPUs of the domains of a level, most first, each with those before it. */
  capacity(level: number): readonly number[]
}

/** `gpus`: allocatable ones per node. */
export function nodeMap(topology: Topology, nodes: readonly KubeObject[], gpus: ReadonlyMap<string, number>): NodeMap {
  const byNode = new Map(
    nodes.map((node) => [node.metadata.name, topology.levels.map((_, level) => domainOf(node, topology, level))]),
  )
  const sums = topology.levels.map((_, level) => {
    const total = new Map<string, number>()
    for (const [node, domains] of byNode) {
      const domain = domains[level] ?? ''
      total.set(domain, (total.get(domain) ?? 0) + (gpus.get(node) ?? 0))
    }
    let sum = 0
    return [...total.values()].sort((left, right) => right - left).map((amount) => (sum += amount))
  })
  return {topology, domains: (node) => byNode.get(node), capacity: (level) => sums[level] ?? []}
}

/** What is packed together, and at which level: a gang, a replica of a scaling group, or a clique. */
export interface Scope {
  readonly name: string
  readonly kind: 'gang' | 'group' | 'clique'
  readonly level: number
  /** Placed elsewhere it would not be allowed to be; else it is wished for, or nobody asked. */
  readonly packing: 'required' | 'preferred' | 'none'
  readonly pods: readonly GrovePod[]
}

export interface ScopeScore {
  readonly name: string
  readonly kind: Scope['kind']
  /** Domain name of the level. */
  readonly level: string
  readonly packing: Scope['packing']
  /** 0 to 1, where 1 is as packed as the hardware allows. Absent while no pod is bound or nodes are not known. */
  readonly score?: number
  /** Distinct domains of bound pods, the heaviest first. */
  readonly domains: readonly {readonly path: string; readonly pods: number; readonly weight: number}[]
  /** The smallest number of domains that can hold the whole demand; absent without figures of capacity. */
  readonly need?: number
  readonly bound: number
  readonly pods: number
  /** Pods outside the `need` heaviest domains. */
  readonly stragglers: readonly GrovePod[]
  /** It is required to be in one domain and is not. */
  readonly isViolated: boolean
}

/** A pod weighs as much as it has GPUs, and 1 without any. */
const weightOf = ({gpus}: GrovePod): number => (gpus > 0 ? gpus : 1)

/**
 * How well one scope is packed: `need / used` domains of its level. Where capacities do not cover the demand (devices
 * that are not counted as GPUs), the share of weight in the heaviest domain.
 */
export function scoreOf(scope: Scope, map: NodeMap): ScopeScore {
  const {name, kind, packing, level, pods} = scope
  const groups = new Map<string, GrovePod[]>()
  let bound = 0
  for (const pod of pods) {
    const path = isBound(pod) ? map.domains(pod.node ?? '')?.[level] : undefined
    if (path === undefined) continue
    bound++
    const group = groups.get(path)
    if (group) group.push(pod)
    else groups.set(path, [pod])
  }
  const weighed = [...groups].map(([path, own]) => ({
    path,
    own,
    weight: own.reduce((sum, pod) => sum + weightOf(pod), 0),
  }))
  const domains = weighed.sort((a, b) => b.weight - a.weight || (a.path < b.path ? -1 : 1))
  const demand = pods.reduce((sum, {gpus, state}) => sum + (state === 'going' ? 0 : gpus), 0)
  const need = domainsNeeded(demand, map.capacity(level))
  const isViolated = packing === 'required' && domains.length > 1
  const score = isViolated ? 0 : packed(domains, need)
  return {
    name,
    kind,
    level: map.topology.levels[level]?.domain ?? 'host',
    packing,
    ...(score !== undefined && {score}),
    domains: domains.map(({path, own, weight}) => ({path, pods: own.length, weight})),
    ...(need !== undefined && {need}),
    bound,
    pods: pods.length,
    stragglers: domains.slice(need ?? 1).flatMap(({own}) => own),
    isViolated,
  }
}

function packed(domains: readonly {readonly weight: number}[], need: number | undefined): number | undefined {
  const [heaviest] = domains
  if (!heaviest) return undefined
  if (need !== undefined) return Math.min(1, need / domains.length)
  return heaviest.weight / domains.reduce((sum, {weight}) => sum + weight, 0)
}

/** How many domains it takes, the largest first; at least one. `sums`: what the first ones hold together. */
export function domainsNeeded(gpus: number, sums: readonly number[]): number | undefined {
  const index = sums.findIndex((sum) => sum >= gpus)
  return index === -1 ? undefined : index + 1
}

/**
 * `reported`: the scheduler said it. `computed`: from where pods lie. `partial`: computed while pods are not bound.
 * `unknown`: no pod is bound, or nodes cannot be read.
 */
export type ScoreState = 'reported' | 'computed' | 'partial' | 'unknown'

export interface Placement {
  readonly state: ScoreState
  /** The lowest of its scopes, or of its gangs. */
  readonly score?: number
  /** Over gangs. */
  readonly mean?: number
  /** Of the scope with the lowest score. */
  readonly level?: string
  readonly used?: number
  readonly need?: number
  readonly scopes: readonly ScopeScore[]
  readonly stragglers: readonly GrovePod[]
}

/** The placement of one gang from its scopes, or what the scheduler reported. */
export function placementOf(scopes: readonly ScopeScore[], reported: number | undefined): Placement {
  const worst = lowest(scopes)
  const all = scopes.flatMap(({stragglers}) => stragglers)
  const isPartial = scopes.some(({bound, pods}) => bound < pods)
  const computed = worst?.score === undefined ? 'unknown' : isPartial ? 'partial' : 'computed'
  const score = reported ?? worst?.score
  return {
    state: reported === undefined ? computed : 'reported',
    ...(score !== undefined && {score}),
    ...(worst && {level: worst.level, used: worst.domains.length}),
    ...(worst?.need !== undefined && {need: worst.need}),
    scopes,
    stragglers: [...new Set(all)],
  }
}

/** The placement of a set: its worst gang, and the mean beside. */
export function joinedPlacement(gangs: readonly Placement[]): Placement {
  const scored = gangs.filter(({score}) => score !== undefined)
  const [worst] = [...scored].sort((a, b) => (a.score ?? 0) - (b.score ?? 0))
  const mean = scored.reduce((sum, {score = 0}) => sum + score, 0) / scored.length
  const state = !worst
    ? 'unknown'
    : gangs.some((one) => one.state === 'partial' || one.state === 'unknown')
      ? 'partial'
      : worst.state
  return {
    state,
    ...(worst?.score !== undefined && {score: worst.score, mean}),
    ...(worst?.level !== undefined && {level: worst.level}),
    ...(worst?.used !== undefined && {used: worst.used}),
    ...(worst?.need !== undefined && {need: worst.need}),
    scopes: gangs.flatMap(({scopes}) => scopes),
    stragglers: gangs.flatMap(({stragglers}) => stragglers),
  }
}

const lowest = (scopes: readonly ScopeScore[]): ScopeScore | undefined =>
  scopes.reduce<ScopeScore | undefined>(
    (worst, scope) => (scope.score !== undefined && (worst?.score ?? 2) > scope.score ? scope : worst),
    undefined,
  ) ?? scopes[0]
