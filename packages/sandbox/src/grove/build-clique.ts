import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {groupName, label, memberName, replicaName, scaledGangName, setLabels, standaloneName} from './names.ts'
import {
  type CliqueTemplate,
  type GroupTemplate,
  groupOfClique,
  groupsOf,
  indexIn,
  minAvailableOf,
  type SetTemplate,
  templateOf,
} from './template.ts'
import {cliqueHash} from './template-hash.ts'

/** Where in its set a scaling group is. */
export interface Place {
  readonly group: GroupTemplate
  readonly replica: number
}

/** The template and the set's replica of a scaling group; undefined for one that the set does not have. */
export function placeOf(set: ApiObject, group: ApiObject): Place | undefined {
  const replica = indexIn(group, label.setReplica)
  const found = groupsOf(templateOf(set)).find(
    ({name}) => groupName(set.metadata.name, replica, name) === group.metadata.name,
  )
  return found && {group: found, replica}
}

/** A clique that stands alone in one replica of its set. */
export function buildStandalone(set: ApiObject, replica: number, clique: CliqueTemplate): ApiObject {
  const name = standaloneName(set.metadata.name, replica, clique.name)
  return build(set, set, clique, {
    name,
    labels: {
      [label.component]: 'pcs-podclique',
      [label.setReplica]: String(replica),
      [label.gang]: replicaName(set.metadata.name, replica),
    },
    startsAfter: parentsOf(templateOf(set), clique).flatMap((parent) => namesOf(set, replica, parent)),
  })
}

/** A clique of one replica of a scaling group. */
export function buildMember(
  set: ApiObject,
  group: ApiObject,
  {group: template, replica}: Place,
  index: number,
  cliqueName: string,
): ApiObject | undefined {
  const clique = templateOf(set).cliques.find(({name}) => name === cliqueName)
  if (!clique) return undefined
  const minAvailable = template.minAvailable ?? 1
  const base = replicaName(set.metadata.name, replica)
  const isScaled = index >= minAvailable
  const parents = parentsOf(templateOf(set), clique)
  const beside = parents.filter((parent) => template.cliqueNames.includes(parent))
  const others = parents.filter((parent) => !template.cliqueNames.includes(parent))
  return build(set, group, clique, {
    name: memberName(group.metadata.name, index, cliqueName),
    labels: {
      [label.component]: 'pcsg-podclique',
      [label.setReplica]: String(replica),
      [label.gang]: isScaled ? scaledGangName(group.metadata.name, index, minAvailable) : base,
      ...(isScaled ? {[label.baseGang]: base} : {}),
      [label.group]: group.metadata.name,
      [label.groupReplica]: String(index),
    },
    startsAfter: [
      ...beside.map((parent) => memberName(group.metadata.name, index, parent)),
      ...(isScaled ? [] : others.flatMap((parent) => namesOf(set, replica, parent))),
    ],
  })
}

/** The cliques that this one waits for, by their names in the template. */
function parentsOf(template: SetTemplate, clique: CliqueTemplate): readonly string[] {
  switch (template.cliqueStartupType) {
    case 'CliqueStartupTypeInOrder': {
      const before = template.cliques[template.cliques.indexOf(clique) - 1]
      return before ? [before.name] : []
    }
    case 'CliqueStartupTypeExplicit':
      return clique.spec.startsAfter ?? []
    default:
      return []
  }
}

/** Full names of a clique in the base gang. */
function namesOf(set: ApiObject, replica: number, clique: string): string[] {
  const group = groupOfClique(templateOf(set), clique)
  if (!group) return [standaloneName(set.metadata.name, replica, clique)]
  const full = groupName(set.metadata.name, replica, group.name)
  return Array.from({length: group.minAvailable ?? 1}, (_, index) => memberName(full, index, clique))
}

function build(
  set: ApiObject,
  owner: ApiObject,
  clique: CliqueTemplate,
  own: {name: string; labels: Record<string, string>; startsAfter: readonly string[]},
): ApiObject {
  const {autoScalingConfig, podSpec, replicas, roleName} = clique.spec
  return {
    apiVersion: 'grove.io/v1alpha1',
    kind: 'PodClique',
    metadata: {
      name: own.name,
      ...(set.metadata.namespace === undefined ? {} : {namespace: set.metadata.namespace}),
      labels: {
        ...clique.labels,
        ...setLabels(set.metadata.name),
        [label.name]: own.name,
        ...own.labels,
        [label.templateHash]: cliqueHash(clique, templateOf(set)),
      },
      annotations: {...clique.annotations},
      ownerReferences: [controlledBy(owner)],
    },
    spec: {
      roleName,
      podSpec,
      replicas,
      minAvailable: minAvailableOf(clique),
      ...(own.startsAfter.length > 0 ? {startsAfter: own.startsAfter} : {}),
      ...(autoScalingConfig ? {autoScalingConfig} : {}),
    },
  }
}

/** True when a clique has the template that is wanted, whatever it was scaled to. */
export const sameTemplate = (current: ApiObject, wanted: ApiObject): boolean =>
  current.metadata.labels?.[label.templateHash] === wanted.metadata.labels?.[label.templateHash] &&
  isDeepStrictEqual(current['spec'].podSpec, wanted['spec'].podSpec)
