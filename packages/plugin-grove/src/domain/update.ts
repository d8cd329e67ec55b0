import {at, fields, list, number, text} from '@ome/capacity/fields'
import type {PodCliqueSet} from '@ome/kinds/grove'

/** How far an update is. What the operator reports is one thing, what the pods are the other: the pods count. */
export interface Update {
  /** `none`: all alike and nothing begun. `complete` needs all hashes to agree **and** all workers to be ready. */
  readonly state: 'none' | 'progressing' | 'complete'
  readonly strategy: string
  readonly updated: number
  readonly total: number
  readonly reported?: ReportedUpdate
}

/** The update as the set's status has it, in any of its three shapes. */
export interface ReportedUpdate {
  readonly startedAt?: string
  readonly endedAt?: string
  readonly cliques: Progress
  readonly groups: Progress
  /** Indices of the set's replicas that roll now. */
  readonly replicas: readonly number[]
}

interface Progress {
  readonly updated: number
  /** Absent where only names of what is done are kept. */
  readonly total?: number
}

/**
 * Up to alpha.6 `rollingUpdateProgress` with lists of names and one replica, in alpha.7 and .8 `updateProgress` with
 * lists beside it, from alpha.9 on `updateProgress` with counts.
 */
export function reportedUpdate(status: unknown): ReportedUpdate | undefined {
  const progress = fields(at(status, 'updateProgress') ?? at(status, 'rollingUpdateProgress'))
  if (Object.keys(progress).length === 0) return undefined
  const startedAt = text(progress['updateStartedAt'])
  const endedAt = text(progress['updateEndedAt'])
  const current = progress['currentlyUpdating']
  const replicas = (Array.isArray(current) ? current : [current]).flatMap(
    (entry) => number(at(entry, 'replicaIndex')) ?? [],
  )
  return {
    ...(startedAt !== undefined && {startedAt}),
    ...(endedAt !== undefined && {endedAt}),
    cliques: counted(progress, 'PodCliques'),
    groups: counted(progress, 'PodCliqueScalingGroups'),
    replicas,
  }
}

function counted(progress: Readonly<Record<string, unknown>>, what: 'PodCliques' | 'PodCliqueScalingGroups'): Progress {
  const names = progress[`updated${what}`]
  const updated = number(progress[`updated${what}Count`]) ?? list(names).length
  const total = number(progress[`total${what}Count`])
  return {updated, ...(total !== undefined && {total})}
}

/** Joins what is reported with what the workers are. */
export function updateOf(
  set: PodCliqueSet,
  workers: readonly {readonly isNew: boolean; readonly isReady: boolean}[],
): Update {
  const reported = reportedUpdate(set.status)
  const updated = workers.filter(({isNew}) => isNew).length
  const agree = updated === workers.length
  const ready = workers.every(({isReady}) => isReady)
  const isUntouched = agree && reported?.startedAt === undefined
  return {
    state: isUntouched ? 'none' : agree && ready ? 'complete' : 'progressing',
    strategy: set.spec.updateStrategy?.type ?? 'RollingRecreate',
    updated,
    total: workers.length,
    ...(reported && {reported}),
  }
}
