import {at, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {Shortage} from './placement.ts'
import {gpuCount} from './placement.ts'

/** How many GPUs a ResourceQuota grants a namespace. */
export interface GpuQuota {
  readonly name: string
  readonly hard: number
  readonly used: number
}

/** What a ResourceQuota says of GPUs, if it says anything. */
export function toGpuQuotas({metadata, ...object}: KubeObject): readonly GpuQuota[] {
  const count = (part: 'hard' | 'used'): number => Number(text(at(object, 'status', part, 'requests.nvidia.com/gpu')))
  const [hard, used] = [count('hard'), count('used')]
  return Number.isFinite(hard) ? [{name: metadata.name, hard, used: Number.isFinite(used) ? used : 0}] : []
}

/** Why so many GPUs more are not granted, or undefined. */
export function quotaShortage(quotas: readonly GpuQuota[], gpus: number, namespace: string): Shortage | undefined {
  const tight = quotas.find(({hard, used}) => used + gpus > hard)
  if (!tight) return undefined
  const left = Math.max(0, tight.hard - tight.used)
  return {
    text: `quota "${tight.name}" of namespace "${namespace}" leaves ${left} of its ${gpuCount(tight.hard)}: ${gpus} more wanted, and pods beyond it are refused`,
    hint: `see what uses it: ome describe quota ${tight.name} -n ${namespace}`,
  }
}
