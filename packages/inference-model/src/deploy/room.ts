import type {PriceSource} from '@ome/pricing/quote'
import type {Accelerator} from '../accelerator.ts'
import {freeOn} from '../accelerator.ts'
import {type Node, nodeMatches} from '../node.ts'
import type {Place} from './placement.ts'

/** The machines of a cluster, as far as a person may see them. */
export interface Machines {
  readonly accelerators: readonly Accelerator[]
  /** Absent when nodes may not be read. */
  readonly nodes?: readonly Node[]
  /** Accelerators in use per node; absent when pods of all namespaces may not be read. */
  readonly used?: ReadonlyMap<string, number>
  /** The person's own prices. */
  readonly prices?: PriceSource
}

/** What binds the pods of a service to nodes. */
export interface Whereabouts {
  readonly modelNodes: readonly string[]
  readonly acceleratorClass?: string | undefined
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined
}

/** Nodes that have the model and the labels asked for; undefined when that cannot be known. */
export function placesFor(
  {nodes, used, accelerators}: Machines,
  {modelNodes, acceleratorClass, nodeSelector}: Whereabouts,
): readonly Place[] | undefined {
  if (!nodes || !used) return undefined
  const ofClass = accelerators.find(({name}) => name === acceleratorClass)?.nodeSelector
  const have = new Set(modelNodes)
  return nodes
    .filter((node) => have.has(node.name) && nodeMatches(node, {...ofClass, ...nodeSelector}))
    .map((node) => ({node, freeGpus: freeOn(node, used)}))
}
