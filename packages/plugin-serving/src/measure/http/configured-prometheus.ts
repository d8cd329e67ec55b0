import {boundedText} from '@ome/engine-metrics/bounded-text'
import {mostAnswerBytes, type Prometheus, queryPath, toSeries} from '@ome/engine-metrics/prometheus-api'
import type {HttpClient} from '@ome/sdk/http'
import {redact} from '@ome/sdk/text'

const timeoutMs = 10_000

/** The server of the setting `prometheus.url`, which may have a path. */
export function configuredPrometheus(http: HttpClient, address: string): Prometheus {
  const base = address.replace(/\/+$/, '')
  const title = `Prometheus ${redact(new URL(base).host)}`
  return {
    title,
    ...inCluster(base),
    async query(expression) {
      const answer = await http.open(`${base}${queryPath(expression)}`, {allowHttp: true, timeoutMs, retries: 0})
      return toSeries(await boundedText(answer.body, mostAnswerBytes), title)
    },
  }
}

/** The address as it is for others: without credentials, and none where it is this machine's own. */
function inCluster(base: string): {readonly address?: string} {
  const url = new URL(base)
  if (/^(localhost|127\.|\[::1\])/.test(url.hostname)) return {}
  return {address: `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, '')}`}
}
