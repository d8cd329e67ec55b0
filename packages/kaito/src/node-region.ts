import type {Node} from '@ome/inference-model/node'
import {type KaitoCloud, kaitoClouds} from './operator-profile.ts'

/**
 * Region that prices of a cloud are taken from: the one that nodes tell, unless they are of another cloud, whose regions
 * mean nothing there.
 */
export const regionOfNodes = (
  nodes: readonly Pick<Node, 'region' | 'provider'>[],
  cloud: KaitoCloud,
): string | undefined => {
  const others: readonly string[] = kaitoClouds.filter((each) => each !== cloud)
  return nodes.find(({region, provider}) => region !== undefined && !others.includes(provider ?? cloud))?.region
}
