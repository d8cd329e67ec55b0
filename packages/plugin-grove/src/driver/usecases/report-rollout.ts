import {findSet, type SetAddress} from '../../change/usecases/find-set.ts'
import {buildTree} from '../../domain/build-tree.ts'
import type {GroveObjects} from '../../domain/grove-objects.ts'
import {eventsOf} from '../../look/domain/set-event.ts'
import {isFinal, type RolloutReport, rolloutReport} from '../domain/rollout-report.ts'
import type {ReportWorld} from '../domain/rollout-world.ts'

const extras = ['autoscalers', 'podGroups', 'operators', 'state', 'warnings'] as const
const recentMs = 5 * 60_000

export async function reportRollout(world: ReportWorld, address: SetAddress): Promise<RolloutReport> {
  const {set, objects} = await findSet(world, address, extras)
  const report = rolloutReport(set, objects.state, {})
  const fresh = report.state === 'complete' ? [] : report.roles.flatMap(({workers}) => workers.filter(isNew))
  const pods = new Set(fresh.flatMap(({pods}) => pods.map(({name}) => name)))
  const {all, sides} = await world.latencies(address, pods)
  return withWarnings({...report, latencies: all, ...(sides && {sides})}, objects, world.now())
}

const isNew = (worker: {readonly isNew: boolean}): boolean => worker.isNew

/** Warnings since the rollout began, or of the last minutes. */
function withWarnings(report: RolloutReport, {events = []}: GroveObjects, now: Date): RolloutReport {
  const {set, rollout, state} = report
  const from = state === 'driven' && rollout ? Date.parse(rollout.startedAt) : now.getTime() - recentMs
  return {...report, warnings: eventsOf(set, events, {from}).filter(({isWarning}) => isWarning)}
}

/** The same, and again after changes, until nothing more happens by itself. */
export async function* followRollout(
  world: ReportWorld,
  {namespace, name}: SetAddress,
  signal: AbortSignal,
): AsyncGenerator<RolloutReport> {
  await findSet(world, {namespace, name}, extras)
  for await (const objects of world.reader.follow({namespace, set: name, extras}, signal)) {
    const sets = objects.sets.filter(({metadata}) => metadata.name === name)
    const [set] = buildTree({...objects, sets}, {sha256: world.sha256}).sets
    if (!set) return
    const report = withWarnings(rolloutReport(set, objects.state, {}), objects, world.now())
    yield report
    if (isFinal(report)) return
  }
}
