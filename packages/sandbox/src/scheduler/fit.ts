import type {ApiObject} from '../api.ts'
import {type Amounts, podRequests} from './requests.ts'

/** Why a node cannot take a pod. `resolvable` reasons could go away if other pods left. */
export interface Misfit {
  readonly reasons: readonly string[]
  readonly resolvable: boolean
}

export interface NodeRoom {
  readonly node: ApiObject
  readonly total: Amounts
  readonly used: Amounts
}

interface Toleration {
  key?: string
  operator?: string
  value?: string
  effect?: string
}

interface Taint {
  key: string
  value?: string
  effect: string
}

interface Requirement {
  key: string
  operator: string
  values?: string[]
}

interface SelectorTerm {
  matchExpressions?: Requirement[]
  matchFields?: Requirement[]
}

/** The first of the scheduler's filters that a node fails, in the order and the words of kube-scheduler; undefined: it fits. */
export function misfit(pod: ApiObject, room: NodeRoom): Misfit | undefined {
  const {node} = room
  if (node.spec?.unschedulable && !tolerates(pod, {key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'})) {
    return {reasons: ['node(s) were unschedulable'], resolvable: false}
  }
  const taint = untolerated(pod, node)
  if (taint) {
    return {reasons: [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`], resolvable: false}
  }
  if (!matchesNode(pod, node)) {
    return {reasons: ["node(s) didn't match Pod's node affinity/selector"], resolvable: false}
  }
  const short = shortages(podRequests(pod), room)
  return short.length > 0 ? {reasons: short, resolvable: canEverFit(podRequests(pod), room.total)} : undefined
}

/** True when the node's labels satisfy the pod's nodeSelector and its required node affinity. */
export function matchesNode(pod: ApiObject, node: ApiObject): boolean {
  const labels = node.metadata.labels ?? {}
  const selector: Record<string, string> = pod.spec?.nodeSelector ?? {}
  if (!Object.entries(selector).every(([key, value]) => labels[key] === value)) return false
  const terms: SelectorTerm[] | undefined =
    pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  return terms === undefined || terms.some((term) => matchesTerm(term, node))
}

function matchesTerm(term: SelectorTerm, node: ApiObject): boolean {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length + fields.length === 0) return false
  return (
    expressions.every((requirement) => satisfies(requirement, node.metadata.labels?.[requirement.key])) &&
    fields.every((requirement) => requirement.key === 'metadata.name' && satisfies(requirement, node.metadata.name))
  )
}

function satisfies(requirement: Requirement, value: string | undefined): boolean {
  const values = requirement.values ?? []
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0])
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0])
    default:
      return false
  }
}

/** The first taint that keeps the pod off the node. */
export function untolerated(pod: ApiObject, node: ApiObject): Taint | undefined {
  const taints: Taint[] = node.spec?.taints ?? []
  return taints.find((taint) => taint.effect !== 'PreferNoSchedule' && !tolerates(pod, taint))
}

const tolerates = (pod: ApiObject, taint: Taint): boolean => {
  const tolerations: Toleration[] = pod.spec?.tolerations ?? []
  return tolerations.some(
    (toleration) =>
      (!toleration.effect || toleration.effect === taint.effect) &&
      (toleration.key ? toleration.key === taint.key : toleration.operator === 'Exists') &&
      (toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '')),
  )
}

function shortages(wanted: Amounts, room: NodeRoom): string[] {
  return Object.entries(wanted)
    .filter(([name, amount]) => amount > 0 && (room.used[name] ?? 0) + amount > (room.total[name] ?? 0) + 1e-9)
    .map(([name]) => (name === 'pods' ? 'Too many pods' : `Insufficient ${name}`))
}

const canEverFit = (wanted: Amounts, total: Amounts): boolean =>
  Object.entries(wanted).every(([name, amount]) => amount <= (total[name] ?? 0) + 1e-9)

/** The sentence of a FailedScheduling event for these refusals, one per node. */
export function explain(misfits: readonly Misfit[]): string {
  const count = misfits.length
  if (count === 0) return 'no nodes available to schedule pods'
  const hopeless = misfits.filter((refusal) => !refusal.resolvable).length
  const preemption = [
    ...(hopeless > 0 ? [`${hopeless} Preemption is not helpful for scheduling`] : []),
    ...(count > hopeless ? [`${count - hopeless} No preemption victims found for incoming pod`] : []),
  ]
  const reasons = tally(misfits.flatMap((refusal) => refusal.reasons))
  return `0/${count} nodes are available: ${reasons.join(', ')}. preemption: 0/${count} nodes are available: ${preemption.sort().join(', ')}.`
}

function tally(reasons: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
}
