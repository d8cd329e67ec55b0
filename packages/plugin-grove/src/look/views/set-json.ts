import type {Gang, GroveSet, ReplicaRole, Why} from '../../domain/grove-tree.ts'
import type {Placement} from '../../domain/placement.ts'
import type {Update} from '../../domain/update.ts'

/** The documented shape of a set. Numbers that nobody reported say that they are computed. */
export const setJson = (set: GroveSet): unknown => ({
  name: set.name,
  namespace: set.namespace,
  phase: set.phase,
  health: set.health,
  source: 'computed',
  createdAt: set.createdAt ?? null,
  replicas: set.replicas.map(({index, gangs}) => ({index, gangs: gangs.map(gangJson)})),
  roles: set.replicas.flatMap(({roles}) => roles.map(roleJson)),
  placement: placementJson(set.placement),
  update: updateJson(set.update),
  revision: set.revision?.number ?? null,
  ...(set.rollout && {rollout: set.rollout}),
  why: set.why.map(whyJson),
})

export const gangJson = (gang: Gang): Record<string, unknown> => ({
  name: gang.name,
  phase: gang.phase,
  source: gang.phaseSource,
  ...(gang.base !== undefined && {base: gang.base}),
  placement: placementJson(gang.placement),
})

export const roleJson = (role: ReplicaRole): Record<string, unknown> => ({
  name: role.role.name,
  replica: role.replica,
  kind: role.target.kind,
  target: role.target.name,
  ready: role.ready,
  desired: role.desired,
  min: role.minimum,
  scheduled: role.scheduled,
  gated: role.gated,
  updated: role.updated,
  gpus: role.isReported ? null : role.gpus,
  template: role.role.templateReplicas,
  hpa: role.autoscaler ? {name: role.autoscaler.name, min: role.autoscaler.min, max: role.autoscaler.max} : null,
  source: role.isReported ? 'reported' : 'computed',
})

export const placementJson = (placement: Placement): Record<string, unknown> => ({
  score: placement.score ?? null,
  ...(placement.mean !== undefined && {mean: placement.mean}),
  source: placement.state === 'reported' ? 'reported' : 'computed',
  state: placement.state,
  level: placement.level ?? null,
  used: placement.used ?? null,
  need: placement.need ?? null,
  stragglers: placement.stragglers.map(({name}) => name),
})

const updateJson = ({state, strategy, updated, total, reported}: Update): unknown => ({
  state,
  strategy,
  updatedWorkers: updated,
  totalWorkers: total,
  ...(reported?.startedAt !== undefined && {startedAt: reported.startedAt}),
  ...(reported?.endedAt !== undefined && {endedAt: reported.endedAt}),
  source: 'computed',
})

export const whyJson = ({source, about, pods, text, recreatedAt}: Why): unknown => ({
  source,
  about,
  pods,
  text,
  ...(recreatedAt !== undefined && {recreatedAt}),
})
