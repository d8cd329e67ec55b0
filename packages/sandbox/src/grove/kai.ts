import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {isActive, isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, reconciler, splitKey} from '../controllers/reconciler.ts'
import {pods} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {quantity} from '../quantity.ts'
import type {Pack} from '../scheduler/gang.ts'
import {type Amounts, podRequests} from '../scheduler/requests.ts'
import {label} from './names.ts'
import {isScheduled, scoped, writeStatus} from './objects.ts'
import {kaiPodGroups, kaiQueues, kaiScheduler, podCliqueSets, podGangs} from './resources.ts'
import {setNameOf, templateOf} from './template.ts'
import {topologyNameOf} from './topology.ts'

/** The PodGroup that KAI keeps for each gang it places, with what its pods ask for and hold. */
const podGroupController: Controller = (world) =>
  reconciler(world, {
    name: 'podgroup-controller',
    sources: [
      {resource: podGangs, keys: (gang) => (isOurs(gang) ? [keyOf(gang)] : [])},
      {resource: kaiPodGroups, keys: (group) => [keyOf(group)]},
      {resource: pods, keys: gangOfPod},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const gang = world.api.get(podGangs, name, namespace)
      if (gang && !isTerminating(gang) && isOurs(gang) && world.api.serves(kaiPodGroups)) maintain(world, gang)
    },
  })

const isOurs = (gang: ApiObject): boolean => gang.metadata.labels?.[label.schedulerName] === kaiScheduler

function gangOfPod({metadata: {labels, namespace}}: ApiObject): string[] {
  const gang = labels?.[label.subGroup] === undefined ? undefined : labels[label.gang]
  return gang === undefined ? [] : [`${namespace}/${gang}`]
}

function maintain(world: World, gang: ApiObject): void {
  const {name, namespace} = gang.metadata
  const spec = specOf(world, gang)
  const current = world.api.get(kaiPodGroups, name, namespace)
  const group = !current
    ? world.api.create(kaiPodGroups, {
        apiVersion: 'scheduling.run.ai/v2alpha2',
        kind: 'PodGroup',
        metadata: {
          name,
          ...(namespace === undefined ? {} : {namespace}),
          labels: {...gang.metadata.labels},
          ownerReferences: [controlledBy(gang)],
        },
        spec,
      })
    : isDeepStrictEqual(current['spec'], spec)
      ? current
      : world.api.update(kaiPodGroups, {...current, spec})
  const own = scoped(world, pods, gang, {[label.gang]: name}).filter(isActive)
  writeStatus(world, kaiPodGroups, group, {
    ...group['status'],
    resourcesStatus: {requested: sum(own.map(podRequests)), allocated: sum(own.filter(isScheduled).map(podRequests))},
  })
}

interface PodGroup {
  readonly name: string
  readonly minReplicas: number
  readonly topologyConstraint?: {readonly packConstraint?: Pack}
}

function specOf(world: World, gang: ApiObject): Record<string, unknown> {
  const groups: readonly PodGroup[] = gang['spec'].podgroups
  const set = world.api.get(podCliqueSets, setNameOf(gang), gang.metadata.namespace)
  const topology = set && topologyNameOf(templateOf(set))
  const constraint = (pack: Pack | undefined): Record<string, unknown> =>
    pack && topology !== undefined
      ? {
          topologyConstraint: {
            topology,
            ...(pack.required === undefined ? {} : {requiredTopologyLevel: pack.required}),
            ...(pack.preferred === undefined ? {} : {preferredTopologyLevel: pack.preferred}),
          },
        }
      : {}
  const parts: readonly {
    name: string
    podGroupNames: readonly string[]
    topologyConstraint?: {packConstraint?: Pack}
  }[] = gang['spec'].topologyConstraintGroupConfigs ?? []
  const parentOf = (name: string): string | undefined => parts.find((part) => part.podGroupNames.includes(name))?.name
  const queue = gang.metadata.labels?.[label.queue]
  return {
    minMember: groups.reduce((total, {minReplicas}) => total + minReplicas, 0),
    ...(queue === undefined ? {} : {queue}),
    ...constraint(gang['spec'].topologyConstraint?.packConstraint),
    subGroups: [
      ...parts.map((part) => ({name: part.name, ...constraint(part.topologyConstraint?.packConstraint)})),
      ...groups.map(({name, minReplicas, topologyConstraint}) => {
        const parent = parentOf(name)
        return {
          name,
          minMember: minReplicas,
          ...(parent === undefined ? {} : {parent}),
          ...constraint(topologyConstraint?.packConstraint),
        }
      }),
    ],
  }
}

/** Amounts added up, as quantities. */
function sum(list: readonly Amounts[]): Record<string, string> {
  const total: Record<string, number> = {}
  for (const amounts of list) {
    for (const [name, amount] of Object.entries(amounts)) total[name] = (total[name] ?? 0) + amount
  }
  return Object.fromEntries(
    Object.entries(total).flatMap(([name, amount]) => (name === 'pods' ? [] : [[name, quantityText(name, amount)]])),
  )
}

const quantityText = (name: string, amount: number): string =>
  name === 'cpu' && !Number.isInteger(amount) ? `${Math.round(amount * 1000)}m` : String(Math.round(amount))

/** Queues with what is asked of them and taken from them. */
const queueController: Controller = (world) =>
  reconciler(world, {
    name: 'queue-controller',
    sources: [
      {resource: kaiQueues, keys: (queue) => [keyOf(queue), ...parent(queue)]},
      {resource: kaiPodGroups, keys: ({spec}) => (spec?.queue === undefined ? [] : lineOf(world, spec.queue))},
    ],
    reconcile(name) {
      const queue = world.api.get(kaiQueues, name)
      if (!queue) return
      const children = world.api.list(kaiQueues).filter((one) => one['spec']?.parentQueue === name)
      const line = new Set([name, ...descendants(world, name)])
      const groups = world.api.list(kaiPodGroups).filter(({spec}) => line.has(spec?.queue))
      const amounts = (field: string): Amounts[] =>
        groups.map((group) => numbers(group['status']?.resourcesStatus?.[field]))
      writeStatus(world, kaiQueues, queue, {
        ...queue['status'],
        childQueues: children.map(({metadata}) => metadata.name),
        requested: sum(amounts('requested')),
        allocated: sum(amounts('allocated')),
      })
    },
  })

const parent = (queue: ApiObject): string[] => (queue['spec']?.parentQueue ? [queue['spec'].parentQueue] : [])

/** A queue and those above it. */
function lineOf(world: World, name: string): string[] {
  const line: string[] = []
  for (let next: string | undefined = name; next !== undefined && !line.includes(next); ) {
    line.push(next)
    next = world.api.get(kaiQueues, next)?.['spec']?.parentQueue
  }
  return line
}

function descendants(world: World, name: string): string[] {
  const queues = world.api.list(kaiQueues).map(({metadata}) => metadata.name)
  return queues.filter((one) => one !== name && lineOf(world, one).includes(name))
}

const numbers = (amounts: unknown): Amounts =>
  amounts === null || typeof amounts !== 'object'
    ? {}
    : Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, quantity(value)]))

export const kaiControllers: readonly Controller[] = [podGroupController, queueController]
