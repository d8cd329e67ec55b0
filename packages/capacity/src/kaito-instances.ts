/** An instance type that KAITO knows. */
export interface KaitoInstance {
  readonly cloud: 'azure' | 'aws' | 'arc'
  readonly instanceType: string
  readonly gpus: number
  /** Memory of all GPUs of one node, in GiB. */
  readonly totalMemoryGiB: number
  /** CUDA compute capability; absent for accelerators of other makers. */
  readonly computeCapability?: number
  /** The node has local NVMe disks, so that weights lie on a volume that outlives the pod. */
  readonly hasNvme: boolean
  readonly gpuModel: string
}

/**
 * Cloud, instance type, GPUs, GiB of all GPUs, compute capability, local NVMe, GPU model.
 * Source: kaito-project/kaito v0.12.0 `pkg/sku`.
 */
const table = `
azure Standard_NV36ads_A10_v5 1 24 8.6 - NVIDIA A10
azure Standard_NV72ads_A10_v5 2 48 8.6 - NVIDIA A10
azure Standard_NC24ads_A100_v4 1 80 8 nvme NVIDIA A100
azure Standard_NC48ads_A100_v4 2 160 8 nvme NVIDIA A100
azure Standard_NC96ads_A100_v4 4 320 8 nvme NVIDIA A100
azure Standard_ND96asr_A100_v4 8 320 8 - NVIDIA A100
azure Standard_ND96amsr_A100_v4 8 640 8 nvme NVIDIA A100
azure Standard_NC40ads_H100_v5 1 94 9 nvme NVIDIA H100
azure Standard_NC80adis_H100_v5 2 188 9 nvme NVIDIA H100
azure Standard_ND96isr_H100_v5 8 640 9 nvme NVIDIA H100
azure Standard_NCC40ads_H100_v5 1 94 9 - NVIDIA H100
azure Standard_ND96isr_H200_v5 8 1128 9 nvme NVIDIA H200
azure Standard_NG32ads_V620_v1 1 32 - - AMD Radeon PRO V620
azure Standard_NG32adms_V620_v1 1 32 - - AMD Radeon PRO V620
aws p4d.24xlarge 8 320 8 nvme NVIDIA A100
aws p4de.24xlarge 8 640 8 nvme NVIDIA A100
aws p5.48xlarge 8 640 9 nvme NVIDIA H100
aws p5e.48xlarge 8 1128 9 nvme NVIDIA H200
aws p5en.48xlarge 8 1128 9 nvme NVIDIA H200
aws g6.xlarge 1 24 8.9 nvme NVIDIA L4
aws g6.2xlarge 1 24 8.9 nvme NVIDIA L4
aws g6.4xlarge 1 24 8.9 nvme NVIDIA L4
aws g6.8xlarge 1 24 8.9 nvme NVIDIA L4
aws g6.16xlarge 1 24 8.9 nvme NVIDIA L4
aws gr6.4xlarge 1 24 8.9 nvme NVIDIA L4
aws gr6.8xlarge 1 24 8.9 nvme NVIDIA L4
aws g6.12xlarge 4 96 8.9 nvme NVIDIA L4
aws g6.24xlarge 4 96 8.9 nvme NVIDIA L4
aws g6.48xlarge 8 192 8.9 nvme NVIDIA L4
aws g5.xlarge 1 24 8.6 nvme NVIDIA A10G
aws g5.2xlarge 1 24 8.6 nvme NVIDIA A10G
aws g5.4xlarge 1 24 8.6 nvme NVIDIA A10G
aws g5.8xlarge 1 24 8.6 nvme NVIDIA A10G
aws g5.12xlarge 4 96 8.6 nvme NVIDIA A10G
aws g5.16xlarge 1 24 8.6 nvme NVIDIA A10G
aws g5.24xlarge 4 96 8.6 nvme NVIDIA A10G
aws g5.48xlarge 8 192 8.6 nvme NVIDIA A10G
aws g4ad.xlarge 1 8 - nvme AMD Radeon Pro V520
aws g4ad.2xlarge 1 8 - nvme AMD Radeon Pro V520
aws g4ad.4xlarge 1 8 - nvme AMD Radeon Pro V520
aws g4ad.8xlarge 2 16 - nvme AMD Radeon Pro V520
aws g4ad.16xlarge 4 32 - nvme AMD Radeon Pro V520
aws trn1.2xlarge 1 32 - nvme AWS Trainium accelerators
aws trn1.32xlarge 16 512 - nvme AWS Trainium accelerators
aws trn1n.32xlarge 16 512 - nvme AWS Trainium accelerators
aws inf2.xlarge 1 32 - - AWS Inferentia2 accelerators
aws inf2.8xlarge 1 32 - - AWS Inferentia2 accelerators
aws inf2.24xlarge 6 192 - - AWS Inferentia2 accelerators
aws inf2.48xlarge 12 384 - - AWS Inferentia2 accelerators
arc Standard_NC4_A2 1 16 8.6 - NVIDIA A2
arc Standard_NC8_A2 1 16 8.6 - NVIDIA A2
arc Standard_NC16_A2 2 32 8.6 - NVIDIA A2
arc Standard_NC32_A2 2 32 8.6 - NVIDIA A2
arc Standard_NC4_A16 1 16 8.6 - NVIDIA A16
arc Standard_NC8_A16 1 16 8.6 - NVIDIA A16
arc Standard_NC16_A16 2 32 8.6 - NVIDIA A16
arc Standard_NC32_A16 2 32 8.6 - NVIDIA A16
`

let parsed: readonly KaitoInstance[] | undefined

/** Every instance type of one cloud, or of all. */
export function kaitoInstances(cloud?: string): readonly KaitoInstance[] {
  parsed ??= table.trim().split('\n').map(toInstance)
  return cloud === undefined ? parsed : parsed.filter((instance) => instance.cloud === cloud)
}

/** The instance type of this name, in any case. */
export const kaitoInstance = (cloud: string, instanceType: string): KaitoInstance | undefined =>
  kaitoInstances(cloud).find((instance) => instance.instanceType.toLowerCase() === instanceType.toLowerCase())

function toInstance(line: string): KaitoInstance {
  const [cloud, instanceType = '', gpus, memory, capability, nvme, ...model] = line.split(' ')
  return {
    cloud: cloud === 'aws' || cloud === 'arc' ? cloud : 'azure',
    instanceType,
    gpus: Number(gpus),
    totalMemoryGiB: Number(memory),
    ...(capability !== '-' && {computeCapability: Number(capability)}),
    hasNvme: nvme === 'nvme',
    gpuModel: model.join(' '),
  }
}
