import type {Plan} from '@ome/sdk/plan'
import type {FoundSet} from '../../change/usecases/find-set.ts'
import {rolloutName} from '../../domain/rollout-note.ts'
import {nextLines} from '../domain/next-lines.ts'
import type {Rollout} from '../domain/rollout.ts'
import {rolloutReport} from '../domain/rollout-report.ts'

/** What going on in this state would do. The plan writes nothing: the driver does, step by step. */
export function planNext({set, objects}: FoundSet, next: Rollout): Plan {
  const all = rolloutReport(set, objects.state, {}).roles
  // On the way back only roles whose template goes back lose workers again.
  const written = new Set(next.patched.map(({clique}) => clique))
  const touched = set.roles.filter(({cliques}) => written.has(undefined) || cliques.some((one) => written.has(one)))
  const roles = next.back ? all.filter(({name}) => touched.some((role) => role.name === name)) : all
  const object = {kind: 'ConfigMap', name: rolloutName(set.name), namespace: set.namespace}
  return {changes: [{action: 'update', object, reason: next.message ?? next.phase}], notes: nextLines(next, roles)}
}
