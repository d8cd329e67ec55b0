import type {IncomingMessage, ServerResponse} from 'node:http'
import {durationMs} from '../kubelet/faults.ts'
import type {Program, Workload} from '../kubelet/workload.ts'
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
