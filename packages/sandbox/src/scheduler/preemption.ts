import type {ApiObject, LocalApi} from '../api.ts'
import {type LabelSelector, selects} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {disruptionBudgets} from '../controllers/resources.ts'
import {filterFor} from './choice.ts'
import type {ClusterView, Placed, Room} from './cluster-view.ts'
import {noVictims} from './explain.ts'
import type {Misfit} from './fit.ts'
import {neverPreempts, priorityOf} from './priority.ts'

/** Pods that would have to go from a node. */
export interface Victims {
  readonly room: Room
  readonly pods: readonly Placed[]
  readonly violations: number
}

/** Whom to remove so that the pod fits, or why nobody is. */
export function findVictims(
  api: LocalApi,
  view: ClusterView,
  pod: ApiObject,
  misfits: ReadonlyMap<Room, Misfit>,
): Victims | string {
  if (neverPreempts(pod)) return 'not eligible due to preemptionPolicy=Never.'
  const priority = priorityOf(pod)
  const lower = new Map<Room, Placed[]>()
  for (const item of view.placed.values()) {
    if (misfits.get(item.room)?.resolvable && priorityOf(item.pod) < priority)
      lower.set(item.room, [...(lower.get(item.room) ?? []), item])
  }
  if (nominatedRoomEmpties(pod, lower)) return 'not eligible due to a terminating pod on the nominated node.'
  const found = [...lower].flatMap(([room, items]) => victimsOn(api, view, pod, room, items) ?? [])
  return found.sort(byHarm)[0] ?? noVictims([...misfits.values()])
}

const nominatedRoomEmpties = (pod: ApiObject, lower: ReadonlyMap<Room, Placed[]>): boolean =>
  [...lower].some(
    ([room, items]) => room.name === pod.status?.nominatedNodeName && items.some((item) => isTerminating(item.pod)),
  )

/** Takes all pods of lower priority off, then lets back as many as the newcomer leaves room for, budgets first. */
function victimsOn(
  api: LocalApi,
  view: ClusterView,
  pod: ApiObject,
  room: Room,
  items: readonly Placed[],
): Victims | undefined {
  for (const {key} of items) view.remove(key)
  try {
    if (filterFor(api, view, pod)(room)) return undefined
    const violating = overBudget(api, items)
    const order = [...items].sort(
      (a, b) =>
        Number(violating.has(b)) - Number(violating.has(a)) ||
        priorityOf(b.pod) - priorityOf(a.pod) ||
        startOf(a).localeCompare(startOf(b)) ||
        a.key.localeCompare(b.key),
    )
    const victims: Placed[] = []
    for (const item of order) {
      view.place(item.pod, room.name)
      if (!filterFor(api, view, pod)(room)) continue
      view.remove(item.key)
      victims.push(item)
    }
    return {room, pods: victims, violations: victims.filter((item) => violating.has(item)).length}
  } finally {
    for (const item of items) view.place(item.pod, room.name)
  }
}

const startOf = ({pod}: Placed): string => pod.status?.startTime ?? pod.metadata.creationTimestamp ?? ''

/** The pods whose removal, one after the other, a disruption budget no longer allows. */
function overBudget(api: LocalApi, items: readonly Placed[]): Set<Placed> {
  const over = new Set<Placed>()
  const left = new Map<ApiObject, number>()
  for (const item of items) {
    const {namespace} = item.pod.metadata
    for (const budget of api.list(disruptionBudgets, namespace === undefined ? {} : {namespace})) {
      const selector: LabelSelector | undefined = budget.spec?.selector
      if (!selects(selector, item.pod.metadata.labels)) continue
      const allowed = (left.get(budget) ?? budget.status?.disruptionsAllowed ?? 0) - 1
      left.set(budget, allowed)
      if (allowed < 0) over.add(item)
    }
  }
  return over
}

/** kube-scheduler's order: fewest broken budgets, least important victims, fewest of them, youngest, then the name. */
function byHarm(a: Victims, b: Victims): number {
  const priorities = (of: Victims): number[] => of.pods.map((item) => priorityOf(item.pod))
  const [ofA, ofB] = [priorities(a), priorities(b)]
  return (
    a.violations - b.violations ||
    Math.max(...ofA) - Math.max(...ofB) ||
    sum(ofA) - sum(ofB) ||
    ofA.length - ofB.length ||
    earliest(b).localeCompare(earliest(a)) ||
    a.room.name.localeCompare(b.room.name)
  )
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const earliest = ({pods}: Victims): string => pods.map(startOf).sort()[0] ?? ''
