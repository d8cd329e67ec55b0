import {at, text} from '@ome/capacity/fields'
import {podGpus, toNode} from '@ome/inference-model/node'
import type {GroveObjects} from '../../domain/grove-objects.ts'
import type {GroveSet, ReplicaRole} from '../../domain/grove-tree.ts'
import {domainOf} from '../../domain/level.ts'
import {levelOfRole, packingOf} from '../../domain/packing.ts'
import {domainsNeeded} from '../../domain/placement.ts'

/** Where new workers of a role would go. */
export interface Fit {
  readonly role: string
  readonly wanted: number
  readonly domains: readonly {readonly path: string; readonly workers: number}[]
  /** Workers that no node has room for. */
  readonly pending: number
}

export interface FitResult {
  readonly fits: readonly Fit[]
  /** Placement score afterwards, as far as it can be told. */
  readonly score?: number
  readonly level: string
  readonly freeGpus: number
}

interface Room {
  readonly name: string
  readonly domain: string
  free: number
  readonly size: number
}

export interface Growth {
  readonly part: ReplicaRole
  /** Workers more. */
  readonly more: number
}

/**
 * Tries new workers on nodes as the scheduler does: in the domain that holds most of the gang, on the fullest node that
 * has room, then by name. Undefined where nodes or other people's pods could not be read.
 */
export function fitOf(set: GroveSet, objects: GroveObjects, growths: readonly Growth[]): FitResult | undefined {
  const {nodes, clusterPods} = objects
  if (!nodes || !clusterPods) return undefined
  const packing = packingOf(set.object.spec.template, set.topology)
  const first = growths[0]?.part.role ?? set.roles[0]
  const level = first === undefined ? packing.usual : levelOfRole(packing, first)
  const used = usedByNode(clusterPods)
  const rooms: Room[] = nodes.flatMap((object) => {
    const node = toNode(object)
    const free = node.schedulable ? node.gpus - (used.get(node.name) ?? 0) : 0
    return [{name: node.name, domain: domainOf(object, set.topology, level), free, size: node.gpus}]
  })
  const freeGpus = rooms.reduce((sum, {free}) => sum + Math.max(0, free), 0)
  const held = new Map<string, number>()
  for (const {workers} of set.replicas.flatMap(({roles}) => roles)) {
    for (const {domain, gpus} of workers) if (domain !== undefined) held.set(domain, (held.get(domain) ?? 0) + gpus)
  }
  const fits = growths.map(({part, more}) => placed(rooms, held, part, more))
  const demand = [...held.values()].reduce((sum, gpus) => sum + gpus, 0)
  const need = domainsNeeded(demand, capacities(rooms))
  const score = need === undefined || held.size === 0 ? undefined : Math.min(1, need / held.size)
  return {fits, freeGpus, level: set.topology.levels[level]?.domain ?? 'host', ...(score === undefined ? {} : {score})}
}

function placed(rooms: Room[], held: Map<string, number>, {role}: ReplicaRole, more: number): Fit {
  const counts = new Map<string, number>()
  const perPod = role.gpusPerWorker / role.podsPerWorker
  let pending = 0
  for (let worker = 0; worker < more; worker++) {
    const taken: Room[] = []
    for (let pod = 0; pod < role.podsPerWorker; pod++) {
      const room = bestRoom(rooms, held, perPod)
      if (!room) break
      room.free -= perPod
      taken.push(room)
      held.set(room.domain, (held.get(room.domain) ?? 0) + perPod)
    }
    const [main] = taken
    if (main && taken.length === role.podsPerWorker) counts.set(main.domain, (counts.get(main.domain) ?? 0) + 1)
    else {
      pending += 1
      for (const room of taken) {
        room.free += perPod
        held.set(room.domain, (held.get(room.domain) ?? 0) - perPod)
      }
    }
  }
  const domains = [...counts].map(([path, workers]) => ({path, workers}))
  return {role: role.name, wanted: more, domains, pending}
}

const bestRoom = (rooms: readonly Room[], held: ReadonlyMap<string, number>, gpus: number): Room | undefined =>
  rooms
    .filter(({free}) => free >= gpus)
    .sort(
      (a, b) => (held.get(b.domain) ?? 0) - (held.get(a.domain) ?? 0) || a.free - b.free || (a.name < b.name ? -1 : 1),
    )[0]

function capacities(rooms: readonly Room[]): readonly number[] {
  const totals = new Map<string, number>()
  for (const {domain, size} of rooms) totals.set(domain, (totals.get(domain) ?? 0) + size)
  let sum = 0
  return [...totals.values()].sort((a, b) => b - a).map((size) => (sum += size))
}

/** GPUs that pods which are not over hold, by node. */
function usedByNode(pods: NonNullable<GroveObjects['clusterPods']>): ReadonlyMap<string, number> {
  const used = new Map<string, number>()
  for (const pod of pods) {
    const node = text(at(pod, 'spec', 'nodeName'))
    const phase = text(at(pod, 'status', 'phase'))
    if (node === undefined || phase === 'Succeeded' || phase === 'Failed') continue
    used.set(node, (used.get(node) ?? 0) + podGpus(at(pod, 'spec') ?? {}))
  }
  return used
}
