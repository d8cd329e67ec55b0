import type {ApiObject} from '../api.ts'

/** What can be made to go wrong by annotating a pod or its node. */
export type Fault = 'crash' | 'cuda-out-of-memory' | 'out-of-memory' | 'image-pull' | 'never-ready' | 'hang'

const prefix = 'sandbox.ome.cli/'

/** Annotations that make something go wrong, on a pod or a node. */
export const faultAnnotations = {
  fault: `${prefix}fault`,
  /** On a node: the Xid that one of its GPUs reports. That GPU is not allocatable. */
  xid: `${prefix}gpu-xid`,
  /** On a node: how many times longer an image takes to come. */
  slowImage: `${prefix}slow-image`,
  /** On a pod: what its ports answer instead, see `http-faults.ts`. */
  http: `${prefix}http-fault`,
} as const

const known: readonly Fault[] = ['crash', 'cuda-out-of-memory', 'out-of-memory', 'image-pull', 'never-ready', 'hang']

export interface PlannedFault {
  readonly fault: Fault
  /** Cluster milliseconds after the container's start. */
  readonly afterMs: number
}

/**
 * The fault planned for a container: `sandbox.ome.cli/fault` of the pod, else of its node; `…/fault-container` narrows it to one
 * container, `…/fault-after` (`20s`, `2m`) delays it, `…/fault-times` lets it heal after so many starts.
 */
export function plannedFault(
  pod: ApiObject,
  node: ApiObject | undefined,
  container: string,
  starts: number,
): PlannedFault | undefined {
  for (const source of [pod, node]) {
    const annotations = source?.metadata.annotations ?? {}
    const fault = known.find((name) => name === annotations[`${prefix}fault`])
    const only = annotations[`${prefix}fault-container`]
    const times = Number(annotations[`${prefix}fault-times`] ?? Number.POSITIVE_INFINITY)
    if (!fault || (only !== undefined && only !== container) || starts > times) continue
    return {fault, afterMs: durationMs(annotations[`${prefix}fault-after`]) ?? 15_000}
  }
  return undefined
}

/** True while a pod is annotated as hanging. */
export const isHanging = (pod: ApiObject): boolean => pod.metadata.annotations?.[faultAnnotations.fault] === 'hang'

/** True while a node is annotated as lost. */
export const isLost = (node: ApiObject | undefined): boolean =>
  node?.metadata.annotations?.[`${prefix}fault`] === 'not-ready'

const units: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

/** `90s`, `5m`, `2h`, `7d` in milliseconds; undefined for anything else. */
export function durationMs(text: string | undefined): number | undefined {
  const match = /^([0-9.]+)(ms|s|m|h|d)$/.exec(text ?? '')
  const factor = units[match?.[2] ?? '']
  const amount = Number(match?.[1])
  return factor === undefined || Number.isNaN(amount) ? undefined : amount * factor
}

/** The Xid that a GPU of the node reports; undefined while all are well. */
export function xidOf(node: ApiObject): number | undefined {
  const xid = Number(node.metadata.annotations?.[faultAnnotations.xid])
  return Number.isInteger(xid) ? xid : undefined
}

/** How many times longer than usual an image takes to reach the node. */
export const slownessOf = (node: ApiObject | undefined): number => {
  const times = Number(node?.metadata.annotations?.[faultAnnotations.slowImage] ?? 1)
  return times > 0 ? times : 1
}
