import type {ApiObject, LocalApi} from '../api.ts'
import {clusterTopologyBindings} from './resources.ts'
import {groupsOf, type SetTemplate, type TopologyConstraint} from './template.ts'

export interface Level {
  readonly domain: string
  readonly key: string
}

export interface PackConstraint {
  readonly required?: string
  readonly preferred?: string
}

/** The levels of a binding, the widest first. */
export const levelsOf = (binding: ApiObject): readonly Level[] => binding['spec'].levels

/** All constraints of a set: its own, its scaling groups', its cliques'. */
export const constraintsOf = (template: SetTemplate): readonly TopologyConstraint[] =>
  [
    template.topologyConstraint,
    ...groupsOf(template).map((group) => group.topologyConstraint),
    ...template.cliques.map((clique) => clique.topologyConstraint),
  ].filter((constraint) => constraint !== undefined)

/** The topology that a set names; a set names at most one. */
export const topologyNameOf = (template: SetTemplate): string | undefined =>
  constraintsOf(template).find(({topologyName}) => topologyName !== undefined)?.topologyName

/** Domain names a constraint asks for. */
export const packOf = (constraint: TopologyConstraint | undefined): PackConstraint => {
  const required = constraint?.pack?.required ?? constraint?.packDomain
  const preferred = constraint?.pack?.preferred
  return {...(required === undefined ? {} : {required}), ...(preferred === undefined ? {} : {preferred})}
}

/** The binding that a set's constraints refer to. */
export function bindingOf(api: LocalApi, template: SetTemplate): ApiObject | undefined {
  const name = topologyNameOf(template)
  return name === undefined ? undefined : api.get(clusterTopologyBindings, name)
}

/** A constraint in node label keys, as gangs carry it; undefined when it asks for nothing that the binding knows. */
export function packConstraint(
  binding: ApiObject | undefined,
  constraint: TopologyConstraint | undefined,
): {packConstraint: PackConstraint} | undefined {
  if (!binding || !constraint) return undefined
  const key = (domain: string | undefined): string | undefined =>
    levelsOf(binding).find((level) => level.domain === domain)?.key
  const {required, preferred} = packOf(constraint)
  const requiredKey = key(required)
  const preferredKey = key(preferred)
  if (requiredKey === undefined && preferredKey === undefined) return undefined
  return {
    packConstraint: {
      ...(requiredKey === undefined ? {} : {required: requiredKey}),
      ...(preferredKey === undefined ? {} : {preferred: preferredKey}),
    },
  }
}
