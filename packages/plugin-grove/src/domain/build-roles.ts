import {at, text} from '@ome/capacity/fields'
import type {PodClique, PodCliqueScalingGroup} from '@ome/kinds/grove'
import type {KubeObject} from '@ome/sdk/kube'
import {cliqueNameOf, type GrovePod, isBound} from './grove-pod.ts'
import type {Autoscaler, ReplicaRole, Worker} from './grove-tree.ts'
import {indexOf, label, labelOf} from './labels.ts'
import type {NodeMap} from './placement.ts'
import type {Role} from './role.ts'

export interface RoleParts {
  readonly set: string
  readonly roles: readonly Role[]
  readonly cliques: readonly PodClique[]
  readonly groups: readonly PodCliqueScalingGroup[]
  /** Absent where they could not be read. */
  readonly pods: readonly GrovePod[] | undefined
  readonly targets: ReadonlyMap<string, string | undefined>
  readonly autoscalers: ReadonlyMap<string, Autoscaler>
  readonly nodes: NodeMap | undefined
  readonly levelOf: (role: Role) => number
  /** How many replicas the set has: labels say which one where there are several. */
  readonly replicas: number
}

/** The roles of one replica of a set, with their workers. */
export function replicaRoles(parts: RoleParts, replica: number): readonly ReplicaRole[] {
  const cliques = parts.cliques.filter((clique) => indexOf(clique, label.setReplica) === replica)
  const groups = parts.groups.filter((group) => indexOf(group, label.setReplica) === replica)
  const pods = Map.groupBy(
    (parts.pods ?? []).filter((pod) => pod.replica === replica),
    ({cliqueName, groupReplica}) => `${groupReplica === undefined ? 'clique' : 'group'} ${cliqueName}`,
  )
  return parts.roles.map((role) => {
    const isClique = role.kind === 'PodClique'
    const own = role.cliques.flatMap((clique) => pods.get(`${isClique ? 'clique' : 'group'} ${clique}`) ?? [])
    const object = isClique ? cliques.find(standsFor(role)) : groups.find((group) => groupNameOf(group) === role.own)
    return replicaRole(parts, {role, replica, object, pods: own})
  })
}

const standsFor =
  ({own}: Role) =>
  (clique: PodClique): boolean =>
    labelOf(clique, label.group) === undefined && cliqueNameOf(clique, clique.metadata.name) === own

/** Name of a scaling group in the template. */
export function groupNameOf(group: PodCliqueScalingGroup): string {
  const prefix = `${labelOf(group, label.partOf)}-${labelOf(group, label.setReplica)}-`
  return group.metadata.name.startsWith(prefix) ? group.metadata.name.slice(prefix.length) : group.metadata.name
}

interface OneRole {
  readonly role: Role
  readonly replica: number
  readonly object: PodClique | PodCliqueScalingGroup | undefined
  readonly pods: readonly GrovePod[]
}

function replicaRole(parts: RoleParts, {role, replica, object, pods}: OneRole): ReplicaRole {
  const name = object?.metadata.name ?? `${parts.set}-${replica}-${role.own}`
  const workers = workersOf(parts, role, replica, pods)
  const version = object?.metadata.resourceVersion
  const autoscaler = parts.autoscalers.get(`${role.kind}/${name}`)
  const count = (test: (worker: Worker) => boolean): number => workers.filter(test).length
  return {
    role,
    replica,
    target: {kind: role.kind, name, ...(version !== undefined && {resourceVersion: version})},
    desired: object?.spec.replicas ?? role.templateReplicas,
    minimum: object?.spec.minAvailable ?? role.minAvailable,
    workers,
    ...(parts.pods === undefined
      ? {...reported(object), isReported: true}
      : {
          ready: count(({isReady}) => isReady),
          scheduled: count(({isScheduled}) => isScheduled),
          gated: count(({isGated}) => isGated),
          updated: count(({isNew}) => isNew),
          isReported: false,
        }),
    gpus: workers.reduce((sum, {gpus}) => sum + gpus, 0),
    ...(autoscaler && {autoscaler}),
  }
}

type Counts = Pick<ReplicaRole, 'ready' | 'scheduled' | 'gated' | 'updated'>

function reported(object: PodClique | PodCliqueScalingGroup | undefined): Counts {
  const status = object?.status ?? {}
  const number = (key: string): number => {
    const value = at(status, key)
    return typeof value === 'number' ? value : 0
  }
  return {
    ready: 'readyReplicas' in status ? number('readyReplicas') : number('availableReplicas'),
    scheduled: number('scheduledReplicas'),
    gated: number('scheduleGatedReplicas'),
    updated: number('updatedReplicas'),
  }
}

function workersOf(parts: RoleParts, role: Role, replica: number, pods: readonly GrovePod[]): readonly Worker[] {
  const isClique = role.kind === 'PodClique'
  const groups = Map.groupBy(pods, ({index, groupReplica}) => (isClique ? index : (groupReplica ?? 0)))
  const level = parts.levelOf(role)
  return [...groups]
    .sort(([left], [right]) => left - right)
    .map(([index, own]) => workerOf(parts, {role, replica, index, level}, own))
}

interface Place {
  readonly role: Role
  readonly replica: number
  readonly index: number
  readonly level: number
}

const badness: readonly GrovePod['state'][] = [
  'failed',
  'unschedulable',
  'unready',
  'gated',
  'pending',
  'waiting',
  'starting',
  'going',
  'ready',
]

/** A pod that is going counts only while nothing has taken its place. */
function workerOf(parts: RoleParts, {role, replica, index, level}: Place, all: readonly GrovePod[]): Worker {
  const staying = all.filter(({state}) => state !== 'going')
  const pods = staying.length > 0 ? staying : all
  const domain = domainOfPods(pods, parts.nodes, level)
  const gang = pods[0]?.gang
  const isWhole = pods.length >= role.podsPerWorker
  return {
    id: `${role.name}/${replica}/${index}`,
    label: `${parts.replicas > 1 ? `${replica}/` : ''}${role.name}-${index}`,
    role: role.name,
    replica,
    index,
    ...(gang !== undefined && {gang}),
    pods,
    isReady: isWhole && pods.every(({state}) => state === 'ready'),
    isScheduled: isWhole && pods.every(isBound),
    isGated: pods.some(({state}) => state === 'gated'),
    isNew: pods.every((pod) => pod.hash !== undefined && pod.hash === parts.targets.get(pod.clique)),
    state: badness.find((state) => pods.some((pod) => pod.state === state)) ?? 'pending',
    gpus: pods.reduce((sum, pod) => sum + pod.gpus, 0),
    ...(domain !== undefined && {domain}),
  }
}

/** The domain of most GPUs, the first by name of those alike. */
export function domainOfPods(pods: readonly GrovePod[], nodes: NodeMap | undefined, level: number): string | undefined {
  const weights = new Map<string, number>()
  for (const pod of pods) {
    const path = pod.node === undefined ? undefined : nodes?.domains(pod.node)?.[level]
    if (path !== undefined) weights.set(path, (weights.get(path) ?? 0) + Math.max(1, pod.gpus))
  }
  const [heaviest] = [...weights].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
  return heaviest?.[0]
}

/** Autoscalers by what they scale: `PodClique/<name>`. */
export function autoscalersByTarget(objects: readonly KubeObject[]): ReadonlyMap<string, Autoscaler> {
  return new Map(
    objects.map((object) => {
      const target = `${text(at(object, 'spec', 'scaleTargetRef', 'kind'))}/${text(at(object, 'spec', 'scaleTargetRef', 'name'))}`
      const [min, max] = ['minReplicas', 'maxReplicas'].map((key) => Number(at(object, 'spec', key) ?? 1))
      return [target, {name: object.metadata.name, min: min ?? 1, max: max ?? 1}]
    }),
  )
}
