import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Taint, tolerationOf} from '../scheduler/node-match.ts'
import {type Condition, withCondition} from './conditions.ts'
import {isActive, isTerminating} from './pod-facts.ts'
import {keyOf, splitKey} from './reconciler.ts'
import {nodes, pods} from './resources.ts'
import type {Controller, World} from './world.ts'

const source = 'taint-eviction-controller'

interface Planned {
  readonly due: number
  readonly cancel: () => void
}

/** Removes pods from nodes with NoExecute taints: at once, or when the time that they tolerate the taint is over. */
export const taintEviction: Controller = (world) => {
  const tainted = new Map<string, readonly Taint[]>()
  const onNode = new Map<string, Set<string>>()
  const planned = new Map<string, Planned>()

  function drop(key: string): boolean {
    const plan = planned.get(key)
    plan?.cancel()
    return planned.delete(key)
  }

  function review(key: string): void {
    const {namespace, name} = splitKey(key)
    const pod = world.api.get(pods, name, namespace)
    if (!pod || !isActive(pod)) {
      drop(key)
      return
    }
    const due = evictionTime(pod, tainted.get(pod.spec.nodeName) ?? [], world.clock.now())
    if (due === undefined) {
      if (drop(key)) world.api.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`, source)
      return
    }
    const isDue = due <= world.clock.now()
    if (planned.get(key)?.due === due && !isDue) return
    drop(key)
    if (isDue) evict(world, pod)
    else planned.set(key, {due, cancel: world.clock.at(due, () => add(key))})
  }

  const add = (key: string): void => world.queue.add(`${source} ${key}`, () => review(key))

  const stopNodes = world.api.watch(nodes, ({type, object, previous}) => {
    const {name} = object.metadata
    const taints: Taint[] = type === 'DELETED' ? [] : (object.spec?.taints ?? [])
    const executing = taints.filter(({effect}) => effect === 'NoExecute')
    const before: Taint[] = previous?.spec?.taints ?? []
    if (executing.length > 0) tainted.set(name, executing)
    else if (!tainted.delete(name)) return
    if (type === 'MODIFIED' && isDeepStrictEqual(before, taints)) return
    for (const key of onNode.get(name) ?? []) add(key)
  })
  const stopPods = world.api.watch(pods, ({type, object}) => {
    const key = keyOf(object)
    const node: string | undefined = object.spec?.nodeName
    if (!node) return
    const keys = onNode.get(node) ?? new Set()
    onNode.set(node, keys)
    if (type === 'DELETED') {
      keys.delete(key)
      drop(key)
    } else if (!keys.has(key)) {
      keys.add(key)
      if (tainted.has(node)) add(key)
    }
  })
  return () => {
    stopNodes()
    stopPods()
    for (const {cancel} of planned.values()) cancel()
  }
}

/** When the pod has to go; undefined when it may stay for good. Times count from when the taint was put there. */
function evictionTime(pod: ApiObject, taints: readonly Taint[], now: number): number | undefined {
  let due: number | undefined
  for (const taint of taints) {
    const tolerations = tolerationOf(pod, taint)
    if (!tolerations) return now
    const times = tolerations.flatMap(({tolerationSeconds}) => tolerationSeconds ?? [])
    if (times.length === 0) continue
    const since = Date.parse(taint.timeAdded ?? '') || now
    const end = since + Math.max(0, Math.min(...times)) * 1000
    due = Math.min(due ?? end, end)
  }
  return due
}

function evict(world: World, pod: ApiObject): void {
  if (isTerminating(pod)) return
  const {name, namespace} = pod.metadata
  const before: Condition[] = pod.status?.conditions ?? []
  const conditions = withCondition(world, before, {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  })
  world.api.patch(pods, name, namespace, {status: {conditions}}, 'status')
  world.api.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${keyOf(pod)}`, source)
  world.api.delete(pods, name, namespace)
}
