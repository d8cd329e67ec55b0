import type {Workload} from '../kubelet/workload.ts'

/** The image of the example plugin that looks at the GPUs of the node it runs on. */
const image = /(^|\/)ome-gpu-probe(:|@|$)/

/** Three lines, a result in its termination message, and code 0, or 3 when it is asked to fail. */
export const probeWorkload: Workload = {
  name: 'gpu-probe',
  recognises: (container) => image.test(container.image),
  start(host) {
    const gpus = Number(host.node.status?.allocatable?.['nvidia.com/gpu'] ?? 0)
    const fails = host.argv.includes('--fail')
    host.log(`probing node ${host.node.metadata.name}`)
    const cancel = host.world.clock.after(2000, () => {
      host.log(`${gpus} GPUs are allocatable`)
      host.log(fails ? 'probe failed as asked' : 'every GPU answers')
      const found = {node: host.node.metadata.name, gpus, ok: !fails}
      const result = JSON.stringify({apiVersion: 'ome.cli/v1', kind: 'GpuProbe', ...found})
      host.machine().files.write(host.container.terminationMessagePath ?? '/dev/termination-log', Buffer.from(result))
      host.exit(fails ? 3 : 0)
    })
    return {isServing: () => true, stop: cancel}
  },
}
