import {boundedText} from '@ome/engine-metrics/bounded-text'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {LlmProbe} from '../domain/llm-probe.ts'

const patienceMs = 5000
const mostBytes = 2 ** 20

export const llmProbe = (kube: KubeClient): LlmProbe => ({
  async ask({namespace, name, port}) {
    const service = `${namespace}/${name}`
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${encodeURIComponent(name)}:${port}/proxy/v1/models`
    try {
      const {status, body} = await kube.request('GET', path, {idleMs: patienceMs})
      await boundedText(body, mostBytes)
      if (status === 200) return {result: 'yes', detail: `service ${service} answers`}
      if (status === 403) return {result: 'unknown', detail: `service ${service} may not be asked`}
      return {
        result: 'no',
        detail: status === 404 ? `there is no service ${service}` : `service ${service} answers ${status}`,
      }
    } catch (error) {
      if (!isOmeError(error) || error.kind === 'cancelled' || error.kind === 'bug') throw error
      return {result: error.kind === 'denied' ? 'unknown' : 'no', detail: error.message}
    }
  },
})
