import {ApiError, type ApiObject} from '../api.ts'
import {keyOf, splitKey} from '../controllers/reconciler.ts'
import {nodes, pods} from '../controllers/resources.ts'
import {type Controller, timestamp, type World} from '../controllers/world.ts'
import {explain, type Misfit, misfit, type NodeRoom} from './fit.ts'
import {allocatable, isFinished, podRequests} from './requests.ts'

interface Placement {
  readonly node: string
  readonly owner: string | undefined
  readonly amounts: Readonly<Record<string, number>>
}

/** How long a pod that did not fit waits for another try when nothing changes in the cluster. */
const retryMs = 60_000

/** Puts pods on nodes: kube-scheduler's filters, then the node with fewest siblings and most room. */
export const scheduler: Controller = (world) => {
  const placed = new Map<string, Placement>()
  const known = new Map<string, ApiObject>()
  const unplaced = new Set<string>()
  const retries = new Map<string, () => void>()

  const add = (key: string): void => world.queue.add(`scheduler ${key}`, () => place(key))
  const retryAll = (): void => {
    for (const key of unplaced) add(key)
  }
  const forget = (key: string): void => {
    unplaced.delete(key)
    retries.get(key)?.()
    retries.delete(key)
  }

  function place(key: string): void {
    const {namespace, name} = splitKey(key)
    const pod = world.api.get(pods, name, namespace)
    if (!pod || pod.spec.nodeName || pod.metadata.deletionTimestamp) {
      forget(key)
      return
    }
    try {
      const choice = choose(pod, rooms(), siblings(pod))
      if (typeof choice !== 'string') wait(key, pod, explain(choice))
      else {
        bind(world, pod, choice)
        placed.set(key, {node: choice, owner: ownerOf(pod), amounts: podRequests(pod)})
        forget(key)
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      world.clock.after(1000, () => add(key))
    }
  }

  function wait(key: string, pod: ApiObject, message: string): void {
    unplaced.add(key)
    refuse(world, pod, message)
    retries.get(key)?.()
    const again = world.clock.at(world.clock.now() + retryMs, () => add(key))
    retries.set(key, again)
  }

  function rooms(): NodeRoom[] {
    const used = new Map<string, Record<string, number>>()
    for (const {node, amounts} of placed.values()) {
      const sum = used.get(node) ?? {}
      for (const [name, amount] of Object.entries(amounts)) sum[name] = (sum[name] ?? 0) + amount
      used.set(node, sum)
    }
    return [...known.values()].map((node) => ({
      node,
      total: allocatable(node),
      used: used.get(node.metadata.name) ?? {},
    }))
  }

  function siblings(pod: ApiObject): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    const owner = ownerOf(pod)
    for (const placement of placed.values()) {
      if (owner !== undefined && placement.owner === owner)
        counts.set(placement.node, (counts.get(placement.node) ?? 0) + 1)
    }
    return counts
  }

  const stopPods = world.api.watch(pods, ({type, object}) => {
    const key = keyOf(object)
    const node: string | undefined = object.spec?.nodeName
    if (type === 'DELETED' || isFinished(object)) {
      forget(key)
      if (placed.delete(key)) retryAll()
    } else if (node) {
      placed.set(key, {node, owner: ownerOf(object), amounts: podRequests(object)})
    } else if (type === 'ADDED' && !object.spec?.schedulingGates?.length && isOurs(object)) add(key)
    else if (type === 'MODIFIED' && !unplaced.has(key) && isOurs(object) && !object.spec?.schedulingGates?.length)
      add(key)
  })
  const stopNodes = world.api.watch(nodes, ({type, object, previous}) => {
    if (type === 'DELETED') known.delete(object.metadata.name)
    else known.set(object.metadata.name, object)
    if (type !== 'MODIFIED' || !previous || placementChanged(previous, object)) retryAll()
  })
  return () => {
    stopPods()
    stopNodes()
  }
}

const isOurs = (pod: ApiObject): boolean => (pod.spec?.schedulerName ?? 'default-scheduler') === 'default-scheduler'

const ownerOf = (pod: ApiObject): string | undefined =>
  pod.metadata.ownerReferences?.find((reference) => reference.controller)?.uid

const placementChanged = (before: ApiObject, after: ApiObject): boolean =>
  JSON.stringify([before.metadata.labels, before.spec, before.status?.allocatable]) !==
  JSON.stringify([after.metadata.labels, after.spec, after.status?.allocatable])

function choose(pod: ApiObject, rooms: readonly NodeRoom[], siblings: ReadonlyMap<string, number>): string | Misfit[] {
  const misfits: Misfit[] = []
  let best: {name: string; score: number} | undefined
  for (const room of rooms) {
    const refusal = misfit(pod, room)
    if (refusal) {
      misfits.push(refusal)
      continue
    }
    const name = room.node.metadata.name
    const score = -(siblings.get(name) ?? 0) * 10 - load(room)
    if (!best || score > best.score || (score === best.score && name < best.name)) best = {name, score}
  }
  return best?.name ?? misfits
}

/** How full a node is, 0…: the mean over the resources that any pod uses there. */
function load(room: NodeRoom): number {
  const shares = Object.entries(room.used).map(([name, amount]) => amount / Math.max(room.total[name] ?? 0, 1e-9))
  return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length
}

function bind(world: World, pod: ApiObject, node: string): void {
  const {name, namespace} = pod.metadata
  world.api.patch(pods, name, namespace, {spec: {nodeName: node}})
  setScheduled(world, pod, {type: 'PodScheduled', status: 'True'})
  world.api.event(
    pod,
    'Normal',
    'Scheduled',
    `Successfully assigned ${namespace}/${name} to ${node}`,
    'default-scheduler',
  )
}

function refuse(world: World, pod: ApiObject, message: string): void {
  world.api.event(pod, 'Warning', 'FailedScheduling', message, 'default-scheduler')
  const current = conditionsOf(pod).find((condition) => condition['type'] === 'PodScheduled')
  if (current?.['message'] === message) return
  setScheduled(world, pod, {type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message})
}

const conditionsOf = (pod: ApiObject): Record<string, unknown>[] => pod.status?.conditions ?? []

function setScheduled(world: World, pod: ApiObject, condition: Record<string, unknown>): void {
  const others = conditionsOf(pod).filter((other) => other['type'] !== 'PodScheduled')
  const conditions = [{...condition, lastTransitionTime: timestamp(world.clock.now())}, ...others]
  world.api.patch(pods, pod.metadata.name, pod.metadata.namespace, {status: {phase: 'Pending', conditions}}, 'status')
}
