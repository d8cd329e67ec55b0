import type {ApiObject} from '../api.ts'
import {quantity} from '../quantity.ts'

/** Amounts by resource name: cpu in cores, memory in bytes, everything else counted. */
export type Amounts = Readonly<Record<string, number>>

const amountsOf = (source: unknown): Record<string, number> => {
  const amounts: Record<string, number> = {}
  if (source === null || typeof source !== 'object') return amounts
  for (const [name, value] of Object.entries(source)) amounts[name] = quantity(value)
  return amounts
}

/** What a node can give to pods. */
export const allocatable = (node: ApiObject): Amounts => amountsOf(node.status?.allocatable ?? node.status?.capacity)

interface Container {
  readonly restartPolicy?: string
  readonly resources?: {readonly limits?: unknown; readonly requests?: unknown}
}

/**
 * What a pod reserves: the sum over its containers and sidecars, or what one of its init containers needs beside the
 * sidecars started before it where that is more, plus overhead; a limit without a request counts as the request; amounts of
 * the pod as a whole replace the sum. One more of the resource `pods`. (KEP-753, KEP-2837)
 */
export function podRequests(pod: ApiObject): Amounts {
  const total: Record<string, number> = {}
  for (const container of pod.spec?.containers ?? []) add(total, containerRequests(container))
  const sidecars: Record<string, number> = {}
  const peak: Record<string, number> = {}
  for (const container of pod.spec?.initContainers ?? []) {
    const own = containerRequests(container)
    const moment = {...sidecars}
    add(moment, own)
    raise(peak, moment)
    if (container.restartPolicy === 'Always') add(sidecars, own)
  }
  add(total, sidecars)
  raise(total, peak)
  const whole = containerRequests({resources: pod.spec?.resources})
  for (const [name, amount] of Object.entries(whole)) total[name] = amount
  add(total, amountsOf(pod.spec?.overhead))
  total['pods'] = 1
  return total
}

function add(total: Record<string, number>, amounts: Amounts): void {
  for (const name in amounts) total[name] = (total[name] ?? 0) + (amounts[name] ?? 0)
}

function raise(total: Record<string, number>, amounts: Amounts): void {
  for (const name in amounts) total[name] = Math.max(total[name] ?? 0, amounts[name] ?? 0)
}

const containerRequests = (container: Container): Amounts => ({
  ...amountsOf(container.resources?.limits),
  ...amountsOf(container.resources?.requests),
})

/** True once a pod no longer holds anything on its node. */
export const isFinished = (pod: ApiObject): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
