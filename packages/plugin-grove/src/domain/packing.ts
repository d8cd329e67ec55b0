import type {SetTemplate} from './grove-objects.ts'
import type {GangClique} from './grove-tree.ts'
import {levelIndex, type Topology, usualLevel} from './level.ts'
import type {Scope} from './placement.ts'

interface Pack {
  readonly level: number
  readonly packing: 'required' | 'preferred'
}

/** What a template asks for of each part, in levels of its topology. */
export interface Packing {
  readonly gang?: Pack
  readonly groups: ReadonlyMap<string, Pack>
  readonly cliques: ReadonlyMap<string, Pack>
  /** Where nothing is asked for. */
  readonly usual: number
}

type Constraint = SetTemplate['topologyConstraint']

export function packingOf(template: SetTemplate, topology: Topology, asked?: string): Packing {
  const chosen = asked === undefined ? -1 : levelIndex(topology, asked)
  const pack = (constraint: Constraint): Pack | undefined => {
    const required = constraint?.pack?.required ?? constraint?.packDomain
    const domain = required ?? constraint?.pack?.preferred
    const level = domain === undefined ? -1 : levelIndex(topology, domain)
    if (level === -1) return undefined
    return {level, packing: required === undefined ? 'preferred' : 'required'}
  }
  const packs = (parts: readonly {readonly name: string; readonly topologyConstraint?: Constraint}[]) =>
    new Map(
      parts.flatMap(({name, topologyConstraint}) => {
        const found = pack(topologyConstraint)
        return found ? [[name, found] as const] : []
      }),
    )
  const gang = pack(template.topologyConstraint)
  return {
    ...(gang && {gang}),
    groups: packs(template.podCliqueScalingGroups ?? []),
    cliques: packs(template.cliques),
    usual: chosen === -1 ? usualLevel(topology) : chosen,
  }
}

/** The level that a role is packed at. */
export const levelOfRole = (
  {gang, groups, cliques, usual}: Packing,
  role: {readonly own: string; readonly kind: string},
): number => (role.kind === 'PodClique' ? cliques.get(role.own) : groups.get(role.own))?.level ?? gang?.level ?? usual

/** A clique within a gang, with the scaling group replica it belongs to. */
export interface PlacedClique extends Pick<GangClique, 'name' | 'pods'> {
  readonly cliqueName: string
  readonly group?: {readonly own: string; readonly name: string; readonly index: number} | undefined
}

/** The scopes of a gang that are constrained, or the whole of it at the usual level. */
export function scopesOf(gang: string, cliques: readonly PlacedClique[], packing: Packing): readonly Scope[] {
  const pods = cliques.flatMap((clique) => clique.pods)
  const groups = Map.groupBy(
    cliques.filter(({group}) => group !== undefined && packing.groups.has(group.own)),
    ({group}) => `${group?.name}-${group?.index}`,
  )
  const scopes: Scope[] = [
    ...(packing.gang ? [{...packing.gang, name: gang, kind: 'gang' as const, pods}] : []),
    ...[...groups].flatMap(([name, members]) => {
      const pack = packing.groups.get(members[0]?.group?.own ?? '')
      return pack ? [{...pack, name, kind: 'group' as const, pods: members.flatMap((member) => member.pods)}] : []
    }),
    ...cliques.flatMap((clique) => {
      const pack = packing.cliques.get(clique.cliqueName)
      return pack ? [{...pack, name: clique.name, kind: 'clique' as const, pods: clique.pods}] : []
    }),
  ]
  return scopes.length > 0 ? scopes : [{name: gang, kind: 'gang', level: packing.usual, packing: 'none', pods}]
}
