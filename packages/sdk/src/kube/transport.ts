import type {IncomingHttpHeaders, IncomingMessage} from 'node:http'
import {OmeError} from '../errors.ts'
import type {StreamAccess} from '../kube.ts'
import type {Connection} from '../kubeconfig.ts'
import {readBody} from './body.ts'
import type {Identity} from './credentials.ts'
import {type Advice, interrupted, networkError} from './network-error.ts'
import {statusError} from './status.ts'
import {warningCollector} from './warnings.ts'
import {type Ask, exchange, isReset, openWire, serverUrl, type Wire, waitAfter} from './wire.ts'

/** One finished or begun exchange, for `--verbose`: no headers, no bodies. */
export interface RequestRecord {
  readonly method: string
  readonly path: string
  /** 0: no answer. */
  readonly status: number
  /** Milliseconds until the answer's headers. */
  readonly ms: number
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface TransportOptions {
  readonly identity: Identity
  readonly userAgent: string
  readonly signal: AbortSignal
  /** Milliseconds for a whole request; 0 = no limit. */
  readonly requestTimeoutMs: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
  readonly onRequest?: ((record: RequestRecord) => void) | undefined
  readonly onWarning?: ((text: string) => void) | undefined
  /** Knows more about a request that got no answer; what it returns is thrown. */
  readonly explain?: ((error: OmeError, connection: Connection) => Promise<OmeError>) | undefined
}

/** HTTP to one API server: one keep-alive agent, credentials, bounded retries, errors in the product's words. */
export interface Transport {
  /** URL of the server without credentials and without a slash at its end. */
  readonly server: string
  readonly warnings: readonly string[]
  /** The answer's head, whatever its status; the body waits in the stream. */
  send(ask: Ask): Promise<IncomingMessage>
  /** As `send`, but 400 and more is thrown. */
  open(ask: Ask): Promise<IncomingMessage>
  /** The whole answer; 400 and more is thrown. */
  fetch(ask: Ask): Promise<Answer>
  /** Credentials and connections for an upgraded request. */
  /** `path` is what the socket will ask for: it is reported as a request. */
  upgrade(path: string): Promise<StreamAccess>
  /** What a failure while reading a stream means. */
  failure(error: unknown, signal?: AbortSignal): OmeError
  close(): void
}

const configHint = 'kubectl config view --minify'
const advice: Advice = {
  address: `check that the cluster runs and that its server address is right: ${configHint}`,
  authority: 'name the right authority: --certificate-authority FILE',
  name: 'say which name to expect: --tls-server-name NAME',
  certificate: `see which user is used: ${configHint}`,
}
const refusalRetries = 4
const resetRetries = 2

/** Nothing is sent or read before the first request. Throws `usage` when the server's address is no URL. */
export function createTransport(connection: Connection, options: TransportOptions): Transport {
  const base = serverUrl(connection)
  const server = base.origin + base.pathname.replace(/\/$/, '')
  const wire = openWire(base, connection.cluster, options.env)
  const warnings = warningCollector(options.onWarning)
  const failure = (error: unknown, signal: AbortSignal = options.signal): OmeError =>
    signal.aborted ? interrupted(signal, server, options.requestTimeoutMs) : networkError(error, server, advice)
  const explained = async (error: unknown, signal: AbortSignal): Promise<OmeError> => {
    const failed = failure(error, signal)
    return failed.kind === 'unreachable' && options.explain ? await options.explain(failed, connection) : failed
  }
  const attempt = retrying(sender(base, wire, connection, options), options, explained)

  const signalOf = (ask: Ask): AbortSignal => {
    const signals = ask.signal ? [options.signal, ask.signal] : [options.signal]
    if (options.requestTimeoutMs > 0 && !ask.stream) signals.push(AbortSignal.timeout(options.requestTimeoutMs))
    return signals.length === 1 ? options.signal : AbortSignal.any(signals)
  }

  const read = async (answer: IncomingMessage, ask: Ask, signal: AbortSignal): Promise<string> => {
    try {
      return await readBody(answer, `${ask.method} ${ask.path.split('?', 1)[0]}`)
    } catch (error) {
      throw failure(error, signal)
    }
  }

  const send = async (ask: Ask, signal: AbortSignal): Promise<IncomingMessage> => {
    const answer = await attempt(ask, signal)
    warnings.note(answer.headers['warning'], ask.toldWarnings)
    return answer
  }

  const accepted = async (ask: Ask, signal: AbortSignal): Promise<IncomingMessage> => {
    const answer = await send(ask, signal)
    const {statusCode = 0} = answer
    if (statusCode < 300 || statusCode === 304) return answer
    const asked = {method: ask.method, path: ask.path, server}
    if (statusCode >= 400) throw statusError(statusCode, await read(answer, ask, signal), asked)
    answer.resume()
    throw new OmeError(
      'unreachable',
      `${server} answered ${statusCode} (a redirect): it is not a Kubernetes API server`,
      [`check the server address: ${configHint}`],
    )
  }

  return {
    server,
    get warnings() {
      return warnings.texts()
    },
    failure,
    async upgrade(path) {
      options.onRequest?.({method: 'GET', path, status: 101, ms: 0})
      const {headers, certificate} = await options.identity.current()
      return {headers: {'user-agent': options.userAgent, ...headers}, agent: await wire.agent(certificate)}
    },
    send: (ask) => send(ask, signalOf(ask)),
    open: (ask) => accepted(ask, signalOf(ask)),
    async fetch(ask) {
      const signal = signalOf(ask)
      const answer = await accepted(ask, signal)
      return {status: answer.statusCode ?? 0, headers: answer.headers, text: await read(answer, ask, signal)}
    },
    close: () => wire.close(),
  }
}

type Send = (ask: Ask, signal: AbortSignal) => Promise<IncomingMessage>

/** One exchange with the user's credentials, recorded. Network errors are node's own. */
function sender(base: URL, wire: Wire, connection: Connection, options: TransportOptions): Send {
  return async (ask, signal) => {
    const {headers, certificate} = await options.identity.current()
    const agent = await wire.agent(certificate)
    const {onRequest} = options
    // `performance` is made when it is first named, which costs more than a millisecond.
    const started = onRequest ? performance.now() : 0
    const record = (status: number) =>
      onRequest?.({method: ask.method, path: ask.path, status, ms: performance.now() - started})
    try {
      const answer = await exchange(
        base,
        agent,
        {...ask, signal},
        {
          'user-agent': options.userAgent,
          accept: 'application/json',
          ...(connection.cluster.disableCompression ? {} : {'accept-encoding': 'gzip'}),
          ...ask.headers,
          ...headers,
        },
      )
      record(answer.statusCode ?? 0)
      return answer
    } catch (error) {
      record(0)
      throw error
    }
  }
}

/** Repeats what may be repeated: refused requests after their pause, lost reads, and once with renewed credentials. */
function retrying(
  send: Send,
  options: TransportOptions,
  failure: (error: unknown, signal: AbortSignal) => Promise<OmeError>,
): Send {
  const mayRepeat = (error: unknown, ask: Ask, signal: AbortSignal) =>
    ask.method === 'GET' && !signal.aborted && isReset(error)
  return async (ask, signal) => {
    let refusals = 0
    let resets = 0
    let renewed = false
    for (;;) {
      try {
        const answer = await send(ask, signal)
        const wait = waitAfter(answer)
        if (answer.statusCode === 401 && !renewed && options.identity.renew()) renewed = true
        else if (wait === undefined || refusals++ >= refusalRetries) return answer
        else await options.sleep(wait, signal)
        answer.resume()
      } catch (error) {
        if (!mayRepeat(error, ask, signal) || resets++ >= resetRetries) throw await failure(error, signal)
      }
    }
  }
}
