import type {Context} from '@ome/sdk/context'
import type {HttpClient} from '@ome/sdk/http'
import type {KubeClient} from '@ome/sdk/kube'
import {plain} from '@ome/sdk/text'
import {firstOfEach} from '../domain/first-of-each.ts'
import type {Ways} from '../domain/target.ts'

const enginePort = 8080
const patienceMs = 1500

export const ways = (kube: KubeClient, http: HttpClient, {signal, onExit, io}: Context): Ways => ({
  async answers(url) {
    try {
      const models = await http.open(`${url.replace(/\/$/, '')}/v1/models`, {
        allowHttp: true,
        timeoutMs: patienceMs,
        retries: 0,
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      })
      for await (const _ of models.body);
      return models.status === 200
    } catch {
      // Addresses inside a cluster are rarely reachable from outside; the tunnel is, and the report says which it was.
      return false
    }
  },
  async tunnel({namespace, name}) {
    const {forwardPorts} = await import('@ome/sdk/port-forward')
    const warn = firstOfEach((message) => io.err(`warning: ${plain(message)}\n`))
    const made = await forwardPorts(kube, {
      namespace,
      pod: name,
      ports: [{local: 0, remote: enginePort}],
      addresses: ['127.0.0.1'],
      signal,
      onError: ({message}) => warn(message),
    })
    onExit(() => made.close())
    return made.ports[0]?.local ?? enginePort
  },
})
