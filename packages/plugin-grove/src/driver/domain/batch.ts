import type {SeenPart, SeenRole, SeenWorker} from './observation.ts'
import type {Rollout} from './rollout.ts'
import {floorOf, type Judged, judge} from './worker-state.ts'

/** Where the present step stands, role by role. */
export interface RoleProgress {
  readonly role: string
  readonly target: number
  readonly done: number
  readonly coming: readonly SeenWorker[]
  readonly old: number
  readonly parts: readonly {readonly part: SeenPart; readonly judged: readonly Judged[]}[]
}

export function progressOf(rollout: Rollout, roles: readonly SeenRole[], now: number): readonly RoleProgress[] {
  return roles
    .filter(({name}) => rollout.roles.includes(name))
    .map((role) => {
      const parts = role.parts.map((part) => ({part, judged: judge(rollout, part, now)}))
      const all = parts.flatMap(({judged}) => judged)
      const count = (state: Judged['state']): readonly Judged[] => all.filter((one) => one.state === state)
      return {
        role: role.name,
        target: targetOf(stepOf(rollout), all.length),
        done: count('done').length,
        coming: count('coming').map(({worker}) => worker),
        old: count('old').length,
        parts,
      }
    })
}

/** The way back has one step. */
const stepOf = ({steps, step, back}: Rollout): string => (back ? '100%' : (steps[step] ?? '100%'))

/** Workers of `count` that a step wants new: `2`, or `25%` rounded up. */
export function targetOf(step: string, count: number): number {
  if (!step.endsWith('%')) return Math.min(Number(step), count)
  return Math.min(count, Math.ceil((Number(step.slice(0, -1)) / 100) * count))
}

export const isFull = (progress: readonly RoleProgress[]): boolean => progress.every(({target, done}) => done >= target)

/** Workers to take away now. Never takes a part below its floor. */
export function nextBatch(rollout: Rollout, progress: readonly RoleProgress[]): readonly SeenWorker[] {
  if (rollout.order === 'racks') return nextOfRack(rollout, progress)
  const open = progress.filter(({target, done}) => done < target)
  const turn = rollout.order === 'parallel' && !rollout.back ? open : open.slice(0, 1)
  return turn.flatMap((role) => {
    const room = Math.min(rollout.batchSize, role.target - role.done) - role.coming.length
    return take(role, room, () => true)
  })
}

/** One domain after the other, that with the fewest workers first; inside it as many as the floor allows. */
function nextOfRack(rollout: Rollout, progress: readonly RoleProgress[]): readonly SeenWorker[] {
  const where = domainsOf(rollout, progress)
  const open = progress
    .filter(({target, done}) => done < target)
    .flatMap(({parts}) => parts.flatMap(({judged}) => judged))
    .filter(({state}) => state !== 'done')
  const domain = rackOrder([...where.values()]).find((one) => open.some(({worker}) => where.get(worker.key) === one))
  return progress.flatMap((role) =>
    take(role, role.target - role.done - role.coming.length, ({worker}) => where.get(worker.key) === domain),
  )
}

function domainsOf({placement}: Rollout, progress: readonly RoleProgress[]): Map<string, string> {
  const workers = progress.flatMap(({parts}) => parts.flatMap(({part}) => part.workers))
  return new Map(workers.map(({key, domain}) => [key, placement?.workers[key] ?? domain ?? unplaced]))
}

const unplaced = '<none>'

/** Domains by the number of own workers, those without one last. */
export function rackOrder(domains: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const domain of domains) counts.set(domain, (counts.get(domain) ?? 0) + 1)
  return [...counts]
    .sort(
      ([a, less], [b, more]) =>
        Number(a === unplaced) - Number(b === unplaced) || less - more || a.localeCompare(b, 'en', {numeric: true}),
    )
    .map(([domain]) => domain)
}

function take(role: RoleProgress, room: number, isMine: (one: Judged) => boolean): readonly SeenWorker[] {
  const taken: SeenWorker[] = []
  for (const {part, judged} of role.parts) {
    let spare = judged.filter(({isReady}) => isReady).length - floorOf(part)
    for (const {worker, isReady} of judged.filter((one) => one.state === 'old' && isMine(one)).sort(firstToGo)) {
      if (taken.length >= room) return taken
      if (isReady && spare <= 0) continue
      if (isReady) spare -= 1
      taken.push(worker)
    }
  }
  return taken
}

/** Not on nodes, not ready, then by index. */
const firstToGo = (a: Judged, b: Judged): number =>
  Number(isScheduled(a.worker)) - Number(isScheduled(b.worker)) ||
  Number(a.isReady) - Number(b.isReady) ||
  a.worker.index - b.worker.index

const isScheduled = ({pods}: SeenWorker): boolean => pods.every((pod) => pod.isScheduled)
