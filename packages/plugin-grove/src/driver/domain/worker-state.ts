import type {SeenPart, SeenPod, SeenWorker} from './observation.ts'
import type {Rollout} from './rollout.ts'

/**
 * `old`: has a pod that is to be replaced. `coming`: is new, and not all of it is there and ready for long enough.
 * `done`: is new and ready.
 */
export type WorkerState = 'old' | 'coming' | 'done'

export interface Judged {
  readonly worker: SeenWorker
  readonly state: WorkerState
  readonly isReady: boolean
}

export function judge(rollout: Rollout, part: SeenPart, now: number): readonly Judged[] {
  const before = rollout.before === undefined ? undefined : new Set(rollout.before)
  const wanted = new Map(part.cliques.map(({name, hash}) => [name, hash]))
  const isOld = (pod: SeenPod): boolean => (before ? before.has(pod.uid) : wanted.get(pod.clique) !== pod.hash)
  return part.workers.map((worker) => {
    const isReady = worker.pods.length >= worker.size && worker.pods.every((pod) => pod.isReady)
    const hasStayed = worker.pods.every(({readySince = 0}) => isLongAgo(now - readySince, rollout))
    const state = worker.pods.some(isOld) ? 'old' : isReady && hasStayed ? 'done' : 'coming'
    return {worker, state, isReady}
  })
}

/** A time far ahead is that of a cluster whose clock differs: it tells nothing, and must not hold anything up. */
const isLongAgo = (ms: number, {minReadySeconds}: Rollout): boolean => ms >= minReadySeconds * 1000 || ms < -skewMs

const skewMs = 60_000

/** Cliques took over the template that the set has: only then their hashes say what is old. */
export function hasSettled(rollout: Rollout, part: SeenPart): boolean {
  if (rollout.before) return true
  const changed = new Set(rollout.patched.flatMap(({clique}) => clique ?? []))
  // A field of the whole template is in no clique's specification: only hashes tell of it.
  const isWhole = rollout.patched.some(({clique}) => clique === undefined)
  return part.cliques.every(({name, template, hash, matches}) => {
    const differs = rollout.hashes[name] !== hash
    if (rollout.hashes[name] === undefined || rollout.verb === 'hold') return matches || differs
    if (isWhole) return differs !== Boolean(rollout.back)
    return matches || differs === (changed.has(template) && !rollout.back)
  })
}

/** Workers that must stay ready. Where all are needed, one at a time has to go. */
export const floorOf = ({min, desired}: Pick<SeenPart, 'min' | 'desired'>): number =>
  Math.max(0, Math.min(min, desired - 1))
