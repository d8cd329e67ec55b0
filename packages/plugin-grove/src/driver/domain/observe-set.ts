import {at, fields, text} from '@ome/capacity/fields'
import type {PodClique, PodCliqueSet} from '@ome/kinds/grove'
import {cliqueNameOf} from '../../domain/grove-pod.ts'
import type {GroveSet, ReplicaRole, Worker} from '../../domain/grove-tree.ts'
import {indexOf, label, labelOf} from '../../domain/labels.ts'
import type {Observation, SeenClique, SeenPart, SeenSet, SeenTemplate, SeenWorker} from './observation.ts'
import {isSame, rolloutAnnotation} from './template-patch.ts'

export interface Observed {
  readonly set: GroveSet
  readonly cliques: readonly PodClique[]
  /** Domain of a worker at the level that placement is judged by. */
  readonly domainOf?: (worker: Worker) => string | undefined
}

/** What a driver needs to know, from the tree of a set. */
export function toObservation({set, cliques, domainOf}: Observed): Observation {
  const {score} = set.placement
  return {
    set: seenSet(set),
    roles: set.roles.map((role) => ({
      name: role.name,
      parts: set.replicas.flatMap(({roles}) =>
        roles.filter((part) => part.role.name === role.name).map((part) => partOf(set, part, cliques, domainOf)),
      ),
    })),
    ...(score === undefined ? {} : {score}),
  }
}

export function seenSet({object, digest}: Pick<GroveSet, 'object' | 'digest'>): SeenSet {
  const annotations = object.metadata.annotations
  const rolloutId = text(at(annotations, rolloutAnnotation))
  return {
    resourceVersion: object.metadata.resourceVersion ?? '',
    updateStrategy: at(object, 'spec', 'updateStrategy'),
    rollingUpdates: rollingUpdates(object),
    hasAnnotations: annotations !== undefined,
    ...(rolloutId === undefined ? {} : {rolloutId}),
    digest,
    template: object.spec.template as unknown as SeenTemplate,
  }
}

/** Newer operators have `rollingUpdate` on cliques and groups, which OnDelete excludes. */
function rollingUpdates(object: PodCliqueSet): SeenSet['rollingUpdates'] {
  const root = '/spec/template'
  const {cliques, podCliqueScalingGroups = []} = object.spec.template
  const found = [
    ...cliques.map((clique, index) => ({
      path: `${root}/cliques/${index}/spec/rollingUpdate`,
      value: at(clique, 'spec', 'rollingUpdate'),
    })),
    ...podCliqueScalingGroups.map((group, index) => ({
      path: `${root}/podCliqueScalingGroups/${index}/rollingUpdate`,
      value: at(group, 'rollingUpdate'),
    })),
  ]
  return found.filter(({value}) => value !== undefined)
}

function partOf(set: GroveSet, part: ReplicaRole, all: readonly PodClique[], domainOf: Observed['domainOf']): SeenPart {
  const cliques = all.filter((clique) => belongsTo(clique, part)).map((clique) => seenClique(set, clique))
  const seen = part.workers.map((worker) => seenWorker(part, worker, domainOf?.(worker) ?? worker.domain))
  return {
    replica: part.replica,
    min: part.minimum,
    desired: part.desired,
    cliques,
    workers: [...seen, ...missingWorkers(part, seen)],
  }
}

const belongsTo = (clique: PodClique, {role, replica}: ReplicaRole): boolean =>
  indexOf(clique, label.setReplica) === replica &&
  role.cliques.includes(cliqueNameOf(clique, clique.metadata.name)) &&
  (labelOf(clique, label.group) === undefined) === (role.kind === 'PodClique')

function seenClique(set: GroveSet, clique: PodClique): SeenClique {
  const template = cliqueNameOf(clique, clique.metadata.name)
  const wanted = set.object.spec.template.cliques.find(({name}) => name === template)
  return {
    name: clique.metadata.name,
    template,
    hash: labelOf(clique, label.templateHash) ?? '',
    matches:
      wanted !== undefined &&
      isSame(at(clique, 'spec', 'podSpec'), at(wanted, 'spec', 'podSpec')) &&
      contains(at(clique, 'metadata', 'labels'), at(wanted, 'labels')) &&
      contains(at(clique, 'metadata', 'annotations'), at(wanted, 'annotations')),
  }
}

const contains = (all: unknown, some: unknown): boolean =>
  Object.entries(fields(some)).every(([key, value]) => at(all, key) === value)

function seenWorker({role}: ReplicaRole, worker: Worker, domain: string | undefined): SeenWorker {
  const pods = worker.pods.filter(({state}) => state !== 'going')
  const stuck = pods.find(({state, reason}) => state !== 'ready' && reason !== undefined)
  const why = stuck && [stuck.reason, stuck.message].filter(Boolean).join(': ')
  return {
    key: worker.id,
    index: worker.index,
    size: role.podsPerWorker,
    ...(domain === undefined ? {} : {domain}),
    ...(why === undefined ? {} : {why}),
    pods: pods.map((pod) => ({
      name: pod.name,
      uid: pod.uid,
      clique: pod.clique,
      hash: pod.hash ?? '',
      isScheduled: pod.node !== undefined,
      isReady: pod.state === 'ready',
      ...(pod.readyAt === undefined ? {} : {readySince: Date.parse(pod.readyAt)}),
    })),
  }
}

/** Workers that are wanted and have no pod. */
function missingWorkers({role, replica, desired}: ReplicaRole, seen: readonly SeenWorker[]): readonly SeenWorker[] {
  const taken = new Set(seen.map(({index}) => index))
  const free = Array.from({length: desired + seen.length}, (_, index) => index).filter((index) => !taken.has(index))
  return free.slice(0, Math.max(0, desired - seen.length)).map((index) => ({
    key: `${role.name}/${replica}/${index}`,
    index,
    size: role.podsPerWorker,
    pods: [],
    why: 'it has no pod',
  }))
}
