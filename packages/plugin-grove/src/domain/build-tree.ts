import {at} from '@ome/capacity/fields'
import {toNode} from '@ome/inference-model/node'
import type {KaiPodGroup, PodClique, PodCliqueScalingGroup, PodCliqueSet, PodGang} from '@ome/kinds/grove'
import type {KubeObject} from '@ome/sdk/kube'
import {gangsOf} from './build-gangs.ts'
import {autoscalersByTarget, replicaRoles} from './build-roles.ts'
import {type GroveObjects, keyOf, type Sha256} from './grove-objects.ts'
import {type GrovePod, toGrovePod} from './grove-pod.ts'
import type {Autoscaler, Gang, GroveSet, GroveTree, SetReplica} from './grove-tree.ts'
import {indexOf, label, labelOf} from './labels.ts'
import {type Topology, type TopologyChoice, topologyOf} from './level.ts'
import {levelOfRole, packingOf} from './packing.ts'
import {healthOf, worstPhase} from './phase.ts'
import {joinedPlacement, type NodeMap, nodeMap} from './placement.ts'
import {podLabels} from './pod-label.ts'
import {type Revision, revisionsOf, revisionWith, toRevision} from './revision.ts'
import {rolesOf} from './role.ts'
import {type RolloutNote, toRolloutNote} from './rollout-note.ts'
import {setWhy} from './set-why.ts'
import {targetHashes} from './target-hash.ts'
import {templateDigest} from './template-digest.ts'
import {updateOf} from './update.ts'

export interface BuildOptions extends TopologyChoice {
  readonly sha256: Sha256
}

/** The whole tree from objects as they were read, in one pass over each list. */
export function buildTree(objects: GroveObjects, options: BuildOptions): GroveTree {
  const index = indexed(objects)
  const maps = new Map<string, NodeMap>()
  const mapOf = (topology: Topology): NodeMap | undefined => {
    if (!objects.nodes) return undefined
    const key = JSON.stringify(topology)
    const known = maps.get(key) ?? nodeMap(topology, objects.nodes, index.capacity)
    maps.set(key, known)
    return known
  }
  const operator = operatorState(objects.operators)
  const sets = objects.sets
    .map((set) => {
      const topology = topologyOf(set.spec.template, objects.topologies ?? [], options)
      return buildSet(set, {index, topology, nodes: mapOf(topology), operator, options})
    })
    .sort((a, b) => (a.namespace === b.namespace ? (a.name < b.name ? -1 : 1) : a.namespace < b.namespace ? -1 : 1))
  return {sets, unread: objects.unread, operator}
}

interface Index {
  readonly cliques: ReadonlyMap<string, readonly PodClique[]>
  readonly groups: ReadonlyMap<string, readonly PodCliqueScalingGroup[]>
  readonly gangs: ReadonlyMap<string, readonly PodGang[]>
  /** Absent where they could not be read. */
  readonly pods: ReadonlyMap<string, readonly GrovePod[]> | undefined
  readonly podGroups: ReadonlyMap<string, ReadonlyMap<string, KaiPodGroup>>
  readonly autoscalers: ReadonlyMap<string, ReadonlyMap<string, Autoscaler>>
  readonly revisions: ReadonlyMap<string, readonly Revision[]>
  readonly rollouts: ReadonlyMap<string, RolloutNote>
  /** Allocatable GPUs per node. */
  readonly capacity: ReadonlyMap<string, number>
}

interface Labelled {
  readonly metadata: {readonly namespace?: string; readonly labels?: Readonly<Record<string, string>>}
}

const setKey = (object: Labelled): string => keyOf(object.metadata.namespace, labelOf(object, label.partOf) ?? '')

function indexed(objects: GroveObjects): Index {
  const {
    cliques = [],
    groups = [],
    gangs = [],
    pods,
    podGroups = [],
    autoscalers = [],
    state = [],
    nodes = [],
  } = objects
  const revisions = state.flatMap((object) => toRevision(object) ?? [])
  const rollouts = state.flatMap((object) => {
    const note = toRolloutNote(object)
    return note ? [[keyOf(object.metadata.namespace, note.set), note] as const] : []
  })
  const byNamespace = <Object extends Labelled>(all: readonly Object[]) =>
    [...Map.groupBy(all, ({metadata}) => metadata.namespace ?? '')] as const
  return {
    cliques: Map.groupBy(cliques, setKey),
    groups: Map.groupBy(groups, setKey),
    gangs: Map.groupBy(gangs, setKey),
    pods:
      pods &&
      Map.groupBy(
        pods.flatMap((pod) => toGrovePod(pod) ?? []),
        ({namespace, set}) => keyOf(namespace, set),
      ),
    podGroups: new Map(
      byNamespace(podGroups).map(([namespace, own]) => [
        namespace,
        new Map(own.map((one) => [one.metadata.name, one])),
      ]),
    ),
    autoscalers: new Map(byNamespace(autoscalers).map(([namespace, own]) => [namespace, autoscalersByTarget(own)])),
    revisions: Map.groupBy(revisions, ({namespace, set}) => keyOf(namespace, set)),
    rollouts: new Map(rollouts),
    capacity: new Map(nodes.map((node) => [node.metadata.name, toNode(node).gpus])),
  }
}

interface Around {
  readonly index: Index
  readonly topology: Topology
  readonly nodes: NodeMap | undefined
  readonly operator: GroveTree['operator']
  readonly options: BuildOptions
}

function buildSet(set: PodCliqueSet, around: Around): GroveSet {
  const {name, namespace = '', uid = '', creationTimestamp} = set.metadata
  const {index, topology, operator} = around
  const key = keyOf(namespace, name)
  const {template} = set.spec
  const built = contents(set, around)
  const {gangs, replicas, roles} = built
  const digest = templateDigest(template, around.options.sha256)
  const revisions = revisionsOf(index.revisions.get(key) ?? [], digest)
  const revision = revisionWith(revisions, digest)
  const rollout = index.rollouts.get(key)
  const all = replicas.flatMap((replica) => replica.roles)
  const wanted = set.spec.replicas ?? 1
  const missing = wanted > 0 && replicas.some((replica) => replica.gangs.length === 0)
  const own = setWhy(set, index.groups.get(key) ?? [])
  return {
    name,
    namespace,
    uid,
    ...(creationTimestamp !== undefined && {createdAt: creationTimestamp}),
    object: set,
    roles,
    replicas,
    gangs,
    phase:
      wanted === 0 && gangs.length === 0
        ? 'Running'
        : worstPhase([...gangs.map(({phase}) => phase), ...(missing ? ['Pending' as const] : [])]),
    health: healthOf({gangs, roles: all, operator, isBreached: own.some(({source}) => source === 'breach')}),
    available: replicas.filter((replica) => replica.roles.every(({ready, minimum}) => ready >= minimum)).length,
    wanted,
    placement: joinedPlacement(gangs.map(({placement}) => placement)),
    topology,
    update: updateOf(
      set,
      all.flatMap(({workers}) => workers),
    ),
    digest,
    ...(revision && {revision}),
    revisions,
    ...(rollout && {rollout}),
    why: [...own, ...gangs.flatMap(({why}) => why)],
    owners: (set.metadata.ownerReferences ?? []).map((owner) => ({kind: owner.kind, name: owner.name})),
  }
}

function contents(
  set: PodCliqueSet,
  {index, topology, nodes, options}: Around,
): {gangs: readonly Gang[]; replicas: readonly SetReplica[]; roles: GroveSet['roles']} {
  const {name, namespace = ''} = set.metadata
  const key = keyOf(namespace, name)
  const {template} = set.spec
  const roles = rolesOf(template)
  const cliques = index.cliques.get(key) ?? []
  const groups = index.groups.get(key) ?? []
  const pods = index.pods && (index.pods.get(key) ?? [])
  const packing = packingOf(template, topology, options.level)
  const targets = targetHashes(set, cliques)
  const indices = replicaIndices(set, cliques)
  const byReplica = indices.map((replica) => ({
    index: replica,
    roles: replicaRoles(
      {
        set: name,
        roles,
        cliques,
        groups,
        pods,
        targets,
        autoscalers: index.autoscalers.get(namespace) ?? new Map(),
        nodes,
        levelOf: (role) => levelOfRole(packing, role),
        replicas: indices.length,
      },
      replica,
    ),
  }))
  const all = byReplica.flatMap((replica) => replica.roles)
  const gangs = gangsOf({
    set: name,
    namespace,
    template,
    roles,
    gangs: index.gangs.get(key) ?? [],
    cliques,
    pods,
    targets,
    workers: all.flatMap(({workers}) => workers),
    podGroups: index.podGroups.get(namespace) ?? new Map(),
    packing,
    nodes,
    labelOf: podLabels(all),
  })
  const ofReplica = Map.groupBy(gangs, ({replica}) => replica)
  return {gangs, roles, replicas: byReplica.map((replica) => ({...replica, gangs: ofReplica.get(replica.index) ?? []}))}
}

/** Those that are wanted, and those that are still there. */
function replicaIndices(set: PodCliqueSet, cliques: readonly PodClique[]): readonly number[] {
  const wanted = Array.from({length: set.spec.replicas ?? 1}, (_, index) => index)
  const there = cliques.map((clique) => indexOf(clique, label.setReplica))
  return [...new Set([...wanted, ...there])].sort((a, b) => a - b)
}

function operatorState(operators: readonly KubeObject[] | undefined): GroveTree['operator'] {
  if (!operators || operators.length === 0) return 'unknown'
  return operators.some((object) => Number(at(object, 'status', 'readyReplicas') ?? 0) > 0) ? 'ready' : 'down'
}
