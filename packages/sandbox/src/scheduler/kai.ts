import type {ApiObject, LocalApi, ResourceName} from '../api.ts'
import {keyOf, splitKey} from '../controllers/reconciler.ts'
import {pods} from '../controllers/resources.ts'
import {timestamp, type World} from '../controllers/world.ts'
import type {Gang, GangGroup, GangPart, Pack, SchedulerPlugin} from './gang.ts'

const podGroups: ResourceName = {group: 'scheduling.run.ai', plural: 'podgroups'}
const queues: ResourceName = {group: 'scheduling.run.ai', plural: 'queues'}
const topologies: ResourceName = {group: 'kai.scheduler', plural: 'topologies'}

const source = 'kai-scheduler'

interface TopologyConstraint {
  readonly topology?: string
  readonly requiredTopologyLevel?: string
  readonly preferredTopologyLevel?: string
}

interface SubGroup {
  readonly name: string
  readonly parent?: string
  readonly minMember?: number
  readonly topologyConstraint?: TopologyConstraint
}

/** KAI-Scheduler: gangs are PodGroups, which pods name in the annotation `pod-group-name`. */
export const kaiScheduler: SchedulerPlugin = {
  schedulerName: source,
  wording: 'kai',
  watches: [podGroups, queues, topologies],
  gangOf(api, pod) {
    const name = pod.metadata.annotations?.['pod-group-name']
    if (name === undefined) return undefined
    const group = api.serves(podGroups) ? api.get(podGroups, name, pod.metadata.namespace) : undefined
    if (!group) return `PodGroup ${pod.metadata.namespace}/${name} does not exist`
    const queue: string | undefined = group.spec?.queue
    if (queue && !api.get(queues, queue)) return `Queue '${queue}' does not exist`
    return gangFrom(api, group)
  },
  refused(world, gang, message) {
    const group = read(world, gang)
    if (!group) return
    const current = group.status?.schedulingConditions?.[0]
    if (current?.message === message) return
    const reason = 'PodSchedulingErrors'
    const condition = {
      type: 'UnschedulableOnNodePool',
      nodePool: 'default',
      status: 'True',
      reason,
      message,
      reasons: [{reason, message}],
      transitionID: String(Number(current?.transitionID ?? 0) + 1),
      lastTransitionTime: timestamp(world.clock.now()),
    }
    writeConditions(world, group, [condition])
    world.api.event(group, 'Normal', 'Unschedulable', message, source)
  },
  placed(world, gang) {
    const group = read(world, gang)
    if (group?.status?.schedulingConditions?.length) writeConditions(world, group, [])
  },
}

function read(world: World, gang: Gang): ApiObject | undefined {
  const {namespace, name} = splitKey(gang.key)
  return world.api.get(podGroups, name, namespace)
}

function writeConditions(world: World, group: ApiObject, schedulingConditions: unknown[]): void {
  const {name, namespace} = group.metadata
  world.api.patch(podGroups, name, namespace, {status: {schedulingConditions}}, 'status')
}

const packOf = (constraint: TopologyConstraint | undefined): Pack | undefined => {
  const {requiredTopologyLevel: required, preferredTopologyLevel: preferred} = constraint ?? {}
  return required || preferred ? {...(required ? {required} : {}), ...(preferred ? {preferred} : {})} : undefined
}

function gangFrom(api: LocalApi, group: ApiObject): Gang {
  const members = podsOf(api, group)
  const subGroups: SubGroup[] = group.spec?.subGroups ?? []
  const parents = new Set(subGroups.map(({parent}) => parent))
  const leaves = subGroups.filter(({name}) => !parents.has(name))
  const pack = packOf(group.spec?.topologyConstraint)
  const levels = levelsOf(api, [group.spec?.topologyConstraint, ...subGroups.map((one) => one.topologyConstraint)])
  return {
    key: keyOf(group),
    groups:
      leaves.length === 0
        ? [{name: 'default', minMember: group.spec?.minMember ?? 1, pods: members.get('') ?? []}]
        : leaves.map((leaf) => groupFrom(leaf, members)),
    parts: partsFrom(subGroups, leaves),
    ...(pack ? {pack} : {}),
    levels,
  }
}

function groupFrom(leaf: SubGroup, members: ReadonlyMap<string, readonly string[]>): GangGroup {
  const pack = packOf(leaf.topologyConstraint)
  return {name: leaf.name, minMember: leaf.minMember ?? 1, pods: members.get(leaf.name) ?? [], ...(pack ? {pack} : {})}
}

function partsFrom(subGroups: readonly SubGroup[], leaves: readonly SubGroup[]): GangPart[] {
  return subGroups.flatMap((part) => {
    const groups = leaves.filter(({parent}) => parent === part.name).map(({name}) => name)
    return groups.length > 0 ? [{name: part.name, groups, pack: packOf(part.topologyConstraint) ?? {}}] : []
  })
}

/** Keys of the pods of a group by the name of their subgroup, in the order of their names. */
function podsOf(api: LocalApi, group: ApiObject): Map<string, string[]> {
  const {name, namespace} = group.metadata
  const members = new Map<string, string[]>()
  for (const pod of api.list(pods, namespace === undefined ? {} : {namespace})) {
    if (pod.metadata.annotations?.['pod-group-name'] !== name) continue
    const subGroup = pod.metadata.labels?.['kai.scheduler/subgroup-name'] ?? ''
    members.set(subGroup, [...(members.get(subGroup) ?? []), keyOf(pod)])
  }
  for (const keys of members.values()) keys.sort((a, b) => a.localeCompare(b, 'en', {numeric: true}))
  return members
}

function levelsOf(api: LocalApi, constraints: readonly (TopologyConstraint | undefined)[]): string[] {
  const name = constraints.flatMap((constraint) => constraint?.topology ?? [])[0]
  const topology = name !== undefined && api.serves(topologies) ? api.get(topologies, name) : undefined
  const levels: {nodeLabel: string}[] = topology?.spec?.levels ?? []
  return levels.map(({nodeLabel}) => nodeLabel)
}
