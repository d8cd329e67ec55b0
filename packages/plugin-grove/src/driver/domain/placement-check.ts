import {allWorkers, type Observation} from './observation.ts'
import {paused, type Rollout} from './rollout.ts'

/** A rollout that preserves placement stops when a new worker is in another domain, or the set is placed worse. */
export function checkPlacement(rollout: Rollout, seen: Observation, done: ReadonlySet<string>, now: number): Rollout {
  const {placement} = rollout
  if (!placement?.preserve || rollout.back) return rollout
  const moved = allWorkers(seen.roles).filter(({key, domain}) => {
    const before = placement.workers[key]
    return done.has(key) && before !== undefined && domain !== undefined && domain !== before
  })
  const [first] = moved
  if (first) {
    const workers = Object.fromEntries(moved.map(({key, domain}) => [key, domain ?? '']))
    const message = `${first.key} was in ${placement.workers[first.key]} and is in ${first.domain}`
    return paused({...rollout, placement: {...placement, moved: {workers}}}, 'placement', message, now)
  }
  const isWhole = allWorkers(seen.roles).every(
    ({pods, size}) => pods.length >= size && pods.every((pod) => pod.isScheduled),
  )
  if (!isWhole || seen.score === undefined || placement.score === undefined) return rollout
  if (seen.score >= placement.score - rounding) return rollout
  const message = `the placement score fell from ${placement.score.toFixed(2)} to ${seen.score.toFixed(2)}`
  const accepted = {...placement, moved: {workers: {}, score: seen.score}}
  return paused({...rollout, placement: accepted}, 'placement', message, now)
}

const rounding = 0.005
