import type {ApiObject} from '../api.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, splitKey} from '../controllers/reconciler.ts'
import {pods} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import {bestRoom, filterNodes} from './choice.ts'
import type {ClusterView} from './cluster-view.ts'
import {explain, explainAsKai, explainPod} from './explain.ts'
import type {Misfit} from './fit.ts'
import type {Gang, SchedulerPlugin} from './gang.ts'
import {type GangPlan, type GangShortage, planGang} from './gang-plan.ts'
import {bind, isAccepted, mark, preempt, refuse, requestVolumes} from './pod-writes.ts'
import {findVictims} from './preemption.ts'
import {volumeProblem} from './volumes.ts'
import type {WaitingPods} from './waiting-pods.ts'

/** What one attempt works with. */
export interface Attempt {
  readonly world: World
  readonly view: ClusterView
  readonly waiting: WaitingPods
  /** Chosen nodes of pods that wait for volumes or for victims to go; their place in the view is taken. */
  readonly reserved: Map<string, string>
  pluginsOf(pod: ApiObject): readonly SchedulerPlugin[]
}

/** True for a pod that a scheduler may still place. */
export const isSchedulable = (pod: ApiObject | undefined): pod is ApiObject =>
  pod !== undefined && !pod.spec?.nodeName && !isTerminating(pod) && !pod.spec?.schedulingGates?.length

/** Tries to place the pod of a key, with its gang when it has one. */
export function attemptPod(context: Attempt, key: string): void {
  const {world, waiting} = context
  const {namespace, name} = splitKey(key)
  const pod = world.api.get(pods, name, namespace)
  if (!isSchedulable(pod)) {
    waiting.remove(key)
    return
  }
  for (const plugin of context.pluginsOf(pod)) {
    const gang = plugin.gangOf(world.api, pod)
    if (gang === undefined) continue
    if (typeof gang === 'string') {
      fail(context, pod, gang, plugin.wording)
      return
    }
    attemptGang(context, plugin, gang)
    return
  }
  const wording = context.pluginsOf(pod).find((plugin) => plugin.wording === 'kai')?.wording ?? 'kubernetes'
  attemptAlone(context, pod, wording)
}

function fail(context: Attempt, pod: ApiObject, message: string, wording: 'kubernetes' | 'kai'): void {
  context.waiting.park(keyOf(pod))
  isAccepted(() => refuse(context.world, pod, message, wording))
}

function attemptAlone(context: Attempt, pod: ApiObject, wording: 'kubernetes' | 'kai'): void {
  const {world, view} = context
  const key = keyOf(pod)
  release(context, key)
  const problem = volumeProblem(world.api, pod)
  if (problem) {
    fail(context, pod, explainPod(problem, view.rooms.size), wording)
    return
  }
  const {rooms, misfits} = filterNodes(world.api, view, pod)
  const nominated = rooms.find((room) => room.name === pod.status?.nominatedNodeName)
  const best = nominated ?? bestRoom(world.api, view, pod, rooms)
  if (best) {
    settle(context, pod, best.name)
    return
  }
  if (wording === 'kai') {
    fail(context, pod, alone(pod, [...misfits.values()]), wording)
    return
  }
  const victims = findVictims(world.api, view, pod, misfits)
  if (typeof victims === 'string') {
    fail(context, pod, explain([...misfits.values()], victims), wording)
    return
  }
  fail(context, pod, explain([...misfits.values()], ''), wording)
  if (!isAccepted(() => preempt(world, pod, victims))) return
  reserve(context, key, pod, victims.room.name)
}

const alone = (pod: ApiObject, misfits: readonly Misfit[]): string =>
  `Resources were not found for pod ${keyOf(pod)} due to: ${explainAsKai(misfits)}`

function release({view, reserved}: Attempt, key: string): void {
  if (reserved.delete(key)) view.remove(key)
}

function reserve({view, reserved}: Attempt, key: string, pod: ApiObject, node: string): void {
  reserved.set(key, node)
  view.place(pod, node)
}

/** Binds, or waits for the volumes that are made near the chosen node. */
function settle(context: Attempt, pod: ApiObject, node: string): void {
  const {world, view, waiting} = context
  const key = keyOf(pod)
  let isReady = false
  const accepted = isAccepted(() => {
    isReady = requestVolumes(world, pod, node)
    if (isReady) bind(world, pod, node)
  })
  if (!accepted) {
    waiting.park(key)
    waiting.retry(key)
    return
  }
  if (!isReady) {
    waiting.park(key)
    reserve(context, key, pod, node)
    return
  }
  view.place(pod, node)
  waiting.remove(key)
}

function attemptGang(context: Attempt, plugin: SchedulerPlugin, gang: Gang): void {
  const {world, view, waiting} = context
  const members = new Map<string, ApiObject>()
  for (const key of gang.groups.flatMap((group) => group.pods)) {
    if (!waiting.has(key)) continue
    const {namespace, name} = splitKey(key)
    const pod = world.api.get(pods, name, namespace)
    if (!isSchedulable(pod)) continue
    release(context, key)
    members.set(key, pod)
  }
  const missing = notReady(context, gang, members)
  if (missing !== undefined) {
    failGang(context, plugin, gang, members, missing)
    return
  }
  const problem = [...members.values()].flatMap((pod) => volumeProblem(world.api, pod) ?? [])[0]
  if (problem) {
    failGang(context, plugin, gang, members, explainPod(problem, view.rooms.size))
    return
  }
  const plan = planGang(world.api, view, gang, members)
  if (plan.shortage) {
    failGang(context, plugin, gang, members, sentence(gang, plan.shortage, plugin.wording))
    return
  }
  carryOut(context, plugin, gang, members, plan)
}

/** A gang whose minimum has not been made yet, or is held by gates, waits without a word about nodes. */
function notReady({view}: Attempt, gang: Gang, members: ReadonlyMap<string, ApiObject>): string | undefined {
  const ready = (key: string): boolean => members.has(key) || view.placed.has(key)
  if (gang.groups.every(({minMember, pods: keys}) => keys.filter(ready).length >= minMember)) return undefined
  const wanted = gang.groups.reduce((sum, {minMember}) => sum + minMember, 0)
  const keys = gang.groups.flatMap((group) => group.pods)
  const gated = keys.filter((key) => !ready(key)).length
  return `Job is not ready for scheduling. Waiting for ${wanted} pods, currently ${keys.length} existing, ${gated} are gated`
}

function sentence(gang: Gang, shortage: GangShortage, wording: 'kubernetes' | 'kai'): string {
  if (wording === 'kubernetes') return explain(shortage.misfits)
  const {group, found} = shortage
  const reason = explainAsKai(shortage.misfits)
  if (gang.groups.length === 1)
    return `Resources were found for ${found} pods while ${group.minMember} are required for gang scheduling. Additional pods cannot be scheduled due to: ${reason}`
  return `Resources were found for ${found} pods from all sub-groups while sub-group ${group.name} requires ${group.minMember} pods for gang scheduling. Additional pods cannot be scheduled in this sub-group due to: ${reason}`
}

function failGang(
  context: Attempt,
  plugin: SchedulerPlugin,
  gang: Gang,
  members: ReadonlyMap<string, ApiObject>,
  message: string,
): void {
  const {world, waiting} = context
  for (const [key, pod] of members) {
    waiting.park(key)
    isAccepted(() =>
      plugin.wording === 'kai' || !message.startsWith('Job is not ready')
        ? refuse(world, pod, message, plugin.wording)
        : mark(world, pod, message),
    )
  }
  isAccepted(() => plugin.refused?.(world, gang, message))
}

function carryOut(
  context: Attempt,
  plugin: SchedulerPlugin,
  gang: Gang,
  members: ReadonlyMap<string, ApiObject>,
  plan: GangPlan,
): void {
  for (const [key, room] of plan.placements) {
    const pod = members.get(key)
    if (pod) settle(context, pod, room.name)
  }
  if (plan.placements.size > 0) isAccepted(() => plugin.placed?.(context.world, gang))
  for (const [key, {misfits}] of plan.left) {
    const pod = members.get(key)
    if (!pod) continue
    const message = plugin.wording === 'kai' ? alone(pod, misfits) : explain(misfits)
    fail(context, pod, message, plugin.wording)
    isAccepted(() => plugin.refused?.(context.world, gang, message))
  }
}
