import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from '../controllers/conditions.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler} from '../controllers/reconciler.ts'
import type {Controller, World} from '../controllers/world.ts'
import {writeStatus} from './objects.ts'
import {clusterTopologyBindings, kaiScheduler, kaiTopologies, operatorName} from './resources.ts'
import {levelsOf} from './topology.ts'

interface Reference {
  readonly schedulerName: string
  readonly topologyReference: string
}

interface Synced extends Reference {
  readonly inSync: boolean
  readonly message?: string
  readonly schedulerBackendTopologyObservedGeneration?: number
}

/** Gives KAI the topology that each ClusterTopologyBinding names, or compares it with one that somebody else keeps. */
export const bindingController: Controller = (world) =>
  reconciler(world, {
    name: 'clustertopologybinding-controller',
    sources: [
      {resource: clusterTopologyBindings, keys: (binding) => [keyOf(binding)]},
      {resource: kaiTopologies, keys: (topology) => bindingsOf(world, topology)},
    ],
    reconcile(name) {
      const binding = world.api.get(clusterTopologyBindings, name)
      if (binding && !isTerminating(binding)) sync(world, binding)
    },
  })

const bindingsOf = (world: World, topology: ApiObject): string[] => [
  ...ownerKey(topology, 'ClusterTopologyBinding'),
  ...world.api
    .list(clusterTopologyBindings)
    .filter((binding) => given(binding).some(({topologyReference}) => topologyReference === topology.metadata.name))
    .map(keyOf),
]

const given = (binding: ApiObject): readonly Reference[] => binding['spec'].schedulerTopologyBindings ?? []

function sync(world: World, binding: ApiObject): void {
  const references = given(binding)
  if (references.length === 0 && world.api.serves(kaiTopologies)) provide(world, binding)
  const statuses = (
    references.length > 0 ? references : [{schedulerName: kaiScheduler, topologyReference: binding.metadata.name}]
  ).map((reference) => compare(world, binding, reference))
  const drifted = statuses.find(({inSync}) => !inSync)
  const condition = conditionOf(drifted)
  const before: readonly Condition[] = binding['status']?.conditions ?? []
  const was = before.find(({type}) => type === condition.type)?.reason
  if (was !== condition.reason) {
    const [type, reason] = drifted
      ? (['Warning', 'TopologyDriftDetected'] as const)
      : (['Normal', 'TopologyInSync'] as const)
    world.api.event(binding, type, reason, condition.message ?? '', operatorName)
  }
  writeStatus(world, clusterTopologyBindings, binding, {
    observedGeneration: binding.metadata.generation ?? 1,
    conditions: withCondition(world, before, condition),
    schedulerTopologyStatuses: statuses,
  })
}

const nodeLabels = (binding: ApiObject): {nodeLabel: string}[] => levelsOf(binding).map(({key}) => ({nodeLabel: key}))

/** Levels of a topology cannot change: a binding whose levels did gets a new one. */
function provide(world: World, binding: ApiObject): void {
  const {name} = binding.metadata
  const levels = nodeLabels(binding)
  const current = world.api.get(kaiTopologies, name)
  if (current && isDeepStrictEqual(current['spec'].levels, levels)) return
  if (current) world.api.delete(kaiTopologies, name)
  world.api.create(kaiTopologies, {
    apiVersion: 'kai.scheduler/v1alpha1',
    kind: 'Topology',
    metadata: {name, ownerReferences: [controlledBy(binding)]},
    spec: {levels},
  })
}

function compare(world: World, binding: ApiObject, reference: Reference): Synced {
  const topology = world.api.serves(kaiTopologies)
    ? world.api.get(kaiTopologies, reference.topologyReference)
    : undefined
  if (!topology) {
    return {...reference, inSync: false, message: `topology ${reference.topologyReference} not found`}
  }
  const inSync = isDeepStrictEqual(topology['spec'].levels, nodeLabels(binding))
  return {
    ...reference,
    inSync,
    schedulerBackendTopologyObservedGeneration: topology.metadata.generation ?? 1,
    ...(inSync ? {} : {message: `levels of topology ${reference.topologyReference} differ`}),
  }
}

function conditionOf(drifted: Synced | undefined): Condition {
  const type = 'SchedulerTopologyDrift'
  if (!drifted) return {type, status: 'False', reason: 'InSync', message: 'All scheduler topologies are in sync'}
  const message = drifted.message ?? ''
  return drifted.schedulerBackendTopologyObservedGeneration === undefined
    ? {type, status: 'Unknown', reason: 'TopologyNotFound', message}
    : {type, status: 'True', reason: 'Drift', message}
}
