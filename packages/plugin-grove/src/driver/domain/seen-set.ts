import {toNode} from '@ome/inference-model/node'
import {domainOfPods} from '../../domain/build-roles.ts'
import type {GroveObjects} from '../../domain/grove-objects.ts'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {levelIndex} from '../../domain/level.ts'
import {nodeMap} from '../../domain/placement.ts'
import type {Observation} from './observation.ts'
import {toObservation} from './observe-set.ts'

/** A set as its driver sees it, with the domains of workers at a level. */
export function seenIn(
  {set, objects}: {readonly set: GroveSet; readonly objects: Pick<GroveObjects, 'cliques' | 'nodes'>},
  level: string | undefined,
): Observation {
  const {nodes, cliques = []} = objects
  const index = level === undefined ? -1 : levelIndex(set.topology, level)
  if (index < 0 || !nodes) return toObservation({set, cliques})
  const capacity = new Map(nodes.map((node) => [node.metadata.name, toNode(node).gpus]))
  const map = nodeMap(set.topology, nodes, capacity)
  return toObservation({set, cliques, domainOf: (worker) => domainOfPods(worker.pods, map, index)})
}
