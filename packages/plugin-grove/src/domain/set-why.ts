import {at, list, text} from '@ome/capacity/fields'
import type {PodCliqueScalingGroup, PodCliqueSet} from '@ome/kinds/grove'
import {breachFrom} from './build-gangs.ts'
import type {Why} from './grove-tree.ts'

/** What the set itself complains about, and scaling groups below their minimum. */
export function setWhy(set: PodCliqueSet, groups: readonly PodCliqueScalingGroup[]): readonly Why[] {
  const about = set.metadata.name
  const levels = (set.status?.conditions ?? [])
    .filter(({type, status}) => type === 'TopologyLevelsUnavailable' && status !== 'False')
    .map(({reason, message}): Why => ({source: 'set', about, pods: [], text: `${reason}: ${message}`}))
  const errors = list(set.status?.lastErrors).map(
    (error): Why => ({
      source: 'set',
      about,
      pods: [],
      text: `${text(at(error, 'code'))}: ${text(at(error, 'description'))}`,
    }),
  )
  const breaches = groups.flatMap((group) => {
    const condition = group.status?.conditions?.find(({type}) => type === 'MinAvailableBreached')
    if (condition?.status !== 'True') return []
    const {message, recreatedAt} = breachFrom(condition, set.spec.template.terminationDelay)
    const said = `${group.metadata.name} is below its minimum of ${group.spec.minAvailable ?? 1}: ${message}`
    return [{source: 'breach' as const, about, pods: [], text: said, ...(recreatedAt !== undefined && {recreatedAt})}]
  })
  return [...levels, ...errors, ...breaches]
}
