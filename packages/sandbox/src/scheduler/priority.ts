import type {ApiObject, LocalApi} from '../api.ts'
import {priorityClasses} from '../controllers/resources.ts'

const systemClasses: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}

const known = new WeakMap<object, number>()

/** The priority of a pod: its own number, its class's, that of the default class, or 0. What it was first stays. */
export function priorityOf(api: LocalApi, pod: ApiObject): number {
  const before = known.get(pod.spec)
  if (before !== undefined) return before
  const priority = lookUp(api, pod)
  known.set(pod.spec, priority)
  return priority
}

function lookUp(api: LocalApi, pod: ApiObject): number {
  const own: unknown = pod.spec?.priority
  if (typeof own === 'number') return own
  const name: string | undefined = pod.spec?.priorityClassName
  if (name) return systemClasses[name] ?? Number(api.get(priorityClasses, name)?.['value'] ?? 0)
  const standard = api.list(priorityClasses).find((candidate) => candidate['globalDefault'] === true)
  return Number(standard?.['value'] ?? 0)
}

/** True when the pod may never push others out. */
export const neverPreempts = (api: LocalApi, pod: ApiObject): boolean =>
  (pod.spec?.preemptionPolicy ?? api.get(priorityClasses, pod.spec?.priorityClassName ?? '')?.['preemptionPolicy']) ===
  'Never'
