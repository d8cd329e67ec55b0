import {at, text} from '@ome/capacity/fields'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {type Asked, statusError} from '@ome/sdk/status'
import {boundedText} from './bounded-text.ts'
import {type MetricsEndpoint, proxyPath} from './metrics-endpoint.ts'
import type {Scrape} from './prometheus-rate.ts'
import {parsePrometheusText} from './prometheus-text.ts'

/** Why a pod has no metrics to show. `denied`: this person may not ask it. */
export interface ScrapeFailure {
  readonly kind: 'denied' | 'silent' | 'absent' | 'unreadable'
  readonly reason: string
  /** With `denied`: the error of the API server, which tells the right that is missing. */
  readonly refusal?: OmeError
}

export interface Scraped {
  readonly endpoint: MetricsEndpoint
  readonly answer: Scrape | ScrapeFailure
}

export interface ScrapeOptions {
  readonly now: () => Date
  /** Pods asked at the same time, default 16. */
  readonly concurrency?: number
  /** For one pod, default 3 s. */
  readonly timeoutMs?: number
}

export const isScrape = (answer: Scrape | ScrapeFailure): answer is Scrape => 'exposition' in answer

const mostBytes = 8 * 2 ** 20

/**
 * The metrics of pods, through the API server's proxy, in the order of the endpoints. A pod that does not answer, or
 * answers anything else, is no error. After the first refusal for want of rights no other pod is asked.
 */
export async function scrapePods(
  kube: KubeClient,
  endpoints: readonly MetricsEndpoint[],
  {now, concurrency = 16, timeoutMs = 3000}: ScrapeOptions,
): Promise<readonly Scraped[]> {
  const answers: (Scrape | ScrapeFailure)[] = []
  let next = 0
  let refusal: ScrapeFailure | undefined
  const work = async (): Promise<void> => {
    while (next < endpoints.length) {
      const index = next++
      const endpoint = endpoints[index]
      if (!endpoint) return
      const answer = refusal ?? (await scrapeOne(kube, endpoint, {now, timeoutMs}))
      answers[index] = answer
      if (!isScrape(answer) && answer.kind === 'denied') refusal = answer
    }
  }
  await Promise.all(Array.from({length: Math.min(concurrency, endpoints.length)}, work))
  return endpoints.map((endpoint, index) => ({endpoint, answer: answers[index] ?? silent('was not asked')}))
}

const silent = (reason: string): ScrapeFailure => ({kind: 'silent', reason})

/** Where builds of TensorRT-LLM answer Prometheus; below `/metrics` they have JSON of their own. */
const otherPath = '/prometheus/metrics'
const noText = 'sent no text of Prometheus'

async function scrapeOne(
  kube: KubeClient,
  endpoint: MetricsEndpoint,
  options: {readonly now: () => Date; readonly timeoutMs: number},
): Promise<Scrape | ScrapeFailure> {
  const usual = await scrapeAt(kube, endpoint, options)
  if (isScrape(usual) || usual.reason !== noText || endpoint.path === otherPath) return usual
  const other = await scrapeAt(kube, {...endpoint, path: otherPath}, options)
  return isScrape(other) ? other : usual
}

async function scrapeAt(
  kube: KubeClient,
  endpoint: MetricsEndpoint,
  {now, timeoutMs}: {readonly now: () => Date; readonly timeoutMs: number},
): Promise<Scrape | ScrapeFailure> {
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const response = await kube.request('GET', proxyPath(endpoint), {signal: limit})
    const body = await boundedText(response.body, mostBytes, limit)
    return body === undefined
      ? {kind: 'unreadable', reason: `sent more than ${mostBytes / 2 ** 20} MiB`}
      : read(response.status, body, now().getTime(), {method: 'GET', path: proxyPath(endpoint), server: kube.server})
  } catch (error) {
    if (limit.aborted) return silent(`did not answer within ${timeoutMs / 1000} s`)
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    if (error.kind === 'denied') return denied(error)
    return silent(error.message)
  }
}

const denied = (refusal: OmeError): ScrapeFailure => ({kind: 'denied', reason: refusal.message, refusal})

function read(status: number, body: string, atMs: number, asked: Asked): Scrape | ScrapeFailure {
  if (status === 200) {
    const exposition = parsePrometheusText(body)
    if (exposition.samples.size > 0) return {atMs, exposition}
    return exposition.badLines > 0
      ? {kind: 'unreadable', reason: noText}
      : {kind: 'absent', reason: 'has no metrics yet'}
  }
  if (status === 401 || (status === 403 && isStatus(body))) return denied(statusError(status, body, asked))
  if (status === 404) return {kind: 'absent', reason: 'exports no metrics'}
  return silent(messageIn(body) ?? `answered with HTTP ${status}`)
}

/** The API server explains itself in a Status; what a pod refuses is not the person's lack of rights. */
const isStatus = (body: string): boolean => statusIn(body) !== undefined

const messageIn = (body: string): string | undefined => text(at(statusIn(body), 'message'))

function statusIn(body: string): unknown {
  if (!body.trimStart().startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(body)
    return at(value, 'kind') === 'Status' ? value : undefined
  } catch {
    // Not the server's own words, but something that begins like them.
    return undefined
  }
}
