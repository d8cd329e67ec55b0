import type {Agent, IncomingMessage} from 'node:http'
import {OmeError} from './errors.ts'
import {answerError, basic, parseUrl, redirected, refusePlain, type Step, shown} from './http-rules.ts'
import {parseJson, readBody} from './kube/body.ts'
import {interrupted, networkError} from './kube/network-error.ts'
import {exchange, isReset, makeAgent, pause, waitAfter} from './kube/wire.ts'

export interface HttpSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** `ome/<version> (<plugin>)`. */
  readonly userAgent: string
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

export interface HttpAsk {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A value that is sent as JSON; `body` is sent as it is. */
  readonly json?: unknown
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
  /** Milliseconds for the whole request, streams included; 0 = none (default). */
  readonly timeoutMs?: number
  /** Milliseconds without a byte, default 60 s; 0 = for ever. */
  readonly idleMs?: number
  /** Bytes of an answer that is read whole, default 16 MiB. */
  readonly maxBytes?: number
  /** Times a GET is repeated after a lost connection and anything after 429 or 503 with Retry-After; default 2. */
  readonly retries?: number
  /** Plain http to other hosts than this machine: only for addresses that a person or the cluster gave. */
  readonly allowHttp?: boolean
  /** `same-origin` refuses to be sent elsewhere, also with what the request carries; default `follow`. */
  readonly redirects?: 'follow' | 'same-origin'
  /** PEM of the authorities to trust instead of node's. */
  readonly ca?: string
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Address after redirects. */
  readonly url: string
  readonly body: AsyncIterable<Uint8Array>
}

/** A small HTTP client for everything that is no API server. Errors are {@link OmeError}s without query or credentials. */
export interface HttpClient {
  /** The head of the answer, whatever its status below 600; the body streams, uncompressed. */
  open(url: string, ask?: HttpAsk): Promise<HttpAnswer>
  /** The whole answer as text; 400 and more is thrown with the server's message. */
  text(url: string, ask?: HttpAsk): Promise<string>
  /** As `text`, parsed. Undefined for an empty answer. */
  json(url: string, ask?: HttpAsk): Promise<unknown>
  /** As `open`, but 400 and more is thrown with the server's message. */
  stream(url: string, ask?: HttpAsk): Promise<HttpAnswer>
  close(): void
}

const defaultIdleMs = 60_000
const defaultMaxBytes = 16 * 1024 * 1024
const defaultRetries = 2

/** An answer whose body waits, with what is needed to read it and to name it in errors. */
interface Opened {
  readonly answer: IncomingMessage
  readonly url: URL
  readonly signal: AbortSignal
  readonly ask: HttpAsk
}

/** Keep-alive connections per origin, `HTTPS_PROXY` and `NO_PROXY`, at most five redirects, https unless loopback. */
export function httpClient(around: HttpSurroundings): HttpClient {
  const agents = agentPool(around.env)
  const sleep = around.sleep ?? pause

  const send = sender(agents, around.userAgent)

  const attempt = async (url: URL, ask: HttpAsk, signal: AbortSignal): Promise<IncomingMessage> => {
    for (let left = ask.retries ?? defaultRetries; ; left -= 1) {
      try {
        const answer = await send(url, ask, signal)
        const wait = answer.headers['retry-after'] === undefined ? undefined : waitAfter(answer)
        // Who is told to wait for longer than the whole may take learns of that, and not that there was no answer.
        if (wait === undefined || left <= 0 || wait >= (ask.timeoutMs || Number.POSITIVE_INFINITY)) return answer
        answer.resume()
        await sleep(wait, signal)
      } catch (error) {
        const again = isReset(error) && (ask.method ?? 'GET') === 'GET' && left > 0
        if (!again || signal.aborted) throw failure(error, url, signal, ask)
      }
    }
  }

  const open = async (address: string, ask: HttpAsk): Promise<Opened> => {
    const signals = [
      around.signal,
      ...(ask.signal ? [ask.signal] : []),
      ...(ask.timeoutMs ? [AbortSignal.timeout(ask.timeoutMs)] : []),
    ]
    const signal = AbortSignal.any(signals)
    let step: Step<HttpAsk> = {url: parseUrl(address), ask}
    for (let hops = 0; ; hops += 1) {
      const answer = await attempt(step.url, step.ask, signal)
      const next = redirected(step, answer, hops)
      if (!next) return {answer, signal, ...step}
      answer.resume()
      if (ask.redirects === 'same-origin' && next.url.origin !== step.url.origin)
        throw new OmeError('denied', `${shown(step.url)} leads to ${shown(next.url)}, which nobody asked for`)
      step = next
    }
  }

  const judged = async (address: string, ask: HttpAsk): Promise<Opened> => {
    const opened = await open(address, ask)
    const {statusCode = 0} = opened.answer
    if (statusCode >= 400)
      throw answerError(statusCode, await read(opened), `${ask.method ?? 'GET'} ${shown(opened.url)}`)
    return opened
  }

  return {
    open: async (address, ask = {}) => toAnswer(await open(address, ask)),
    stream: async (address, ask = {}) => toAnswer(await judged(address, ask)),
    text: async (address, ask = {}) => read(await judged(address, ask)),
    async json(address, ask = {}) {
      const text = await read(await judged(address, {...ask, headers: {accept: 'application/json', ...ask.headers}}))
      return text === '' ? undefined : parseJson(text, `${ask.method ?? 'GET'} ${shown(parseUrl(address))}`)
    },
    close: agents.close,
  }
}

function sender(agents: ReturnType<typeof agentPool>, userAgent: string) {
  return async (url: URL, ask: HttpAsk, signal: AbortSignal): Promise<IncomingMessage> => {
    refusePlain(url, ask)
    const agent = await agents.of(url, ask.ca)
    const body = ask.json === undefined ? ask.body : JSON.stringify(ask.json)
    const headers = {
      'user-agent': userAgent,
      accept: '*/*',
      'accept-encoding': 'identity',
      ...(ask.json === undefined ? {} : {'content-type': 'application/json'}),
      ...(url.username ? {authorization: basic(url)} : {}),
      ...ask.headers,
    }
    const {method = 'GET', idleMs = defaultIdleMs} = ask
    const path = url.pathname + url.search
    return exchange(
      new URL(url.origin),
      agent,
      {method, path, signal, idleMs, ...(body === undefined ? {} : {body})},
      headers,
    )
  }
}

async function read({answer, url, signal, ask}: Opened): Promise<string> {
  try {
    return await readBody(answer, `${ask.method ?? 'GET'} ${shown(url)}`, ask.maxBytes ?? defaultMaxBytes)
  } catch (error) {
    throw failure(error, url, signal, ask)
  }
}

function toAnswer(opened: Opened): HttpAnswer {
  const {answer, url} = opened
  const headers = Object.entries(answer.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return {status: answer.statusCode ?? 0, headers: Object.fromEntries(headers), url: shown(url), body: bodyOf(opened)}
}

async function* bodyOf({answer, url, signal, ask}: Opened): AsyncGenerator<Uint8Array> {
  try {
    yield* answer
  } catch (error) {
    throw failure(error, url, signal, ask)
  } finally {
    answer.destroy()
  }
}

function agentPool(env: HttpSurroundings['env']) {
  const agents = new Map<string, Promise<Agent>>()
  return {
    of(url: URL, ca: string | undefined): Promise<Agent> {
      const key = `${url.origin} ${ca ?? ''}`
      const agent =
        agents.get(key) ??
        makeAgent(
          url,
          ca === undefined ? {} : {certificateAuthorityData: Buffer.from(ca).toString('base64')},
          undefined,
          env,
        )
      agents.set(key, agent)
      return agent
    },
    close() {
      for (const agent of agents.values()) agent.then((made) => made.destroy(), ignoreFailed)
      agents.clear()
    },
  }
}

/** An agent that could not be made has told so to the request that wanted it. */
const ignoreFailed = () => undefined

function failure(error: unknown, url: URL, signal: AbortSignal, {timeoutMs = 0}: HttpAsk): OmeError {
  return signal.aborted ? interrupted(signal, url.host, timeoutMs) : networkError(error, url.origin)
}
