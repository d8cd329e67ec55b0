import {type KaitoInstance, kaitoInstance} from '@ome/capacity/kaito-instances'
import {instancePrice} from '@ome/capacity/prices'
import type {ApiObject, LocalApi} from '../../api.ts'
import {conditionIs} from '../../controllers/conditions.ts'
import {isTerminating} from '../../controllers/pod-facts.ts'
import {nodes} from '../../controllers/resources.ts'
import {quantity} from '../../quantity.ts'

/** GPUs of one node, as sizing sees them. */
export interface GpuFacts {
  readonly gpus: number
  readonly totalMemoryGiB: number
  readonly model: string
  readonly hasNvme: boolean
}

/** The instance type of KAITO's table; Azure's sizes that the table lacks have no figures. */
export const instanceOf = (cloud: string, instanceType: string | undefined): KaitoInstance | undefined =>
  instanceType ? kaitoInstance(cloud, instanceType) : undefined

/** GPU figures of an instance type. */
export const factsOf = ({gpus, totalMemoryGiB, gpuModel, hasNvme}: KaitoInstance): GpuFacts => ({
  gpus,
  totalMemoryGiB,
  model: gpuModel,
  hasNvme,
})

/** GPU figures out of the labels of GPU feature discovery; undefined when one of the three is missing. */
export function labelledFacts({metadata: {labels = {}}}: ApiObject): GpuFacts | undefined {
  const model = labels['nvidia.com/gpu.product']
  const gpus = Number(labels['nvidia.com/gpu.count'])
  const mebibytes = Number(labels['nvidia.com/gpu.memory'])
  if (!model || !gpus || !mebibytes) return undefined
  return {gpus, totalMemoryGiB: Math.round(mebibytes / 1024) * gpus, model, hasNvme: false}
}

const isNodeReady = (node: ApiObject): boolean =>
  !isTerminating(node) && conditionIs(node.status?.conditions, 'Ready') && !node.spec?.unschedulable

/** Ready nodes that carry all the labels, by name. */
export const matchingNodes = (api: LocalApi, labels: Readonly<Record<string, string>>): ApiObject[] =>
  api
    .list(nodes, {labels: {...labels}})
    .filter(isNodeReady)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))

/** True once the device plugin has told the node's GPUs. */
export const hasGpus = (node: ApiObject): boolean => quantity(node.status?.allocatable?.['nvidia.com/gpu']) > 0

/** `nvidia.com/gpu.product` of a GPU model, as feature discovery writes it. */
export function productOf({gpuModel, totalMemoryGiB, gpus}: KaitoInstance): string {
  const each = totalMemoryGiB / gpus
  if (gpuModel === 'NVIDIA A100') return each > 40 ? 'NVIDIA-A100-80GB-PCIe' : 'NVIDIA-A100-SXM4-40GB'
  if (gpuModel === 'NVIDIA H100') return each > 80 ? 'NVIDIA-H100-NVL' : 'NVIDIA-H100-80GB-HBM3'
  return gpuModel.replaceAll(' ', '-')
}

/** What a machine of this type reports beside its GPUs. */
export function capacityOf(cloud: string, instanceType: string): Record<string, string> {
  const row = instancePrice({instanceType, provider: cloud})
  return {
    cpu: String(row?.vcpus ?? 24),
    memory: `${Math.round(row?.memoryGiB ?? 220)}Gi`,
    'ephemeral-storage': '1Ti',
    pods: '110',
  }
}
