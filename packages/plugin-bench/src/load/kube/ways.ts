import type {Context} from '@ome/sdk/context'
import type {HttpClient} from '@ome/sdk/http'
import type {KubeClient} from '@ome/sdk/kube'
import {plain} from '@ome/sdk/text'
import {firstOfEach} from '../domain/first-of-each.ts'
import {parseTarget, type TunnelEnd, type Ways} from '../domain/target.ts'

const enginePort = 8080
const patienceMs = 1500

export const ways = (
  kube: KubeClient,
  http: HttpClient,
  headers: Readonly<Record<string, string>>,
  context: Context,
): Ways => ({
  async answers(url) {
    try {
      const {origin, basePath, query} = parseTarget(url)
      const models = await http.open(`${origin}${basePath}/v1/models${query}`, {
        headers,
        allowHttp: true,
        timeoutMs: patienceMs,
        retries: 0,
        signal: AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)]),
      })
      for await (const _ of models.body);
      return models.status === 200
    } catch {
      // Addresses inside a cluster are rarely reachable from outside; the tunnel is, and the report says which it was.
      return false
    }
  },
  tunnel: (pod, next) => tunnel(kube, context, pod, next),
})

async function tunnel(
  kube: KubeClient,
  {signal, onExit, io}: Context,
  first: TunnelEnd,
  next: () => Promise<TunnelEnd | undefined>,
): ReturnType<Ways['tunnel']> {
  const {forwardPorts} = await import('@ome/sdk/port-forward')
  const warn = firstOfEach((message) => io.err(`warning: ${plain(message)}\n`))
  const moves: string[] = []
  let pod = first.name
  let isLooking = false
  const look = async (why: string): Promise<void> => {
    const found = await next()
    if (found && found.name !== pod) moves.push(`the tunnel to pod ${pod} broke (${why}) and leads to ${found.name}`)
    pod = found?.name ?? pod
  }
  const made = await forwardPorts(kube, {
    namespace: first.namespace,
    pod: () => pod,
    ports: [{local: 0, remote: enginePort}],
    tryFirst: true,
    addresses: ['127.0.0.1'],
    signal,
    onError({message}) {
      warn(message)
      // One look for all connections that broke together; when it finds nothing the pod stays the same.
      if (isLooking) return
      isLooking = true
      look(plain(message))
        .catch((error: unknown) => warn(error instanceof Error ? error.message : String(error)))
        .finally(() => {
          isLooking = false
        })
    },
  })
  onExit(() => made.close())
  return {port: made.ports[0]?.local ?? enginePort, moves: () => moves}
}
