import {type Cause, forbiddenField, invalidValue, required} from '@ome/kinds/validation/cause'
import type {ApiObject, LocalApi} from '../api.ts'
import {isTopologyAware} from './settings.ts'
import {groupOfClique, groupsOf, type SetTemplate, type TopologyConstraint, templateOf} from './template.ts'
import {bindingOf, constraintsOf, levelsOf, packOf, topologyNameOf} from './topology.ts'

const at = 'spec.template'

interface Scope {
  readonly field: string
  readonly constraint: TopologyConstraint
  readonly parents: readonly TopologyConstraint[]
}

function scopesOf(template: SetTemplate): Scope[] {
  const top = template.topologyConstraint
  const above = top ? [top] : []
  return [
    ...(top ? [{field: `${at}.topologyConstraint`, constraint: top, parents: []}] : []),
    ...groupsOf(template).flatMap(({topologyConstraint: constraint}, index) =>
      constraint
        ? [{field: `${at}.podCliqueScalingGroups[${index}].topologyConstraint`, constraint, parents: above}]
        : [],
    ),
    ...template.cliques.flatMap(({name, topologyConstraint: constraint}, index) => {
      if (!constraint) return []
      const group = groupOfClique(template, name)?.topologyConstraint
      return [
        {
          field: `${at}.cliques[${index}].topologyConstraint`,
          constraint,
          parents: [...(group ? [group] : []), ...above],
        },
      ]
    }),
  ]
}

/** What a new set's topology constraints must fulfil. */
export function topologyCauses(api: LocalApi, set: ApiObject): Cause[] {
  const template = templateOf(set)
  const scopes = scopesOf(template)
  const [first] = scopes
  if (!first) return []
  if (!isTopologyAware(api)) {
    return scopes.map(({field}) =>
      forbiddenField(field, 'topology constraints are not allowed while topology-aware scheduling is disabled'),
    )
  }
  const names = new Set(constraintsOf(template).flatMap(({topologyName}) => topologyName ?? []))
  if (names.size === 0) return [required(`${first.field}.topologyName`, 'must name a ClusterTopologyBinding')]
  if (names.size > 1) {
    return [invalidValue(`${first.field}.topologyName`, [...names].join(', '), 'a PodCliqueSet names one topology')]
  }
  const binding = bindingOf(api, template)
  if (!binding) {
    const name = topologyNameOf(template)
    return [invalidValue(`${first.field}.topologyName`, name, 'ClusterTopologyBinding not found')]
  }
  const domains = levelsOf(binding).map(({domain}) => domain)
  return scopes.flatMap((scope) => scopeCauses(scope, domains))
}

function scopeCauses({field, constraint, parents}: Scope, domains: readonly string[]): Cause[] {
  return Object.entries(packOf(constraint)).flatMap(([kind, domain]) => {
    const where = `${field}.pack.${kind}`
    if (!domains.includes(domain)) {
      return [invalidValue(where, domain, `topology domain does not exist; known domains are ${domains.join(', ')}`)]
    }
    const wider = parents
      .map((parent) => (kind === 'required' ? packOf(parent).required : packOf(parent).preferred))
      .find((above) => above !== undefined && domains.indexOf(domain) < domains.indexOf(above))
    return wider === undefined
      ? []
      : [invalidValue(where, domain, `must be equal to or narrower than the parent's domain ${wider}`)]
  })
}

/** Constraints that ask for less than they must have. */
export function topologyWarnings(api: LocalApi, set: ApiObject): string[] {
  const template = templateOf(set)
  const binding = bindingOf(api, template)
  if (!binding) return []
  const domains = levelsOf(binding).map(({domain}) => domain)
  return scopesOf(template).flatMap(({field, constraint}) => {
    const {required: must, preferred} = packOf(constraint)
    return must !== undefined && preferred !== undefined && domains.indexOf(preferred) < domains.indexOf(must)
      ? [`${field}.pack.preferred: ${preferred} is broader than pack.required ${must} and has no effect`]
      : []
  })
}
