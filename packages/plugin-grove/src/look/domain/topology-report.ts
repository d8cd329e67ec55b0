import {type GroveObjects, keyOf} from '../../domain/grove-objects.ts'
import type {GrovePod} from '../../domain/grove-pod.ts'
import type {GroveSet, Why} from '../../domain/grove-tree.ts'
import {domainOf, levelIndex, type Topology, usualLevel} from '../../domain/level.ts'
import {domainsNeeded, joinedPlacement, type Placement} from '../../domain/placement.ts'
import {podLabel} from '../../domain/pod-label.ts'
import {badgeOf} from '../../domain/role.ts'
import {type Fleet, fleetOf, type GpuUse, joinedUse, type NodeUse} from './gpu-use.ts'

/** Where the pods of sets lie that share a topology. */
export interface TopologyReport {
  readonly topology: Topology
  /** Place of the level that nodes are grouped by. */
  readonly level: number
  readonly sets: readonly GroveSet[]
  readonly placement: Placement
  /** Those that hold pods of the sets, by path. */
  readonly domains: readonly DomainUse[]
  readonly stragglers: readonly Straggler[]
  readonly unplaced: readonly (PlacedPod & {readonly why: string})[]
  /** False where what others hold could not be read. */
  readonly isComplete: boolean
  /** How free GPUs are scattered, per level; only where all sets are looked at. */
  readonly cluster: readonly Fragmentation[]
  /** Where one more gang of each set would fit by its GPUs, at the level of the report; with `cluster`. */
  readonly gangs: readonly GangRoom[]
}

export interface GangRoom {
  readonly set: string
  /** GPUs of the pods without which the gang is not scheduled. */
  readonly gpus: number
  readonly level: string
  /** The fewest domains whose free GPUs hold it; undefined where all of them do not. */
  readonly domains?: number
}

export interface DomainUse {
  readonly path: string
  readonly use: GpuUse
  /** Those with pods of the sets, by name. */
  readonly nodes: readonly (NodeUse & {readonly pods: readonly PlacedPod[]})[]
}

export interface PlacedPod {
  readonly label: string
  readonly badge: string
  readonly role: string
  readonly isStraggler: boolean
  readonly pod: GrovePod
}

/** A pod outside the domain that most of its gang is in. */
export interface Straggler {
  readonly labels: readonly string[]
  readonly gang: string
  /** Where the gang is, and how many more GPUs it would take there. */
  readonly home: string
  readonly short: number
  readonly free: number
  /** Pods of others that hold what is missing, the largest first. */
  readonly holders: readonly string[]
}

export interface Fragmentation {
  readonly level: string
  readonly free: number
  readonly largest: number
  readonly domain: string
  /** 0 when all that is free is in one domain, towards 1 the more it is scattered. */
  readonly value: number
}

export interface ReportOptions {
  readonly level?: string | undefined
  /** Only one set was asked for. */
  readonly isNamed: boolean
}

/** One report for each topology that the sets lie in. */
export function topologyReports(
  sets: readonly GroveSet[],
  objects: GroveObjects,
  options: ReportOptions,
): readonly TopologyReport[] {
  const keys = new Set(sets.map(({namespace, name}) => keyOf(namespace, name)))
  const isComplete = objects.clusterPods !== undefined
  const fleet = fleetOf(objects.nodes ?? [], objects.clusterPods ?? objects.pods ?? [], {sets: keys, isComplete})
  const groups = Map.groupBy(sets, ({topology}) => JSON.stringify(topology))
  return [...groups.values()].map((own) => report(own, fleet, options))
}

function report(sets: readonly GroveSet[], fleet: Fleet, {level: asked, isNamed}: ReportOptions): TopologyReport {
  const topology = sets[0]?.topology ?? {levels: []}
  const placement = joinedPlacement(sets.flatMap(({gangs}) => gangs.map((gang) => gang.placement)))
  const known = levelIndex(topology, asked ?? placement.level ?? '')
  const level = known === -1 ? usualLevel(topology) : known
  const placed = placedPods(sets)
  const byNode = Map.groupBy(placed, ({pod}) => pod.node ?? '')
  const paths = Map.groupBy(fleet.nodes, ({node}) => domainOf(node, topology, level))
  const domains = [...paths]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([path, nodes]) => {
      const own = nodes.filter(({name}) => byNode.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
      if (own.length === 0) return []
      return [{path, use: joinedUse(nodes), nodes: own.map((node) => ({...node, pods: byNode.get(node.name) ?? []}))}]
    })
  const isWhole = !isNamed && fleet.isComplete
  return {
    topology,
    level,
    sets,
    placement,
    domains,
    stragglers: sets.flatMap((set) => stragglersOf(set, {placed, fleet, topology})),
    unplaced: unplacedPods(sets, byNode.get('') ?? []),
    isComplete: fleet.isComplete,
    cluster: isWhole ? topology.levels.map((_, index) => fragmentation(fleet, topology, index)) : [],
    gangs: isWhole ? sets.map((set) => gangRoom(set, fleet, {topology, level})) : [],
  }
}

function placedPods(sets: readonly GroveSet[]): readonly PlacedPod[] {
  return sets.flatMap((set) => {
    const stray = new Set(set.placement.stragglers.map(({uid}) => uid))
    const before = sets.length > 1 ? `${set.name}/` : ''
    return set.replicas.flatMap(({roles}) =>
      roles.flatMap(({role, workers}) =>
        workers.flatMap((worker) =>
          worker.pods.map((pod): PlacedPod => {
            const label = `${before}${podLabel(role, worker.label, pod, worker.pods)}`
            return {label, badge: badgeOf(role), role: role.name, isStraggler: stray.has(pod.uid), pod}
          }),
        ),
      ),
    )
  })
}

function unplacedPods(sets: readonly GroveSet[], pods: readonly PlacedPod[]): TopologyReport['unplaced'] {
  const reasons = new Map<string, string>()
  const all: readonly Why[] = sets.flatMap(({gangs}) => gangs.flatMap(({why}) => why))
  for (const {pods: labels, text} of all) for (const label of labels) reasons.set(label, text)
  return pods.map((placed) => ({
    ...placed,
    why:
      reasons.get(placed.label.split('/').at(-1) ?? '') ?? reasons.get(placed.label) ?? placed.pod.reason ?? 'Pending',
  }))
}

interface Around {
  readonly placed: readonly PlacedPod[]
  readonly fleet: Fleet
  readonly topology: Topology
}

/** What keeps the stragglers of each scope from the heaviest domain of it. */
function stragglersOf(set: GroveSet, {placed, fleet, topology}: Around): readonly Straggler[] {
  const labels = new Map(placed.map(({pod, label}) => [pod.uid, label]))
  return set.gangs.flatMap((gang) =>
    gang.placement.scopes.flatMap((scope): Straggler[] => {
      const [home] = scope.domains
      if (scope.stragglers.length === 0 || !home) return []
      const level = levelIndex(topology, scope.level)
      const nodes = fleet.nodes.filter(({node}) => domainOf(node, topology, level) === home.path)
      const {free} = joinedUse(nodes)
      const wanted = scope.stragglers.reduce((sum, {gpus}) => sum + gpus, 0)
      const short = Math.max(0, wanted - free)
      return [
        {
          labels: scope.stragglers.map(({uid, name}) => labels.get(uid) ?? name),
          gang: gang.name,
          home: home.path,
          short,
          free,
          holders: holdersOf(nodes, fleet, short),
        },
      ]
    }),
  )
}

/** As few of them as hold what is missing. */
function holdersOf(nodes: readonly NodeUse[], {holders}: Fleet, short: number): readonly string[] {
  const all = nodes
    .flatMap(({name}) => holders.get(name) ?? [])
    .sort((a, b) => b.gpus - a.gpus || (a.name < b.name ? -1 : 1))
  const found: string[] = []
  let held = 0
  for (const {name, gpus} of all) {
    if (held >= short) break
    found.push(name)
    held += gpus
  }
  return found
}

/** Free GPUs of the domains of a level, most first. */
function freeBy(fleet: Fleet, topology: Topology, level: number): readonly {domain: string; free: number}[] {
  const groups = Map.groupBy(fleet.nodes, ({node}) => domainOf(node, topology, level))
  const free = [...groups].map(([domain, nodes]) => ({domain, free: joinedUse(nodes).free}))
  return free.sort((a, b) => b.free - a.free || (a.domain < b.domain ? -1 : 1))
}

function gangRoom(
  {name, roles}: GroveSet,
  fleet: Fleet,
  {topology, level}: Pick<TopologyReport, 'topology' | 'level'>,
): GangRoom {
  const gpus = roles.reduce((sum, role) => sum + role.minAvailable * role.gpusPerWorker, 0)
  let held = 0
  const sums = freeBy(fleet, topology, level).map(({free}) => {
    held += free
    return held
  })
  const domains = domainsNeeded(gpus, sums)
  return {set: name, gpus, level: topology.levels[level]?.domain ?? '', ...(domains !== undefined && {domains})}
}

function fragmentation(fleet: Fleet, topology: Topology, level: number): Fragmentation {
  const free = freeBy(fleet, topology, level)
  const total = free.reduce((sum, each) => sum + each.free, 0)
  const [largest = {domain: '', free: 0}] = free
  return {
    level: topology.levels[level]?.domain ?? '',
    free: total,
    largest: largest.free,
    domain: largest.domain,
    value: total === 0 ? 0 : 1 - largest.free / total,
  }
}

export const isFull = ({free}: Straggler): boolean => free === 0
