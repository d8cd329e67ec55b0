import {findSet, type SetAddress} from '../../change/usecases/find-set.ts'
import {buildTree} from '../../domain/build-tree.ts'
import {isFinal, type RolloutReport, rolloutReport} from '../domain/rollout-report.ts'
import type {ReportWorld} from '../domain/rollout-world.ts'

const extras = ['autoscalers', 'podGroups', 'operators', 'state'] as const

export async function reportRollout(world: ReportWorld, address: SetAddress): Promise<RolloutReport> {
  const [found, latencies] = await Promise.all([findSet(world, address, extras), world.latencies(address)])
  return rolloutReport(found.set, found.objects.state, latencies)
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
    const report = rolloutReport(set, objects.state, {})
    yield report
    if (isFinal(report)) return
  }
}
