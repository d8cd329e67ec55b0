import {list, text} from '@ome/capacity/fields'
import {podGpus} from '@ome/inference-model/node'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {Clique, ScalingGroup, SetTemplate} from './grove-objects.ts'
import {label} from './labels.ts'

/** What a role does in disaggregated serving, where that is known. */
export type Duty = 'prefill' | 'decode' | 'frontend'

/** The unit that is counted and scaled: one standalone clique, or one scaling group with all its cliques. */
export interface Role {
  /** Its word, or `own` where several roles of the set have the same one. Unique within the set. */
  readonly name: string
  readonly word: string
  /** Name of the clique or scaling group in the template. */
  readonly own: string
  readonly kind: 'PodClique' | 'PodCliqueScalingGroup'
  readonly duty?: Duty
  /** Template names of its cliques: one, or the members of the group. */
  readonly cliques: readonly string[]
  /** Workers per replica of the set, as the template says; live numbers may differ. */
  readonly templateReplicas: number
  readonly minAvailable: number
  readonly podsPerWorker: number
  readonly gpusPerWorker: number
}

const dynamoLabels = ['nvidia.com/dynamo-sub-component-type', 'nvidia.com/dynamo-component-type']

/** `[P] [D] [F]`, else `[·]`. */
export const badgeOf = ({duty}: Pick<Role, 'duty'>): string =>
  duty === undefined ? '·' : {prefill: 'P', decode: 'D', frontend: 'F'}[duty]

/** Roles in the order of the template, a group where its first clique stands. */
export function rolesOf(template: SetTemplate): readonly Role[] {
  const groups = template.podCliqueScalingGroups ?? []
  const seen = new Set<string>()
  const roles = template.cliques.flatMap((clique) => {
    const group = groups.find(({cliqueNames}) => cliqueNames.includes(clique.name))
    if (!group) return [standalone(clique)]
    if (seen.has(group.name)) return []
    seen.add(group.name)
    return [grouped(group, template)]
  })
  const uses = Map.groupBy(roles, ({word}) => word)
  return roles.map((role) => ((uses.get(role.word)?.length ?? 0) > 1 ? {...role, name: role.own} : role))
}

function standalone(clique: Clique): Role {
  const {replicas, minAvailable = replicas} = clique.spec
  return {
    ...wordOf(clique.name, [clique]),
    own: clique.name,
    kind: 'PodClique',
    cliques: [clique.name],
    templateReplicas: replicas,
    minAvailable,
    podsPerWorker: 1,
    gpusPerWorker: podGpus(clique.spec.podSpec),
  }
}

function grouped(group: ScalingGroup, {cliques}: SetTemplate): Role {
  const members = cliques.filter(({name}) => group.cliqueNames.includes(name))
  return {
    ...wordOf(group.name, members),
    own: group.name,
    kind: 'PodCliqueScalingGroup',
    cliques: members.map(({name}) => name),
    templateReplicas: group.replicas ?? 1,
    minAvailable: group.minAvailable ?? 1,
    podsPerWorker: members.reduce((sum, {spec}) => sum + spec.replicas, 0),
    gpusPerWorker: members.reduce((sum, {spec}) => sum + spec.replicas * podGpus(spec.podSpec), 0),
  }
}

/**
 * The word people use for a role, from the first that says one: label `grove.io/role` (a convention of users), Dynamo's
 * labels, the role name, the name of clique or group, what the engine is started with.
 */
function wordOf(own: string, cliques: readonly Clique[]): {name: string; word: string; duty?: Duty} {
  const said = [label.role, ...dynamoLabels].map((key) => cliques.map(({labels}) => labels?.[key]).find(Boolean))
  const names = new Set(cliques.map(({spec}) => spec.roleName))
  const [roleName] = names.size === 1 ? names : []
  const words = [...said, roleName].filter((word) => word !== undefined && word !== 'worker')
  const duty = [...words, own].map(dutyIn).find(Boolean) ?? cliques.map(startedAs).find(Boolean)
  const word = words[0] ?? dutyIn(own) ?? own
  return {name: word, word, ...(duty && {duty})}
}

function dutyIn(word: string | undefined): Duty | undefined {
  if (word === undefined) return undefined
  if (word.includes('prefill')) return 'prefill'
  if (word.includes('decode')) return 'decode'
  return /frontend|router|epp/.test(word) ? 'frontend' : undefined
}

/** Engines that are told their part: `--disaggregation-mode prefill`, `--is-prefill-worker`. */
function startedAs({spec}: Clique): Duty | undefined {
  const words = list(spec.podSpec.containers).flatMap((container) => argumentsOf(container))
  const line = words.join(' ')
  if (/--is-prefill-worker\b/.test(line)) return 'prefill'
  const [, mode] = /--disaggregation-mode[= ](prefill|decode)\b/.exec(line) ?? []
  return mode === 'prefill' || mode === 'decode' ? mode : undefined
}

function argumentsOf(container: unknown): readonly string[] {
  const {args, command} = container as {args?: unknown; command?: unknown}
  return [...list(command), ...list(args)].flatMap((word) => text(word) ?? [])
}

/**
 * The role of a word: its name, its own name, or its duty where only one role has it. Throws `not-found` with the roles
 * there are, and `usage` where the word fits several.
 */
export function findRole<Found extends Role>(roles: readonly Found[], word: string, set: string): Found {
  const exact = roles.find(({name}) => name === word) ?? roles.find(({own}) => own === word)
  if (exact) return exact
  const alike = roles.filter((role) => role.word === word || role.duty === word)
  if (alike.length === 1 && alike[0]) return alike[0]
  const names = roles.map(({name}) => name)
  if (alike.length > 1) {
    const own = alike.map((role) => role.own).join(', ')
    throw new OmeError('usage', `"${word}" is the word of ${alike.length} roles of ${set}`, [`name one: ${own}`])
  }
  const close = nearest(word, names)
  throw new OmeError('not-found', `${set} has no role "${word}"`, [
    ...(close === undefined ? [] : [`did you mean ${close}?`]),
    `its roles: ${names.join(', ')}`,
  ])
}
