import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import {destination, lookUp} from '../kubelet/cluster-names.ts'
import type {ContainerHost} from '../kubelet/workload.ts'

/**
 * The network of the cluster as the programs of one pod see it: an HTTP server on the loopback that sends each request
 * on to whom its `Host` names. `listening` is told the port.
 */
export function clusterNetwork(
  from: Pick<ContainerHost, 'world' | 'pod' | 'forward'>,
  listening: (port: number) => void,
): Server {
  const server = createServer((request, response) => pass(from, request, response))
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (typeof address === 'object' && address) listening(address.port)
  })
  return server
}

function pass(
  {world, pod, forward}: Pick<ContainerHost, 'world' | 'pod' | 'forward'>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const host = URL.parse(`http://${request.headers.host ?? ''}`)
  const named = host && lookUp(world, pod, host.hostname)
  const found = named && destination(world, named, Number(host.port || 80))
  // Nobody of that name, or nobody behind it: the connection is refused.
  if (!found || !forward(found.pod, found.port, request, response, request.url ?? '/')) request.socket.resetAndDestroy()
}
