import type {ApiObject} from '../api.ts'
import {matchesNode, tolerates, untolerated} from './node-match.ts'
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
  /** Host ports that pods on the node hold, as {@link hostPorts} writes them. */
  readonly ports?: ReadonlyMap<string, number>
}

/** The first of the filters about the node alone that it fails, in the order and the words of kube-scheduler; undefined: it fits. */
export function misfit(pod: ApiObject, room: NodeRoom): Misfit | undefined {
  return unsuitable(pod, room.node) ?? takenPort(pod, room) ?? shortage(pod, room)
}

/** What no pod's departure would change: cordons, taints, labels. */
function unsuitable(pod: ApiObject, node: ApiObject): Misfit | undefined {
  if (node.spec?.unschedulable && !tolerates(pod, {key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'})) {
    return hopeless('node(s) were unschedulable')
  }
  const taint = node.spec?.taints ? untolerated(pod, node) : undefined
  if (taint) return hopeless(`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`)
  return matchesNode(pod, node) ? undefined : hopeless("node(s) didn't match Pod's node affinity/selector")
}

/** A refusal that stays whatever pods leave. */
export const hopeless = (reason: string): Misfit => ({reasons: [reason], resolvable: false})

interface ContainerPort {
  readonly hostPort?: number
  readonly protocol?: string
}

/** By the spec, which the states of a pod share. */
const portsOf = new WeakMap<object, readonly string[]>()

/** The ports of its node that a pod holds, as `protocol/number`. */
export function hostPorts(pod: ApiObject): readonly string[] {
  const known = portsOf.get(pod.spec)
  if (known) return known
  const containers: {ports?: ContainerPort[]}[] = pod.spec?.containers ?? []
  const ports = containers
    .flatMap((container) => container.ports ?? [])
    .flatMap(({hostPort, protocol = 'TCP'}) => (hostPort ? [`${protocol}/${hostPort}`] : []))
  portsOf.set(pod.spec, ports)
  return ports
}

function takenPort(pod: ApiObject, room: NodeRoom): Misfit | undefined {
  const taken = hostPorts(pod).some((port) => (room.ports?.get(port) ?? 0) > 0)
  return taken ? {reasons: ["node(s) didn't have free ports for the requested pod ports"], resolvable: true} : undefined
}

const requestsOf = new WeakMap<object, Amounts>()

/** {@link podRequests}, computed once for each spec. */
export function requests(pod: ApiObject): Amounts {
  const known = requestsOf.get(pod.spec)
  if (known) return known
  const wanted = podRequests(pod)
  requestsOf.set(pod.spec, wanted)
  return wanted
}

function shortage(pod: ApiObject, {total, used}: NodeRoom): Misfit | undefined {
  const wanted = requests(pod)
  let reasons: string[] | undefined
  let resolvable = true
  for (const name in wanted) {
    const amount = wanted[name] ?? 0
    const most = (total[name] ?? 0) + 1e-9
    if (amount <= 0 || (used[name] ?? 0) + amount <= most) continue
    reasons ??= []
    reasons.push(name === 'pods' ? 'Too many pods' : `Insufficient ${name}`)
    if (amount > most) resolvable = false
  }
  return reasons && {reasons, resolvable}
}
