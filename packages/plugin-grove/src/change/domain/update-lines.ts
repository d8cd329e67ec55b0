import type {GroveSet} from '../../domain/grove-tree.ts'
import {humanSeconds} from './amounts.ts'
import {workersOf} from './estimate.ts'
import type {ImageChanges} from './image-change.ts'

export interface UpdateShown {
  /** How long it takes, where something tells. */
  readonly seconds?: number | undefined
  /** The line that does it. */
  readonly line?: string | undefined
}

/** What an update does, for people. */
export function updateLines(
  set: GroveSet,
  {changes, left, completed}: ImageChanges,
  {seconds, line}: UpdateShown,
): readonly string[] {
  const changed = changes.filter(({from, to}) => from !== to)
  const roles = [...new Set(changed.map(({role}) => role))]
  const workers = roles.map((role) => ({role, count: workersOf(set, role.name)}))
  const all = workers.reduce((sum, {count}) => sum + count, 0)
  const pods = workers.reduce((sum, {count, role}) => sum + count * role.podsPerWorker, 0)
  return [
    `Updating ${set.name} (namespace: ${set.namespace})`,
    ...changed.flatMap(({index, path, from, to}) => [
      `  spec.template.cliques[${index}]${path.replaceAll('/', '.').replace(/\.(\d+)\./, '[$1].')}:`,
      `    - ${from}`,
      `    + ${to}`,
    ]),
    ...(completed === undefined
      ? []
      : [`  the registry and path are kept: ${completed} (--image-exact takes it as typed)`]),
    ...left.map(({role, image}) => `  left alone: ${role} (${image})`),
    `  ${all} workers, ${pods} pods: ${workers.map(({role, count}) => `${count} ${role.name}`).join(', ')}`,
    ...(seconds === undefined
      ? []
      : [`  about ${humanSeconds(seconds)} (estimate: workers × their median time to ready)`]),
    ...(line === undefined ? [] : [`To apply: ${line}`]),
  ]
}

/** How the operator goes about it. */
export const orderLine = ({update}: GroveSet): string =>
  update.strategy === 'OnDelete'
    ? '  OnDelete: pods change when they are deleted; rollout start or --batch-size drives them'
    : `  ${update.strategy}: roles side by side, one worker at a time in each`
