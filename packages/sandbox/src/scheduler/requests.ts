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

/**
 * What a pod reserves: the sum over its containers, or its largest init container where that is more, plus overhead; a
 * limit without a request counts as the request. One more of the resource `pods`.
 */
export function podRequests(pod: ApiObject): Amounts {
  const total: Record<string, number> = {}
  for (const container of pod.spec?.containers ?? []) {
    for (const [name, amount] of Object.entries(containerRequests(container))) total[name] = (total[name] ?? 0) + amount
  }
  for (const container of pod.spec?.initContainers ?? []) {
    for (const [name, amount] of Object.entries(containerRequests(container))) {
      total[name] = Math.max(total[name] ?? 0, amount)
    }
  }
  for (const [name, amount] of Object.entries(amountsOf(pod.spec?.overhead))) total[name] = (total[name] ?? 0) + amount
  total['pods'] = 1
  return total
}

const containerRequests = (container: {resources?: {limits?: unknown; requests?: unknown}}): Amounts => ({
  ...amountsOf(container.resources?.limits),
  ...amountsOf(container.resources?.requests),
})

/** True once a pod no longer holds anything on its node. */
export const isFinished = (pod: ApiObject): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
