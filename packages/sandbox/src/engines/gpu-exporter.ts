import type {ApiObject} from '../api.ts'
import {type GpuLoad, gpuLoadOf} from '../grove/load.ts'
import {xidOf} from '../kubelet/faults.ts'
import type {ContainerHost, Workload} from '../kubelet/workload.ts'
import {quantity} from '../quantity.ts'

/** NVIDIA's DCGM exporter: the GPUs of the node it runs on. */
export const gpuExporterWorkload: Workload = {
  name: 'gpu-exporter',
  recognises: (container) => container.image.includes('dcgm-exporter'),
  start(host) {
    host.log('Starting dcgm-exporter')
    host.log('Starting webserver')
    return {
      isServing: () => true,
      http(port, _request, response, path) {
        if (port !== 9400) return false
        const found = path.split('?')[0] === '/metrics'
        response.writeHead(found ? 200 : 404, {'content-type': 'text/plain; version=0.0.4'})
        response.end(found ? gpuMetrics(host) : '404 page not found\n')
        return true
      },
      stop: () => undefined,
    }
  },
}

interface GpuUser {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  /** Where it is known; otherwise it comes and goes in waves. */
  readonly load: GpuLoad | undefined
}

/** Gauges of dcgm-exporter's default set, one sample per GPU, with the pod that holds it. */
function gpuMetrics(host: ContainerHost): string {
  const labels = host.node.metadata.labels ?? {}
  const product = labels['nvidia.com/gpu.product'] ?? 'NVIDIA GPU'
  const memoryMiB = Number(labels['nvidia.com/gpu.memory'] ?? 81_559)
  const count = quantity(host.node.status?.capacity?.['nvidia.com/gpu'])
  const users = gpuUsers(host)
  const samples = Array.from({length: count}, (_, index) => {
    const user = users[index]
    const wave = 0.5 + 0.5 * Math.sin(host.world.clock.now() / 60_000 + index)
    const common = `gpu="${index}",UUID="GPU-${host.node.metadata.name}-${index}",pci_bus_id="00000000:${(16 + index * 16).toString(16).toUpperCase()}:00.0",device="nvidia${index}",modelName="${product}",hostname="${host.node.metadata.name}",container="${user?.container ?? ''}",namespace="${user?.namespace ?? ''}",pod="${user?.pod ?? ''}"`
    const xid = index === count - 1 ? (xidOf(host.node) ?? 0) : 0
    if (!user) return {common, xid, busy: 0, used: 4}
    const {busy = 55 + 40 * wave, memory = 0.9} = user.load ?? {}
    const used = Math.min(memoryMiB, Math.round(memoryMiB * memory))
    return {common, xid, busy, used}
  })
  type Sample = (typeof samples)[number]
  const metric = (name: string, help: string, value: (sample: Sample) => number): string =>
    `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${samples.map((sample) => `${name}{${sample.common}} ${value(sample)}\n`).join('')}`
  return [
    metric('DCGM_FI_DEV_GPU_UTIL', 'GPU utilization (in %).', ({busy}) => Math.round(busy)),
    metric('DCGM_FI_DEV_MEM_COPY_UTIL', 'Memory utilization (in %).', ({busy}) => Math.round(busy * 0.7)),
    metric('DCGM_FI_DEV_FB_USED', 'Framebuffer memory used (in MiB).', ({used}) => used),
    metric('DCGM_FI_DEV_FB_FREE', 'Framebuffer memory free (in MiB).', ({used}) => memoryMiB - used),
    metric('DCGM_FI_DEV_FB_RESERVED', 'Framebuffer memory reserved (in MiB).', () => 0),
    metric('DCGM_FI_DEV_GPU_TEMP', 'GPU temperature (in C).', ({busy}) => Math.round(30 + busy * 0.4)),
    metric('DCGM_FI_DEV_POWER_USAGE', 'Power draw (in W).', ({busy}) => Math.round(75 + busy * 5.5)),
    metric('DCGM_FI_DEV_SM_CLOCK', 'SM clock frequency (in MHz).', ({busy}) => (busy > 0 ? 1980 : 345)),
    metric('DCGM_FI_DEV_XID_ERRORS', 'Value of the last XID error encountered.', ({xid}) => xid),
  ].join('')
}

function gpuUsers(host: ContainerHost): GpuUser[] {
  return host.world.api.list({group: '', plural: 'pods'}).flatMap((pod) => {
    if (pod.spec.nodeName !== host.node.metadata.name || pod.status?.phase !== 'Running') return []
    return (pod.spec.containers ?? []).flatMap(
      (container: {name: string; resources?: {limits?: Record<string, string>}}) => {
        const count = quantity(container.resources?.limits?.['nvidia.com/gpu'])
        const {name, namespace = ''} = pod.metadata
        const user = {
          namespace,
          pod: name,
          container: container.name,
          load: gpuLoadOf(pod) ?? toldLoad(host, pod, container.name),
        }
        return Array.from({length: count}, () => user)
      },
    )
  })
}

/** What the program of a container says that it does with its GPUs. */
function toldLoad({world, node}: ContainerHost, pod: ApiObject, container: string): GpuLoad | undefined {
  const told = world.activity.of(pod, container)
  const bytes = Number(node.metadata.labels?.['nvidia.com/gpu.memory'] ?? 81_559) * 2 ** 20
  return told && {busy: told.busy * 100, memory: told.gpuBytes / bytes}
}
