import {at, list, text, textMap} from '@ome/capacity/fields'
import {toServicePod} from '@ome/inference-model/service-pod'
import type {KubeObject} from '@ome/sdk/kube'
import {indexOf, label, labelOf} from './labels.ts'

/**
 * `gated`: waits for its gang. `unschedulable`: no node takes it. `pending`: nobody said anything yet. `waiting`: for
 * pods it starts after. `starting`, `ready`, `unready` (was ready), `failed` (will not get well by waiting), `going`.
 */
export type PodState =
  | 'gated'
  | 'unschedulable'
  | 'pending'
  | 'waiting'
  | 'starting'
  | 'ready'
  | 'unready'
  | 'failed'
  | 'going'

export interface GrovePod {
  readonly name: string
  readonly namespace: string
  readonly uid: string
  readonly set: string
  /** Index of the set's replica. */
  readonly replica: number
  /** Name of its PodClique, the whole one and that of the template. */
  readonly clique: string
  readonly cliqueName: string
  /** Within its clique; freed ones are used again. */
  readonly index: number
  readonly groupReplica?: number
  readonly gang?: string
  readonly node?: string
  readonly gpus: number
  readonly state: PodState
  /** The cluster's own word for what keeps it, and its message. */
  readonly reason?: string
  readonly message?: string
  /** Cliques it starts after: whole name and how many of their pods have to be ready. */
  readonly parents: readonly {readonly clique: string; readonly minimum: number}[]
  readonly hash?: string
  /** Image per container, as the pod was made from. */
  readonly images: Readonly<Record<string, string>>
  readonly restarts: number
  readonly createdAt?: string
  readonly readyAt?: string
}

export const isBound = ({node, state}: GrovePod): boolean => node !== undefined && state !== 'going'
export const isReady = ({state}: GrovePod): boolean => state === 'ready'

/** A pod of a set; undefined for others and those that have finished. */
export function toGrovePod(object: KubeObject): GrovePod | undefined {
  const set = labelOf(object, label.partOf)
  const clique = labelOf(object, label.clique)
  const phase = text(at(object, 'status', 'phase'))
  if (set === undefined || clique === undefined || phase === 'Succeeded') return undefined
  const own = toServicePod(object)
  const node = text(at(object, 'spec', 'nodeName'))
  const gang = labelOf(object, label.gang)
  const hash = labelOf(object, label.templateHash)
  const ready = conditionOf(object, 'Ready')
  return {
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? '',
    uid: object.metadata.uid ?? '',
    set,
    replica: indexOf(object, label.setReplica),
    clique,
    cliqueName: cliqueNameOf(object, clique),
    index: indexOf(object, label.podIndex),
    ...(labelOf(object, label.group) !== undefined && {groupReplica: indexOf(object, label.groupReplica)}),
    ...(gang !== undefined && {gang}),
    ...(node !== undefined && {node}),
    gpus: own.gpus,
    ...stateOf(object, own),
    parents: parentsOf(object),
    ...(hash !== undefined && {hash}),
    images: imagesOf(object),
    restarts: own.restarts,
    ...(own.createdAt !== undefined && {createdAt: own.createdAt}),
    ...(ready?.['status'] === 'True' && {readyAt: text(ready['lastTransitionTime']) ?? ''}),
  }
}

/** The name a clique has in the template: the whole name without the prefix of its set or scaling group. */
export function cliqueNameOf(
  object: {readonly metadata: {readonly labels?: Readonly<Record<string, string>>}},
  whole: string,
): string {
  const group = labelOf(object, label.group)
  const prefix =
    group === undefined
      ? `${labelOf(object, label.partOf)}-${labelOf(object, label.setReplica)}-`
      : `${group}-${labelOf(object, label.groupReplica)}-`
  return whole.startsWith(prefix) ? whole.slice(prefix.length) : whole
}

type Said = Pick<GrovePod, 'state' | 'reason' | 'message'>

function stateOf(object: KubeObject, {ready, terminating, problem}: ReturnType<typeof toServicePod>): Said {
  if (terminating) return {state: 'going', reason: 'Terminating'}
  if (ready) return {state: 'ready'}
  const scheduled = conditionOf(object, 'PodScheduled')
  if (list(at(object, 'spec', 'schedulingGates')).length > 0 || scheduled?.['reason'] === 'SchedulingGated')
    return {state: 'gated', reason: 'SchedulingGated'}
  const {reason = 'NotReady', message} = problem ?? {}
  const said = {reason, ...(message !== undefined && {message})}
  if (problem?.state === 'failing') return {state: 'failed', ...said}
  if (problem?.state === 'unschedulable')
    return {state: scheduled?.['reason'] === 'Unschedulable' ? 'unschedulable' : 'pending', ...said}
  if (text(at(object, 'spec', 'nodeName')) === undefined) return {state: 'pending', reason: 'Pending'}
  if (waitsForOthers(object)) return {state: 'waiting', reason: 'StartupOrder'}
  return wasReady(object) ? {state: 'unready', reason: 'NotReady'} : {state: 'starting', ...said}
}

function conditionOf(object: KubeObject, type: string): Readonly<Record<string, unknown>> | undefined {
  const found = list(at(object, 'status', 'conditions')).find((condition) => at(condition, 'type') === type)
  return found === undefined ? undefined : (found as Readonly<Record<string, unknown>>)
}

const waiter = 'grove-initc'

const waitsForOthers = (object: KubeObject): boolean =>
  list(at(object, 'status', 'initContainerStatuses')).some(
    (status) => at(status, 'name') === waiter && at(status, 'state', 'terminated') === undefined,
  )

/** Its containers run for longer than it is not ready. */
function wasReady(object: KubeObject): boolean {
  const lost = text(conditionOf(object, 'Ready')?.['lastTransitionTime'])
  const started = list(at(object, 'status', 'containerStatuses')).map((each) =>
    text(at(each, 'state', 'running', 'startedAt')),
  )
  return lost !== undefined && started.some((time) => time !== undefined && lost > time)
}

/** Arguments of the container that waits: `--podcliques=<name>:<minimum>` for each. */
function parentsOf(object: KubeObject): GrovePod['parents'] {
  const container = list(at(object, 'spec', 'initContainers')).find((each) => at(each, 'name') === waiter)
  return list(at(container, 'args')).flatMap((word) => {
    const [, names = ''] = /^--podcliques=(.+)$/.exec(text(word) ?? '') ?? []
    return names
      .split(',')
      .filter(Boolean)
      .map((name) => {
        const [clique = '', minimum] = name.split(':')
        return {clique, minimum: Number(minimum ?? 1)}
      })
  })
}

const imagesOf = (object: KubeObject): Readonly<Record<string, string>> =>
  textMap(
    Object.fromEntries(
      list(at(object, 'spec', 'containers')).map((container) => [
        text(at(container, 'name')) ?? '',
        at(container, 'image'),
      ]),
    ),
  )
