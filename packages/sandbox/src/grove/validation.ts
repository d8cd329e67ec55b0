import {type Cause, duplicate, forbiddenField, invalidValue, required} from '@ome/kinds/validation/cause'
import type {ApiObject} from '../api.ts'
import {
  type CliqueTemplate,
  type GroupTemplate,
  groupOfClique,
  groupsOf,
  type SetTemplate,
  templateOf,
} from './template.ts'

const at = 'spec.template'
const cliquesAt = `${at}.cliques`
const groupsAt = `${at}.podCliqueScalingGroups`
/** Characters of the names of a set, a group and a clique together; the rest of a pod's name takes the others. */
const longestNames = 45

/** What a set must fulfil whenever it is written. */
export function setCauses(set: ApiObject): Cause[] {
  const template = templateOf(set)
  const {cliques} = template
  if (cliques.length === 0) return [required(cliquesAt, 'at least one PodClique must be defined')]
  return [
    ...doubles(
      cliques,
      (clique) => clique.name,
      (index) => `${cliquesAt}[${index}].name`,
    ),
    ...doubles(
      cliques,
      (clique) => clique.spec.roleName,
      (index) => `${cliquesAt}[${index}].spec.roleName`,
    ),
    ...cliques.flatMap((clique, index) => cliqueCauses(template, clique, `${cliquesAt}[${index}]`)),
    ...groupCauses(template),
    ...schedulerCauses(cliques),
    ...cycleCauses(cliques),
    ...nameCauses(set.metadata.name, template),
  ]
}

function doubles<Item>(list: readonly Item[], name: (item: Item) => string, field: (index: number) => string): Cause[] {
  const seen = new Set<string>()
  return list.flatMap((item, index) => {
    const isDouble = seen.has(name(item))
    seen.add(name(item))
    return isDouble ? [duplicate(field(index), name(item))] : []
  })
}

function cliqueCauses(template: SetTemplate, {name, spec}: CliqueTemplate, field: string): Cause[] {
  const causes: Cause[] = []
  const {replicas, minAvailable = replicas, autoScalingConfig: scaling, podSpec, startsAfter = []} = spec
  if (replicas <= 0) causes.push(invalidValue(`${field}.spec.replicas`, replicas, 'must be greater than 0'))
  if (minAvailable <= 0) {
    causes.push(invalidValue(`${field}.spec.minAvailable`, minAvailable, 'must be greater than 0'))
  } else if (minAvailable > replicas) {
    const why = 'minAvailable must not be greater than replicas'
    causes.push(invalidValue(`${field}.spec.minAvailable`, minAvailable, why))
  }
  if (scaling) {
    const where = `${field}.spec.autoScalingConfig`
    if (groupOfClique(template, name)) {
      causes.push(forbiddenField(where, 'not allowed for a PodClique that belongs to a PodCliqueScalingGroup'))
    }
    if ((scaling.minReplicas ?? replicas) < minAvailable) {
      const why = 'must be greater than or equal to minAvailable'
      causes.push(invalidValue(`${where}.minReplicas`, scaling.minReplicas, why))
    }
    if (scaling.maxReplicas < replicas) {
      const why = 'must be greater than or equal to replicas'
      causes.push(invalidValue(`${where}.maxReplicas`, scaling.maxReplicas, why))
    }
  }
  for (const parent of startsAfter) {
    const exists = parent !== name && template.cliques.some((clique) => clique.name === parent)
    if (!exists) causes.push(invalidValue(`${field}.spec.startsAfter`, parent, 'must name another clique of the set'))
  }
  if (podSpec.topologySpreadConstraints?.length) {
    causes.push(forbiddenField(`${field}.spec.podSpec.topologySpreadConstraints`, 'must not be set'))
  }
  if (podSpec.nodeName) causes.push(forbiddenField(`${field}.spec.podSpec.nodeName`, 'must not be set'))
  return causes
}

function groupCauses(template: SetTemplate): Cause[] {
  const groups = groupsOf(template)
  const owners = new Map<string, string>()
  return [
    ...doubles(
      groups,
      (group) => group.name,
      (index) => `${groupsAt}[${index}].name`,
    ),
    ...groups.flatMap((group, index) => [
      ...sizeCauses(group, `${groupsAt}[${index}]`),
      ...group.cliqueNames.flatMap((name) => {
        const field = `${groupsAt}[${index}].cliqueNames`
        const owner = owners.get(name)
        owners.set(name, group.name)
        if (!template.cliques.some((clique) => clique.name === name)) {
          return [invalidValue(field, name, 'unidentified PodClique name found')]
        }
        return owner === undefined ? [] : [invalidValue(field, name, 'a PodClique belongs to at most one group')]
      }),
    ]),
  ]
}

function sizeCauses({replicas = 1, minAvailable = 1, scaleConfig}: GroupTemplate, field: string): Cause[] {
  const causes: Cause[] = []
  if (replicas <= 0) causes.push(invalidValue(`${field}.replicas`, replicas, 'must be greater than 0'))
  if (minAvailable <= 0) causes.push(invalidValue(`${field}.minAvailable`, minAvailable, 'must be greater than 0'))
  else if (minAvailable > replicas) {
    causes.push(invalidValue(`${field}.minAvailable`, minAvailable, 'minAvailable must not be greater than replicas'))
  }
  if (scaleConfig && (scaleConfig.minReplicas ?? replicas) < minAvailable) {
    const why = 'must be greater than or equal to minAvailable'
    causes.push(invalidValue(`${field}.scaleConfig.minReplicas`, scaleConfig.minReplicas, why))
  }
  if (scaleConfig && scaleConfig.maxReplicas < replicas) {
    const why = 'must be greater than or equal to replicas'
    causes.push(invalidValue(`${field}.scaleConfig.maxReplicas`, scaleConfig.maxReplicas, why))
  }
  return causes
}

const schedulers = new Set(['default-scheduler', 'kai-scheduler'])

function schedulerCauses(cliques: readonly CliqueTemplate[]): Cause[] {
  const names = new Set(cliques.map(({spec}) => spec.podSpec.schedulerName ?? 'default-scheduler'))
  const field = `${cliquesAt}.spec.podSpec.schedulerName`
  if (names.size > 1) {
    return [invalidValue(field, [...names].join(', '), 'the schedulerName for all pods have to be the same')]
  }
  const [name = ''] = names
  return schedulers.has(name) ? [] : [invalidValue(field, name, 'scheduler backend is not enabled')]
}

function cycleCauses(cliques: readonly CliqueTemplate[]): Cause[] {
  const reaches = (from: string, to: string, seen: ReadonlySet<string>): boolean =>
    (cliques.find(({name}) => name === from)?.spec.startsAfter ?? []).some(
      (next) => next === to || (!seen.has(next) && reaches(next, to, new Set([...seen, next]))),
    )
  const circle = cliques.filter(({name}) => reaches(name, name, new Set())).map(({name}) => name)
  if (circle.length === 0) return []
  return [forbiddenField(cliquesAt, `clique must not have circular dependencies: [${circle.join(', ')}]`)]
}

function nameCauses(set: string, template: SetTemplate): Cause[] {
  return template.cliques.flatMap(({name}, index) => {
    const group = groupOfClique(template, name)?.name ?? ''
    if (set.length + group.length + name.length <= longestNames) return []
    const why = `combined length of the names of PodCliqueSet, PodCliqueScalingGroup and PodClique must not exceed ${longestNames} characters`
    return [invalidValue(`${cliquesAt}[${index}].name`, name, why)]
  })
}

/** What is allowed and probably not meant. */
export const setWarnings = (set: ApiObject): string[] =>
  templateOf(set).cliques.flatMap(({name, spec}) =>
    (spec.podSpec.restartPolicy ?? 'Always') === 'Always'
      ? []
      : [`restartPolicy of PodClique ${name} is ${spec.podSpec.restartPolicy}; only Always is supported`],
  )
