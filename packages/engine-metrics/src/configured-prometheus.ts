import type {HttpClient} from '@ome/sdk/http'
import {redact} from '@ome/sdk/text'
import {boundedText} from './bounded-text.ts'
import {
  alertRulesPath,
  mostAnswerBytes,
  type Prometheus,
  queryPath,
  rangePath,
  toAlertRules,
  toRangeSeries,
  toSeries,
} from './prometheus-api.ts'

const timeoutMs = 10_000

/** The server of the setting `prometheus.url`, which may have a path. */
export function configuredPrometheus(http: HttpClient, address: string): Prometheus {
  const base = address.replace(/\/+$/, '')
  const title = `Prometheus ${redact(new URL(base).host)}`
  const asked = async (path: string): Promise<string | undefined> => {
    const answer = await http.open(base + path, {allowHttp: true, timeoutMs, retries: 0})
    return await boundedText(answer.body, mostAnswerBytes)
  }
  return {
    title,
    ...inCluster(base),
    query: async (expression) => toSeries(await asked(queryPath(expression)), title),
    range: async (expression, span) => toRangeSeries(await asked(rangePath(expression, span)), title),
    alertRules: async () => toAlertRules(await asked(alertRulesPath), title),
  }
}

/** The address as it is for others: without credentials, and none where it is this machine's own. */
function inCluster(base: string): {readonly address?: string} {
  const url = new URL(base)
  if (/^(localhost|127\.|\[::1\])/.test(url.hostname)) return {}
  return {address: `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, '')}`}
}
