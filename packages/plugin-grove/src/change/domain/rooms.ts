import {at, text} from '@ome/capacity/fields'
import {podGpus, toNode} from '@ome/inference-model/node'
import type {KubeObject} from '@ome/sdk/kube'
import {domainOf, type Topology} from '../../domain/level.ts'

interface Room {
  readonly name: string
  readonly domain: string
  /** GPUs that nobody has; -1 on a node that takes no pods. */
  free: number
  readonly size: number
}

/** Pods that are placed together or not at all. */
export interface Party {
  readonly pods: number
  readonly gpusPerPod: number
  /** They have to be in one domain. */
  readonly isTogether: boolean
}

/** GPUs by the domain that holds them. */
export type Held = Map<string, number>

/** Free GPUs of nodes, while new workers are tried on them as the scheduler does. */
export class Rooms {
  private readonly rooms: readonly Room[]

  constructor(nodes: readonly KubeObject[], pods: readonly KubeObject[], topology: Topology, level: number) {
    const used = usedByNode(pods)
    this.rooms = nodes.map((object) => {
      const {name, gpus, schedulable} = toNode(object)
      const free = schedulable ? gpus - (used.get(name) ?? 0) : -1
      return {name, domain: domainOf(object, topology, level), free, size: gpus}
    })
  }

  get freeGpus(): number {
    return this.rooms.reduce((sum, {free}) => sum + Math.max(0, free), 0)
  }

  /** Allocatable GPUs of domains, most first, each with those before it. */
  get capacities(): readonly number[] {
    const totals = new Map<string, number>()
    for (const {domain, size} of this.rooms) totals.set(domain, (totals.get(domain) ?? 0) + size)
    let sum = 0
    return [...totals.values()].sort((a, b) => b - a).map((size) => (sum += size))
  }

  /** Carries work out that says whether it went well; else everything is as before. */
  tried(held: Held, work: () => boolean): boolean {
    const free = this.rooms.map((room) => room.free)
    const before = [...held]
    if (work()) return true
    for (const [index, room] of this.rooms.entries()) room.free = free[index] ?? room.free
    held.clear()
    for (const [domain, gpus] of before) held.set(domain, gpus)
    return false
  }

  /** The domain of its first pod; undefined where it finds no room. Where most of the gang is comes first. */
  place(party: Party, held: Held): string | undefined {
    const domains = party.isTogether ? this.domains(held) : [undefined]
    for (const domain of domains) {
      let first: string | undefined
      const isPlaced = this.tried(held, () => {
        for (let pod = 0; pod < party.pods; pod++) {
          const room = this.best(held, party.gpusPerPod, domain)
          if (!room) return false
          room.free -= party.gpusPerPod
          held.set(room.domain, (held.get(room.domain) ?? 0) + party.gpusPerPod)
          first ??= room.domain
        }
        return true
      })
      if (isPlaced) return first
    }
    return undefined
  }

  private domains(held: Held): readonly string[] {
    const names = [...new Set(this.rooms.map(({domain}) => domain))]
    return names.sort((a, b) => (held.get(b) ?? 0) - (held.get(a) ?? 0) || (a < b ? -1 : 1))
  }

  /** In the domain that holds most, the fullest node that has room, then by name. */
  private best(held: Held, gpus: number, domain: string | undefined): Room | undefined {
    const before = (a: Room, b: Room): number =>
      (held.get(b.domain) ?? 0) - (held.get(a.domain) ?? 0) || a.free - b.free || (a.name < b.name ? -1 : 1)
    let found: Room | undefined
    for (const room of this.rooms) {
      if (room.free < gpus || (domain !== undefined && room.domain !== domain)) continue
      if (!found || before(room, found) < 0) found = room
    }
    return found
  }
}

/** GPUs that pods which are not over hold, by node. */
function usedByNode(pods: readonly KubeObject[]): ReadonlyMap<string, number> {
  const used = new Map<string, number>()
  for (const pod of pods) {
    const node = text(at(pod, 'spec', 'nodeName'))
    const phase = text(at(pod, 'status', 'phase'))
    if (node === undefined || phase === 'Succeeded' || phase === 'Failed') continue
    used.set(node, (used.get(node) ?? 0) + podGpus(at(pod, 'spec') ?? {}))
  }
  return used
}
