import type {ContainerHost} from '../kubelet/workload.ts'
import {quantity} from '../quantity.ts'

/** The JSON metrics of KAITO's Python servers: every value is a text with its unit. Source: KAITO v0.12 `metrics_server.py`. */
export function gpuReport(host: ContainerHost, loadPercent: number, celsius: number): Record<string, unknown> {
  const labels = host.node.metadata.labels ?? {}
  const count = quantity(host.container.resources?.limits?.['nvidia.com/gpu'])
  const totalGiB = Number(labels['nvidia.com/gpu.memory'] ?? 81_920) / 1024
  const memory = {used: `${(totalGiB * 0.62).toFixed(2)} GB`, total: `${totalGiB.toFixed(2)} GB`}
  const gpus = Array.from({length: count}, (_, index) => ({
    id: `GPU-${host.node.metadata.name}-${index}`,
    name: (labels['nvidia.com/gpu.product'] ?? 'NVIDIA GPU').replaceAll('-', ' '),
    load: `${loadPercent.toFixed(2)}%`,
    temperature: `${celsius} C`,
    memory,
  }))
  const cores = quantity(host.node.status?.capacity?.['cpu'])
  const ramGiB = quantity(host.node.status?.capacity?.['memory']) / 2 ** 30
  return {
    gpu_info: count > 0 ? gpus : null,
    cpu_info: {
      load_percentage: 12.5,
      physical_cores: Math.round(cores / 2),
      total_cores: cores,
      memory: {used: `${(ramGiB * 0.2).toFixed(2)} GB`, total: `${ramGiB.toFixed(2)} GB`},
    },
  }
}
