import type {IncomingMessage, ServerResponse} from 'node:http'
import {type GpuLoad, gpuLoadOf} from '../grove/load.ts'
import {durationMs, xidOf} from '../kubelet/faults.ts'
import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'
import {quantity} from '../quantity.ts'
import {runsInShell} from './shell-workload.ts'

const isJob = (owners: {kind: string}[] | undefined): boolean => owners?.some((owner) => owner.kind === 'Job') ?? false

/** Jobs and init containers whose program the sandbox does not know, and pods that are told how long to run: some work, then the end with `sandbox.ome.cli/exit-code` (default 0). */
export const taskWorkload: Workload = {
  name: 'task',
  recognises: (container, pod) =>
    pod.metadata.annotations?.['sandbox.ome.cli/run-for'] !== undefined ||
    ((isJob(pod.metadata.ownerReferences) ||
      (pod.spec.initContainers ?? []).some(
        (init: {name: string; restartPolicy?: string}) =>
          init.name === container.name && init.restartPolicy !== 'Always',
      )) &&
      !runsInShell(container)),
  start(host) {
    const annotations = host.pod.metadata.annotations ?? {}
    const runMs =
      durationMs(annotations['sandbox.ome.cli/run-for']) ?? (host.container.name.includes('init') ? 1500 : 6000)
    host.log(`starting ${host.argv.join(' ') || host.container.image}`)
    const cancel = host.world.clock.after(runMs, () => {
      const code = Number(annotations['sandbox.ome.cli/exit-code'] ?? 0)
      host.log(code === 0 ? 'done' : `failed with exit code ${code}`)
      host.exit(code)
    })
    return {isServing: () => true, stop: cancel}
  },
}

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
    return {common, xid, busy, used: Math.round(memoryMiB * memory)}
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
        const user = {namespace, pod: name, container: container.name, load: gpuLoadOf(pod)}
        return Array.from({length: count}, () => user)
      },
    )
  })
}

/** Everything else: a program that says it started, serves at once and stays. */
export const serverWorkload: Workload = {
  name: 'server',
  recognises: () => true,
  start(host): Program {
    host.log(`starting ${host.container.name}`)
    let serving = false
    const cancel = host.world.clock.after(1200, () => {
      serving = true
      host.log(`${host.container.name} is ready`)
      host.changed()
    })
    const {container} = host
    const probed = [container.startupProbe, container.readinessProbe, container.livenessProbe].map(
      (probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port,
    )
    const ports = new Set<unknown>([...(container.ports ?? []).map((port) => port.containerPort), ...probed])
    if (container.command?.length) {
      host.log(
        `the sandbox does not know the program ${JSON.stringify(host.argv[0])}: nothing runs, the container stays`,
      )
    }
    return {
      isServing: () => serving,
      listens: (port) => serving && ports.has(port),
      http(port, _request: IncomingMessage, response: ServerResponse, path) {
        if (!serving || !ports.has(port)) return false
        response.writeHead(200, {'content-type': 'text/plain'})
        response.end(`${host.pod.metadata.name} ${path}\n`)
        return true
      },
      stop: cancel,
    }
  },
}
