import {isDeepStrictEqual} from 'node:util'
import {type Cause, forbiddenField, invalidValue} from '@ome/kinds/validation/cause'
import type {ApiObject} from '../api.ts'
import {groupsOf, type SetTemplate, type TopologyConstraint, templateOf} from './template.ts'
import {packOf} from './topology.ts'

const at = 'spec.template'
const immutable = 'field is immutable'

/** What may not change once a set exists. */
export function updateCauses(set: ApiObject, old: ApiObject): Cause[] {
  const next = templateOf(set)
  const before = templateOf(old)
  return [
    ...fixed(`${at}.cliqueStartupType`, next.cliqueStartupType, before.cliqueStartupType),
    ...fixed(`${at}.resourceSharing`, next.resourceSharing, before.resourceSharing),
    ...fixed(`${at}.resourceClaimTemplates`, next.resourceClaimTemplates, before.resourceClaimTemplates),
    ...constraintCauses(`${at}.topologyConstraint`, next.topologyConstraint, before.topologyConstraint),
    ...cliqueCauses(next, before),
    ...groupCauses(next, before),
  ]
}

const fixed = (field: string, value: unknown, before: unknown): Cause[] =>
  isDeepStrictEqual(value, before) ? [] : [invalidValue(field, value ?? null, immutable)]

/** Two changes are allowed: the deprecated packDomain said the new way, and a topology's name that was missing. */
function constraintCauses(
  field: string,
  value: TopologyConstraint | undefined,
  before: TopologyConstraint | undefined,
): Cause[] {
  const isSame = isDeepStrictEqual(packOf(value), packOf(before)) && Boolean(value) === Boolean(before)
  const named = before?.topologyName === undefined || before.topologyName === value?.topologyName
  return isSame && named ? [] : [invalidValue(field, value ?? null, immutable)]
}

function cliqueCauses(next: SetTemplate, before: SetTemplate): Cause[] {
  const field = `${at}.cliques`
  const names = (template: SetTemplate): string[] => template.cliques.map(({name}) => name)
  if (!isDeepStrictEqual([...names(next)].sort(), [...names(before)].sort())) {
    return [forbiddenField(field, 'not allowed to change clique composition')]
  }
  const isOrdered = before.cliqueStartupType !== undefined && before.cliqueStartupType !== 'CliqueStartupTypeAnyOrder'
  if (isOrdered && !isDeepStrictEqual(names(next), names(before))) {
    return [invalidValue(field, names(next), 'clique order cannot be changed when StartupType is InOrder or Explicit')]
  }
  return next.cliques.flatMap((clique, index) => {
    const old = before.cliques.find(({name}) => name === clique.name)
    if (!old) return []
    const path = `${field}[${index}]`
    return [
      ...fixed(`${path}.spec.roleName`, clique.spec.roleName, old.spec.roleName),
      ...fixed(`${path}.spec.minAvailable`, clique.spec.minAvailable, old.spec.minAvailable),
      ...fixed(`${path}.spec.startsAfter`, clique.spec.startsAfter, old.spec.startsAfter),
      ...fixed(
        `${path}.spec.podSpec.schedulerName`,
        clique.spec.podSpec.schedulerName ?? '',
        old.spec.podSpec.schedulerName ?? '',
      ),
      ...fixed(`${path}.resourceSharing`, clique.resourceSharing, old.resourceSharing),
      ...constraintCauses(`${path}.topologyConstraint`, clique.topologyConstraint, old.topologyConstraint),
    ]
  })
}

function groupCauses(next: SetTemplate, before: SetTemplate): Cause[] {
  const field = `${at}.podCliqueScalingGroups`
  const names = (template: SetTemplate): string[] =>
    groupsOf(template)
      .map(({name}) => name)
      .sort()
  if (!isDeepStrictEqual(names(next), names(before))) {
    return [forbiddenField(field, 'not allowed to add or remove PodCliqueScalingGroups')]
  }
  return groupsOf(next).flatMap((group, index) => {
    const old = groupsOf(before).find(({name}) => name === group.name)
    if (!old) return []
    const path = `${field}[${index}]`
    return [
      ...fixed(`${path}.cliqueNames`, group.cliqueNames, old.cliqueNames),
      ...fixed(`${path}.minAvailable`, group.minAvailable, old.minAvailable),
      ...fixed(`${path}.resourceSharing`, group.resourceSharing, old.resourceSharing),
      ...constraintCauses(`${path}.topologyConstraint`, group.topologyConstraint, old.topologyConstraint),
    ]
  })
}
