import {OmeError} from '@ome/sdk/errors'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {levelIndex, usualLevel} from '../../domain/level.ts'
import {packingOf} from '../../domain/packing.ts'
import type {Observation} from './observation.ts'
import {seenSet} from './observe-set.ts'
import type {Gate, Later, PatchedField, Placement, Rollout, Verb} from './rollout.ts'

/** How a driver shall go about a change. */
export interface Manner {
  readonly batchSize?: number | undefined
  readonly minReadyMs?: number | undefined
  readonly unitTimeoutMs?: number | undefined
  readonly graceSeconds?: number | undefined
  readonly rackByRack?: boolean | undefined
  readonly preservePlacement?: boolean | undefined
  /** Name of the level a worker must stay in. */
  readonly preserveLevel?: string | undefined
  readonly approval?: boolean | undefined
  readonly steps?: readonly string[] | undefined
  readonly order?: Rollout['order'] | undefined
  readonly gates?: readonly Gate[] | undefined
  readonly settleMs?: number | undefined
  readonly windowMs?: number | undefined
  readonly onFail?: Rollout['onFail'] | undefined
}

export interface Beginning {
  readonly id: string
  readonly verb: Verb
  readonly by: string
  readonly now: Date
  readonly roles: readonly string[]
  readonly patched: readonly PatchedField[]
  readonly toDigest: string
  readonly fromRevision?: number
  readonly toRevision?: number
  readonly later?: Later
  readonly manner: Manner
}

const shares = ['1', '25%', '50%', '100%']

/** A rollout before its first step. `seen` is the set as its driver will see it. */
export function begin(set: GroveSet, seen: Observation, beginning: Beginning): Rollout {
  const {manner, verb, roles, now, by} = beginning
  const {updateStrategy, rollingUpdates} = seenSet(set)
  const parts = seen.roles.flatMap((role) => role.parts.map((part) => ({role: role.name, part})))
  const isStepped = manner.approval || verb === 'start'
  const before = parts
    .filter(({role}) => roles.includes(role))
    .flatMap(({part}) => part.workers.flatMap(({pods}) => pods.map(({uid}) => uid)))
  const placement = placementOf(set, seen, manner)
  const {later, fromRevision, toRevision} = beginning
  return {
    version: 1,
    id: beginning.id,
    verb,
    phase: 'Preparing',
    pcs: {name: set.name, uid: set.uid},
    ...(fromRevision === undefined ? {} : {fromRevision}),
    ...(toRevision === undefined ? {} : {toRevision}),
    fromDigest: set.digest,
    toDigest: beginning.toDigest,
    original: {
      ...(updateStrategy === undefined ? {} : {updateStrategy}),
      ...(rollingUpdates.length > 0 ? {rollingUpdates} : {}),
    },
    roles,
    patched: beginning.patched,
    ...(later ? {later} : {}),
    hashes: Object.fromEntries(parts.flatMap(({part}) => part.cliques.map(({name, hash}) => [name, hash]))),
    ...(verb === 'restart' ? {before} : {}),
    order: manner.rackByRack ? 'racks' : (manner.order ?? (isStepped ? 'parallel' : 'roles')),
    steps: manner.steps ?? (isStepped ? shares : ['100%']),
    step: 0,
    batchSize: manner.batchSize ?? 1,
    minReadySeconds: (manner.minReadyMs ?? 5000) / 1000,
    unitTimeoutSeconds: (manner.unitTimeoutMs ?? 600_000) / 1000,
    ...(manner.graceSeconds === undefined ? {} : {graceSeconds: manner.graceSeconds}),
    waiting: [],
    gates: manner.gates ?? [],
    settleSeconds: (manner.settleMs ?? 30_000) / 1000,
    windowSeconds: (manner.windowMs ?? 60_000) / 1000,
    holds: 0,
    samples: [],
    approval: manner.approval ?? false,
    approvals: [],
    ...(placement ? {placement} : {}),
    onFail: manner.onFail ?? 'abort',
    startedBy: by,
    startedAt: now.toISOString(),
    log: [{at: now.toISOString(), text: `${verb} begun by ${by}`}],
  }
}

/** The level that placement is judged by: that of the gang's packing, else the one above hosts. */
export function levelFor(set: GroveSet, {rackByRack, preserveLevel}: Manner): string {
  const {topology, object} = set
  if (preserveLevel !== undefined) {
    if (levelIndex(topology, preserveLevel) >= 0) return preserveLevel
    throw new OmeError('usage', `the topology of ${set.name} has no level "${preserveLevel}"`, [
      `its levels: ${topology.levels.map(({domain}) => domain).join(', ')}`,
    ])
  }
  const packing = packingOf(object.spec.template, topology)
  const index = rackByRack ? usualLevel(topology) : (packing.gang?.level ?? packing.usual)
  if (rackByRack && topology.levels.length < 2) {
    throw new OmeError('failed', `no topology says which nodes of ${set.name} share a rack`, [
      'name the label of nodes that does: --topology-key LABEL',
    ])
  }
  return topology.levels[index]?.domain ?? 'host'
}

function placementOf(set: GroveSet, seen: Observation, manner: Manner): Placement | undefined {
  if (!manner.rackByRack && !manner.preservePlacement) return undefined
  const workers = seen.roles.flatMap(({parts}) => parts.flatMap((part) => part.workers))
  const {score} = set.placement
  return {
    level: levelFor(set, manner),
    ...(score === undefined ? {} : {score}),
    workers: Object.fromEntries(workers.flatMap(({key, domain}) => (domain === undefined ? [] : [[key, domain]]))),
    preserve: manner.preservePlacement ?? false,
  }
}
