import {at, list, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {allParts} from './estimate.ts'

const longestNames = 45

/** What is allowed and goes wrong later. */
export function lintSet(object: KubeObject, live: GroveSet | undefined): readonly string[] {
  const cliques = list(at(object, 'spec', 'template', 'cliques'))
  const names = cliques.map((clique) => text(at(clique, 'name')) ?? '')
  const scheduler = cliques.map((clique) => text(at(clique, 'spec', 'podSpec', 'schedulerName'))).find(Boolean)
  const queue = object.metadata.labels?.['kai.scheduler/queue']
  return [
    ...suffixes(names),
    ...tooLong(object, names),
    ...(scheduler === 'kai-scheduler' && queue === undefined
      ? ['no label kai.scheduler/queue: pods stay pending where the scheduler knows no default queue']
      : []),
    ...(live ? numbers(cliques, live) : []),
  ]
}

/** The operator finds a clique's template by the end of its name. */
const suffixes = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) =>
    names
      .filter((other) => other !== name && other.endsWith(`-${name}`))
      .map((other) => `clique ${name} ends the name of clique ${other}: the operator may take one for the other`),
  )

function tooLong(object: KubeObject, names: readonly string[]): readonly string[] {
  const groups = list(at(object, 'spec', 'template', 'podCliqueScalingGroups')).map((group) => ({
    name: text(at(group, 'name')) ?? '',
    members: list(at(group, 'cliqueNames')).map((member) => text(member) ?? ''),
  }))
  const own = object.metadata.name.length
  return names.flatMap((name) => {
    const group = groups.find(({members}) => members.includes(name))
    const length = own + name.length + (group?.name.length ?? 0)
    return length > longestNames
      ? [`the names of set, group and clique ${name} have ${length} characters, ${longestNames} fit`]
      : []
  })
}

/** Numbers of a template count for new replicas of the set only. */
function numbers(cliques: readonly unknown[], live: GroveSet): readonly string[] {
  return allParts(live).flatMap(({role, desired}) => {
    const clique = cliques.find((one) => at(one, 'name') === role.own)
    const wanted = at(clique, 'spec', 'replicas')
    if (typeof wanted !== 'number' || wanted === desired) return []
    const line = `ome grove scale ${live.name} -n ${live.namespace} --set ${role.name}=${wanted}`
    return [`${role.name} stays at ${desired} workers, the file says ${wanted}: ${line}`]
  })
}
