import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from '../controllers/conditions.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import type {World} from '../controllers/world.ts'
import {groupName, label, standaloneName} from './names.ts'
import {writeStatus} from './objects.ts'
import {podCliqueScalingGroups, podCliqueSets, podCliques} from './resources.ts'
import {isConverged} from './set-update.ts'
import {isTopologyAware} from './settings.ts'
import {groupsOf, standaloneCliques, templateOf} from './template.ts'
import {bindingOf, constraintsOf, levelsOf, packOf, topologyNameOf} from './topology.ts'

/** Writes what a PodCliqueSet reports about its replicas and its topology. */
export function writeSetStatus(world: World, set: ApiObject, replicas: readonly number[]): void {
  const topology = topologyCondition(world, set)
  const before = set['status'] ?? {}
  const conditions = topology ? withCondition(world, before.conditions, topology) : before.conditions
  writeStatus(world, podCliqueSets, set, {
    ...before,
    observedGeneration: set.metadata.generation ?? 1,
    replicas: replicas.length,
    availableReplicas: replicas.filter((replica) => isAvailable(world, set, replica)).length,
    updatedReplicas: replicas.filter((replica) => isConverged(world, set, replica)).length,
    hpaPodSelector: `${label.managedBy}=grove-operator,${label.partOf}=${set.metadata.name}`,
    ...(conditions ? {conditions} : {}),
  })
}

function isAvailable(world: World, set: ApiObject, replica: number): boolean {
  const {name, namespace} = set.metadata
  const template = templateOf(set)
  const cliques = standaloneCliques(template).map((clique) =>
    world.api.get(podCliques, standaloneName(name, replica, clique.name), namespace),
  )
  const groups = groupsOf(template).map((group) =>
    world.api.get(podCliqueScalingGroups, groupName(name, replica, group.name), namespace),
  )
  const has = (object: ApiObject | undefined, field: string): boolean =>
    object !== undefined &&
    !isTerminating(object) &&
    (object['status']?.[field] ?? 0) >= (object['spec'].minAvailable ?? 1)
  return (
    cliques.every((clique) => has(clique, 'readyReplicas')) && groups.every((group) => has(group, 'availableReplicas'))
  )
}

/** Whether the levels that the set's constraints name exist; undefined for a set without constraints. */
function topologyCondition(world: World, set: ApiObject): Condition | undefined {
  const template = templateOf(set)
  const constraints = constraintsOf(template)
  if (constraints.length === 0) return undefined
  const type = 'TopologyLevelsUnavailable'
  const unknown = (reason: string, message: string): Condition => ({type, status: 'Unknown', reason, message})
  if (!isTopologyAware(world.api)) {
    return unknown('TopologyAwareSchedulingDisabled', 'Topology aware scheduling is disabled')
  }
  const name = topologyNameOf(template)
  if (name === undefined) return unknown('TopologyNameMissing', 'No topology name is set in the topology constraints')
  const binding = bindingOf(world.api, template)
  if (!binding) return unknown('ClusterTopologyNotFound', `ClusterTopologyBinding ${name} not found`)
  const known = levelsOf(binding)
  const used = new Set(constraints.flatMap((constraint) => Object.values(packOf(constraint))))
  const missing = [...used].filter((domain) => !known.some((level) => level.domain === domain))
  return missing.length === 0
    ? {
        type,
        status: 'False',
        reason: 'AllClusterTopologyLevelsAvailable',
        message: 'All topology levels are available',
      }
    : {
        type,
        status: 'True',
        reason: 'ClusterTopologyLevelsUnavailable',
        message: `Topology levels [${missing.join(', ')}] are unavailable in ClusterTopologyBinding ${name}`,
      }
}
