import type {GroveObjects} from '../../domain/grove-objects.ts'
import type {GroveSet, ReplicaRole, Worker} from '../../domain/grove-tree.ts'
import {levelOfRole, type Packing, packingOf} from '../../domain/packing.ts'
import {domainsNeeded} from '../../domain/placement.ts'
import type {Role} from '../../domain/role.ts'
import {type Held, type Party, Rooms} from './rooms.ts'

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
  /** New replicas of the set whose first gang does not fit whole: none of their pods is placed. */
  readonly pendingReplicas: number
  /** GPUs that such a gang needs at once. */
  readonly gangGpus: number
  /** Placement score afterwards, of what finds room. */
  readonly score?: number
  readonly level: string
  readonly freeGpus: number
}

export interface Growth {
  readonly part: ReplicaRole
  /** Workers more. */
  readonly more: number
}

export interface Growing {
  readonly growths: readonly Growth[]
  /** Whole replicas of the set more; the growths are what they are made of. */
  readonly replicas?: number | undefined
}

interface Trial {
  readonly rooms: Rooms
  readonly packing: Packing
  /** Scores of gangs that new workers are in. */
  readonly scores: number[]
  readonly capacities: readonly number[]
}

/**
 * Tries new workers on nodes as the scheduler does. Undefined where nodes or other people's pods could not be read.
 * The first gang of a new replica is placed whole or not at all, and so is each worker of several pods.
 */
export function fitOf(set: GroveSet, objects: GroveObjects, {growths, replicas = 0}: Growing): FitResult | undefined {
  const {nodes, clusterPods} = objects
  if (!nodes || !clusterPods) return undefined
  const packing = packingOf(set.object.spec.template, set.topology)
  const first = growths[0]?.part.role ?? set.roles[0]
  const level = first === undefined ? packing.usual : levelOfRole(packing, first)
  const rooms = new Rooms(nodes, clusterPods, set.topology, level)
  const {freeGpus, capacities} = rooms
  const trial: Trial = {rooms, packing, scores: [], capacities}
  const roles = set.replicas[0]?.roles.map(({role}) => role) ?? []
  const made = replicas > 0 ? newReplicas(trial, roles, replicas) : {fits: grown(trial, set, growths), pending: 0}
  const gangGpus = roles.reduce((sum, role) => sum + role.minAvailable * role.gpusPerWorker, 0)
  const score = scoreAfter(set, growths, trial, replicas > 0)
  return {
    fits: made.fits,
    pendingReplicas: made.pending,
    gangGpus,
    freeGpus,
    level: set.topology.levels[level]?.domain ?? 'host',
    ...(score === undefined ? {} : {score}),
  }
}

/** More workers of what is there: those of standalone cliques join the first gang, others are gangs of their own. */
function grown(trial: Trial, set: GroveSet, growths: readonly Growth[]): readonly Fit[] {
  const bases = new Map<number, Held>()
  const fits = growths.map(({part, more}) => {
    const {role, replica} = part
    const base = bases.get(replica) ?? heldBy(baseWorkers(set, replica))
    bases.set(replica, base)
    return counted(role, more, () => placeOne(trial, role, base))
  })
  for (const held of bases.values()) trial.scores.push(...scoreOf(trial, held))
  return fits
}

const baseWorkers = (set: GroveSet, replica: number): readonly Worker[] =>
  set.gangs.filter((gang) => gang.replica === replica && gang.base === undefined).flatMap(({workers}) => workers)

function heldBy(workers: readonly Worker[]): Held {
  const held: Held = new Map()
  for (const {domain, gpus} of workers) if (domain !== undefined) held.set(domain, (held.get(domain) ?? 0) + gpus)
  return held
}

function placeOne(trial: Trial, role: Role, base: Held): string | undefined {
  if (role.kind === 'PodClique') return trial.rooms.place(partyOf(trial, role), base)
  const own: Held = new Map()
  const domain = trial.rooms.place(partyOf(trial, role), own)
  trial.scores.push(...scoreOf(trial, own))
  return domain
}

function partyOf({packing}: Trial, role: Role): Party {
  const pack = role.kind === 'PodClique' ? packing.cliques.get(role.own) : packing.groups.get(role.own)
  const gpusPerPod = role.gpusPerWorker / role.podsPerWorker
  return {pods: role.podsPerWorker, gpusPerPod, isTogether: pack?.packing === 'required'}
}

function counted(role: Role, more: number, place: () => string | undefined): Fit {
  const counts = new Map<string, number>()
  let pending = 0
  for (let worker = 0; worker < more; worker++) {
    const domain = place()
    if (domain === undefined) pending += 1
    else counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
  return {role: role.name, wanted: more, domains: listOf(counts), pending}
}

const listOf = (counts: ReadonlyMap<string, number>): Fit['domains'] =>
  [...counts].map(([path, workers]) => ({path, workers}))

/** Replica after replica: its minimum whole, then the rest one by one. */
function newReplicas(trial: Trial, roles: readonly Role[], replicas: number): {fits: readonly Fit[]; pending: number} {
  const counts = new Map(roles.map((role) => [role, new Map<string, number>()]))
  const pendingOf = new Map(roles.map((role) => [role, 0]))
  let pending = 0
  for (let replica = 0; replica < replicas; replica++) {
    const gang: Held = new Map()
    const placed: (readonly [Role, string])[] = []
    const isWhole = trial.rooms.tried(gang, () =>
      roles.every((role) =>
        Array.from({length: role.minAvailable}).every(() => {
          const domain = trial.rooms.place(partyOf(trial, role), gang)
          if (domain !== undefined) placed.push([role, domain])
          return domain !== undefined
        }),
      ),
    )
    if (!isWhole) {
      pending += replicas - replica
      break
    }
    for (const role of roles)
      for (let worker = role.minAvailable; worker < role.templateReplicas; worker++) {
        const domain = placeOne(trial, role, gang)
        if (domain === undefined) pendingOf.set(role, (pendingOf.get(role) ?? 0) + 1)
        else placed.push([role, domain])
      }
    for (const [role, domain] of placed) {
      const own = counts.get(role)
      own?.set(domain, (own.get(domain) ?? 0) + 1)
    }
    trial.scores.push(...scoreOf(trial, gang))
  }
  const fits = roles.map((role) => ({
    role: role.name,
    wanted: role.templateReplicas * (replicas - pending),
    domains: listOf(counts.get(role) ?? new Map()),
    pending: pendingOf.get(role) ?? 0,
  }))
  return {fits, pending}
}

function scoreOf({capacities}: Trial, held: Held): readonly number[] {
  const used = [...held.values()].filter((gpus) => gpus > 0)
  const need = domainsNeeded(
    used.reduce((sum, gpus) => sum + gpus, 0),
    capacities,
  )
  return need === undefined || used.length === 0 ? [] : [Math.min(1, need / used.length)]
}

/** The lowest of the gangs that stay as they are and of those that grew. */
function scoreAfter(
  {gangs}: GroveSet,
  growths: readonly Growth[],
  {scores}: Trial,
  areNew: boolean,
): number | undefined {
  const changed = new Set(areNew ? [] : growths.map(({part}) => part.replica))
  const kept = gangs
    .filter(({replica, base}) => base !== undefined || !changed.has(replica))
    .flatMap(({placement}) => placement.score ?? [])
  const all = [...kept, ...scores]
  return all.length === 0 ? undefined : Math.min(...all)
}
