import type {ClusterTopology, ClusterTopologyBinding} from '@ome/kinds/grove'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {nearestFew} from '@ome/sdk/nearest'
import type {SetTemplate} from './grove-objects.ts'

/** One level of a topology, the widest first in lists. */
export interface Level {
  readonly domain: string
  /** Label of nodes. */
  readonly key: string
}

export interface Topology {
  /** Name of its object; absent where there is none and only hosts are known. */
  readonly name?: string
  readonly levels: readonly Level[]
}

export const hostKey = 'kubernetes.io/hostname'
const hosts: Topology = {levels: [{domain: 'host', key: hostKey}]}
const oldName = 'grove-topology'

/** How a person overrides what the cluster says. */
export interface TopologyChoice {
  /** A node label that is the level above the host. */
  readonly key?: string | undefined
  /** Domain name of the level to look at. */
  readonly level?: string | undefined
}

/** The topology of a set: the one it names, else the only one. No key is guessed where there is none. */
export function topologyOf(
  template: SetTemplate | undefined,
  topologies: readonly (ClusterTopologyBinding | ClusterTopology)[],
  {key}: TopologyChoice = {},
): Topology {
  if (key !== undefined) {
    const levels = key === hostKey ? [] : [{domain: key.split('/').at(-1) ?? key, key}]
    return {levels: [...levels, ...hosts.levels]}
  }
  const named = template && topologyNameOf(template)
  const found =
    topologies.find(({metadata}) => metadata.name === named) ??
    (topologies.length === 1 ? topologies[0] : topologies.find(({metadata}) => metadata.name === oldName))
  return found ? {name: found.metadata.name, levels: found.spec.levels} : hosts
}

/** The topology that the constraints of a set name; a set names at most one. */
export const topologyNameOf = (template: SetTemplate): string | undefined =>
  [
    template.topologyConstraint,
    ...(template.podCliqueScalingGroups ?? []).map(({topologyConstraint}) => topologyConstraint),
    ...template.cliques.map(({topologyConstraint}) => topologyConstraint),
  ]
    .map((constraint) => constraint?.topologyName)
    .find((name) => name !== undefined)

/** Throws `usage` for a label that no node has: all nodes would seem to be one domain. */
export function refuseUnknownKey(nodes: readonly KubeObject[] | undefined, key: string | undefined): void {
  if (!nodes || nodes.length === 0 || key === undefined) return
  const keys = [...new Set(nodes.flatMap(({metadata}) => Object.keys(metadata.labels ?? {})))]
  if (keys.includes(key)) return
  const near = nearestFew(key, keys, 1).map((one) => `did you mean ${one}?`)
  throw new OmeError('usage', `no node has the label "${key}"`, [...near, 'see them: kubectl get nodes --show-labels'])
}

/** Where a set is not constrained: the level above the host, else the narrowest. */
export function usualLevel({levels}: Topology): number {
  const host = levels.findIndex(({key}) => key === hostKey)
  return host > 0 ? host - 1 : Math.max(0, levels.length - 1)
}

/** Place of a level by its domain name; -1 where the topology does not have it. */
export const levelIndex = ({levels}: Topology, domain: string): number =>
  levels.findIndex((level) => level.domain === domain)

export const noDomain = '<none>'

/**
 * The domain of a node at a level: the values of all keys down to it, joined, because names repeat between parents. A
 * node without a key is in `<none>`.
 */
export function domainOf(node: KubeObject, {levels}: Topology, level: number): string {
  const {name, labels = {}} = node.metadata
  return levels
    .slice(0, level + 1)
    .map(({key}) => labels[key] ?? (key === hostKey ? name : noDomain))
    .join('/')
}
