import type {ApiObject} from '../api.ts'
import type {Condition} from '../controllers/conditions.ts'
import {leases, nodes} from '../controllers/resources.ts'
import {timestamp, type World} from '../controllers/world.ts'
import {hash32} from '../random.ts'
import {isLost} from './faults.ts'

export const leaseNamespace = 'kube-node-lease'

/** How often a kubelet renews its Lease, and how often it repeats a status that has not changed. */
const leaseMs = 10_000
const statusMs = 300_000

/**
 * What the kubelets tell only to be heard. It is written when somebody is about to read it, as of the last time that it
 * was due: a cluster that nobody looks at pays nothing for it.
 */
export class Heartbeat {
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** Brings Leases up to date, one or all, and of nodes the one that is named. */
  beat(plural: string, name: string | undefined): void {
    const named = name === undefined ? undefined : this.#world.api.get(nodes, name)
    if (plural === 'leases')
      for (const node of name === undefined ? this.#world.api.list(nodes) : [named]) this.#renew(node)
    else if (named) this.#repeatStatus(named)
  }

  /** The node is about to fall silent: it was heard until now. */
  last(node: ApiObject): void {
    this.#write(node, this.#due(node, leaseMs))
  }

  #renew(node: ApiObject | undefined): void {
    if (!node) return
    if (!isLost(node)) this.#write(node, this.#due(node, leaseMs))
    else if (!this.#world.api.get(leases, node.metadata.name, leaseNamespace)) this.#write(node, silentSince(node))
  }

  /** Nodes do not all beat at once. */
  #due({metadata}: ApiObject, everyMs: number): number {
    const now = this.#world.clock.now()
    const due = now - ((((now - hash32(metadata.name)) % everyMs) + everyMs) % everyMs)
    return Math.max(due, Date.parse(metadata.creationTimestamp ?? '') || 0)
  }

  #write({metadata: {name, uid = ''}}: ApiObject, time: number): void {
    const {api} = this.#world
    const renewTime = `${new Date(time).toISOString().slice(0, -1)}000Z`
    const known = api.get(leases, name, leaseNamespace)
    if (known?.['spec']?.renewTime === renewTime) return
    if (known) {
      api.patch(leases, name, leaseNamespace, {spec: {renewTime}})
      return
    }
    api.create(leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {name, namespace: leaseNamespace, ownerReferences: [{apiVersion: 'v1', kind: 'Node', name, uid}]},
      spec: {holderIdentity: name, leaseDurationSeconds: 40, renewTime},
    })
  }

  #repeatStatus(node: ApiObject): void {
    if (isLost(node)) return
    const before: Condition[] = node['status']?.conditions ?? []
    const lastHeartbeatTime = timestamp(this.#due(node, statusMs))
    const isOld = ({lastHeartbeatTime: last}: Condition): boolean =>
      typeof last !== 'string' || Date.parse(last) < Date.parse(lastHeartbeatTime)
    if (!before.some(isOld)) return
    const conditions = before.map((one) => (isOld(one) ? {...one, lastHeartbeatTime} : one))
    this.#world.api.patch(nodes, node.metadata.name, undefined, {status: {conditions}}, 'status')
  }
}

const silentSince = ({metadata, status}: ApiObject): number => {
  const conditions: Condition[] = status?.conditions ?? []
  const ready = conditions.find(({type}) => type === 'Ready')
  return Date.parse(ready?.lastTransitionTime ?? metadata.creationTimestamp ?? '') || 0
}
