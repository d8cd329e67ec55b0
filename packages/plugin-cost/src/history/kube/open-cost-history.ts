import {at, fields, number, text} from '@ome/capacity/fields'
import {boundedText} from '@ome/engine-metrics/bounded-text'
import {parseAnswer} from '@ome/engine-metrics/prometheus-api'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {dayMs, type Span} from '../../domain/span.ts'
import type {Allocated} from '../domain/ports.ts'

const timeoutMs = 30_000
const mostBytes = 32 * 2 ** 20
const path = '/api/v1/namespaces/opencost/services/opencost:9003/proxy/allocation/compute'

/** What OpenCost allocated to the pods of a namespace, by the day; undefined where there is none to ask. */
export async function openCostHistory(
  kube: Pick<KubeClient, 'request'>,
  namespace: string,
  {fromMs, toMs}: Span,
): Promise<readonly Allocated[] | undefined> {
  const window = [fromMs, toMs].map((ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')).join(',')
  const query = new URLSearchParams({window, step: '1d', aggregate: 'namespace,pod', accumulate: 'false'})
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const {status, body} = await kube.request('GET', `${path}?${query}`, {signal: limit})
    const answer = parseAnswer(status === 200 ? await boundedText(body, mostBytes, limit) : undefined)
    const sets = at(answer, 'data')
    return Array.isArray(sets) ? allocatedIn(sets, namespace) : undefined
  } catch (error) {
    // One that is slow or out of reach is as good as none: another source tells the hours.
    if (limit.aborted || (isOmeError(error) && error.kind !== 'cancelled')) return undefined
    throw error
  }
}

const allocatedIn = (sets: readonly unknown[], namespace: string): readonly Allocated[] =>
  sets.flatMap((set) =>
    Object.values(fields(set)).flatMap((allocation) => {
      const properties = at(allocation, 'properties')
      const pod = text(at(properties, 'pod'))
      const start = Date.parse(text(at(allocation, 'window', 'start')) ?? '')
      const [gpuHours, usd] = [number(at(allocation, 'gpuHours')), number(at(allocation, 'totalCost'))]
      if (pod === undefined || text(at(properties, 'namespace')) !== namespace || !gpuHours || Number.isNaN(start))
        return []
      // OpenCost has no price at 0: nothing that holds a GPU is free.
      return [{pod, atMs: start + dayMs, gpuHours, ...(usd !== undefined && usd > 0 && {usd})}]
    }),
  )
