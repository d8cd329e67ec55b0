import type {ApiObject} from '../api.ts'
import {keyOf} from '../controllers/reconciler.ts'
import {hostPorts, requests} from './fit.ts'
import {type Amounts, allocatable} from './requests.ts'

/** A pod on a node, bound or about to be. */
export interface Placed {
  readonly key: string
  pod: ApiObject
  readonly room: Room
}

/** A node and what is on it. */
export interface Room {
  readonly name: string
  node: ApiObject
  total: Amounts
  readonly used: Record<string, number>
  readonly ports: Map<string, number>
  readonly pods: Map<string, Placed>
  /** Pods by controlling owner. */
  readonly owners: Map<string, number>
}

/** Nodes and their pods, kept up to date change by change, so that nothing is summed up anew for each pod. */
export interface ClusterView {
  readonly rooms: ReadonlyMap<string, Room>
  readonly placed: ReadonlyMap<string, Placed>
  /** Pods on nodes that refuse others near them. */
  readonly repellent: ReadonlySet<Placed>
  setNode(node: ApiObject): void
  removeNode(name: string): void
  /** Puts a pod on a node, in place of its earlier state. Pods of unknown nodes wait for the node. */
  place(pod: ApiObject, node: string): void
  /** True when the pod was on a node. */
  remove(key: string): boolean
  /** Pods of a namespace on nodes, by one of their labels; all of the namespace without one. */
  withLabel(namespace: string, label?: readonly [key: string, value: string]): Iterable<Placed>
}

const hasAntiAffinity = (pod: ApiObject): boolean =>
  (pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ?? 0) > 0

/** The uid of the controller of an object. */
export const ownerOf = (pod: ApiObject): string | undefined =>
  pod.metadata.ownerReferences?.find((reference) => reference.controller)?.uid

/** A view of a cluster that has nothing in it yet. */
export function clusterView(): ClusterView {
  const rooms = new Map<string, Room>()
  const placed = new Map<string, Placed>()
  const repellent = new Set<Placed>()
  const homeless = new Map<string, {pod: ApiObject; node: string}>()
  const index = new Map<string, Set<Placed>>()

  function enter(item: Placed): void {
    for (const name of indexKeys(item.pod)) {
      const members = index.get(name)
      if (members) members.add(item)
      else index.set(name, new Set([item]))
    }
    if (hasAntiAffinity(item.pod)) repellent.add(item)
  }

  function leave(item: Placed): void {
    for (const name of indexKeys(item.pod)) {
      const members = index.get(name)
      members?.delete(item)
      if (members?.size === 0) index.delete(name)
    }
    repellent.delete(item)
  }

  function place(pod: ApiObject, node: string): void {
    const key = keyOf(pod)
    const before = placed.get(key)
    if (before?.room.name === node && isSameToOthers(before.pod, pod)) {
      before.pod = pod
      return
    }
    remove(key)
    const room = rooms.get(node)
    if (!room) {
      homeless.set(key, {pod, node})
      return
    }
    const item: Placed = {key, pod, room}
    placed.set(key, item)
    account(item, 1)
    enter(item)
  }

  function remove(key: string): boolean {
    homeless.delete(key)
    const item = placed.get(key)
    if (!item) return false
    placed.delete(key)
    account(item, -1)
    leave(item)
    return true
  }

  return {
    rooms,
    placed,
    repellent,
    place,
    remove,
    setNode(node) {
      const {name} = node.metadata
      const known = rooms.get(name)
      if (known) {
        known.node = node
        known.total = allocatable(node)
        return
      }
      rooms.set(name, {
        name,
        node,
        total: allocatable(node),
        used: {},
        ports: new Map(),
        pods: new Map(),
        owners: new Map(),
      })
      for (const [, waiting] of [...homeless]) if (waiting.node === name) place(waiting.pod, name)
    },
    removeNode(name) {
      const room = rooms.get(name)
      if (!room) return
      for (const {key, pod} of [...room.pods.values()]) {
        remove(key)
        homeless.set(key, {pod, node: name})
      }
      rooms.delete(name)
    },
    withLabel: (namespace, label) => index.get(label ? `${namespace}\0${label[0]}\0${label[1]}` : namespace) ?? [],
  }
}

function* indexKeys({metadata}: ApiObject): Generator<string> {
  const namespace = metadata.namespace ?? ''
  yield namespace
  for (const key in metadata.labels) yield `${namespace}\0${key}\0${metadata.labels[key]}`
}

/** A change of status, which is nearly every change of a pod, alters nothing here: unchanged parts are shared between states. */
const isSameToOthers = (a: ApiObject, b: ApiObject): boolean =>
  a.spec === b.spec && a.metadata.labels === b.metadata.labels

function account(item: Placed, sign: 1 | -1): void {
  const {key, pod, room} = item
  const amounts = requests(pod)
  for (const name in amounts) room.used[name] = (room.used[name] ?? 0) + sign * (amounts[name] ?? 0)
  for (const port of hostPorts(pod)) room.ports.set(port, (room.ports.get(port) ?? 0) + sign)
  const owner = ownerOf(pod)
  if (owner !== undefined) {
    const count = (room.owners.get(owner) ?? 0) + sign
    if (count > 0) room.owners.set(owner, count)
    else room.owners.delete(owner)
  }
  if (sign > 0) room.pods.set(key, item)
  else room.pods.delete(key)
}
