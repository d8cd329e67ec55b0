import {
  clusterTopologies,
  clusterTopologyBindings,
  podCliqueScalingGroups,
  podCliqueSets,
  podCliques,
  podGangs,
} from '@ome/kinds/grove'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import {buildTree} from '../../domain/build-tree.ts'
import type {GroveObjects, Sha256} from '../../domain/grove-objects.ts'
import {partOfSet} from '../../domain/labels.ts'
import type {Observation} from '../domain/observation.ts'
import type {DrivenSet} from '../domain/ports.ts'
import type {Rollout} from '../domain/rollout.ts'
import {seenIn} from '../domain/seen-set.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}
const nodes = {group: '', version: 'v1', plural: 'nodes', namespaced: false}

export interface DrivenSetOptions {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly sha256: Sha256
  readonly topologyKey?: string | undefined
}

/** A set as its driver reads and writes it; nodes and topology are read once. */
export function drivenSet(kube: KubeClient, options: DrivenSetOptions): Omit<DrivenSet, 'measure'> {
  const {namespace, name} = options
  let surroundings: Promise<Surroundings> | undefined
  return {
    async observe(rollout) {
      surroundings ??= surroundingsOf(kube)
      return await observe(kube, options, await surroundings, rollout)
    },
    async patch(operations) {
      try {
        await kube.patch(podCliqueSets, name, 'json', operations, {namespace})
        return true
      } catch (error) {
        if (!isOmeError(error) || (error.kind !== 'conflict' && error.kind !== 'failed')) throw error
        // A test that fails is answered as an invalid request; the set then has another version.
        const proven = operations.find(({op, path}) => op === 'test' && path === '/metadata/resourceVersion')?.value
        const live = await kube.get(podCliqueSets, name, {namespace})
        if (error.kind === 'conflict' || live?.metadata.resourceVersion !== proven) return false
        throw error
      }
    },
    async deletePod({name: pod, uid}, graceSeconds) {
      try {
        const grace = graceSeconds === undefined ? {} : {gracePeriodSeconds: graceSeconds}
        await kube.delete(pods, pod, {namespace, uid, ...grace})
      } catch (error) {
        if (!isOmeError(error) || (error.kind !== 'not-found' && error.kind !== 'conflict')) throw error
      }
    },
  }
}

interface Surroundings {
  readonly nodes: readonly KubeObject[] | undefined
  readonly topologies: GroveObjects['topologies']
}

async function surroundingsOf(kube: KubeClient): Promise<Surroundings> {
  const [machines, newer] = await Promise.all([readable(kube, nodes), readable(kube, clusterTopologyBindings)])
  const topologies = newer ?? (await readable(kube, clusterTopologies))
  return {nodes: machines, topologies: topologies as unknown as GroveObjects['topologies']}
}

/** Undefined where a kind is not served or may not be read. */
async function readable(kube: KubeClient, resource: ResourceRef): Promise<readonly KubeObject[] | undefined> {
  try {
    return await kube.list(resource)
  } catch (error) {
    if (isOmeError(error) && (error.kind === 'denied' || error.kind === 'not-found')) return undefined
    throw error
  }
}

async function observe(
  kube: KubeClient,
  {namespace, name, uid, sha256, topologyKey}: DrivenSetOptions,
  around: Surroundings,
  rollout: Rollout,
): Promise<Observation> {
  const own = {namespace, labelSelector: partOfSet(name)}
  const needsGangs = rollout.placement?.preserve === true
  const [object, cliques, groups, members, gangs] = await Promise.all([
    kube.get(podCliqueSets, name, {namespace}),
    kube.list(podCliques, own),
    kube.list(podCliqueScalingGroups, own),
    kube.list(pods, own),
    needsGangs ? kube.list(podGangs, own) : [],
  ])
  if (object?.metadata.uid !== uid) return {set: undefined, roles: []}
  const lists = {sets: [object], cliques, groups, gangs, pods: members} as unknown as Pick<
    GroveObjects,
    'sets' | 'cliques' | 'groups' | 'gangs' | 'pods'
  >
  const tree = buildTree(
    {...lists, nodes: around.nodes, topologies: around.topologies, unread: []},
    {sha256, key: topologyKey},
  )
  const [set] = tree.sets
  if (!set) return {set: undefined, roles: []}
  return seenIn({set, objects: {cliques: lists.cliques, nodes: around.nodes}}, rollout.placement?.level)
}
