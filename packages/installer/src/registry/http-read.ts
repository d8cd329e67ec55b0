import {request as httpRequest, type IncomingMessage, type RequestOptions} from 'node:http'
import {request as httpsRequest} from 'node:https'
import {OmeError} from '@ome/sdk/errors'
import {proxyFor, tunnel} from './proxy.ts'

export interface HttpReadOptions {
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly ca?: Buffer | undefined
  readonly idleMs?: number
  /** How long one attempt may take as a whole; by size when not given. */
  readonly wholeMs?: number
  /** The `Authorization` header for an address on the host that was asked first. */
  readonly authorizationFor?: (url: URL) => string | undefined
}

const retries = 2
/** A minute, and as long as a file of the largest size takes at 32 KiB a second: a server that drips is given up. */
const wholeMsOf = (cap: number): number => 60_000 + Math.ceil((cap / 32_768) * 1000)
const maxRedirects = 5

/** A failure that another attempt may not have: the connection, the server's state, a cut answer. */
class Passing extends Error {}

/**
 * Reads one file from a static host: https (http on this machine only), at most `cap` bytes, at most 5 redirects that
 * stay on https, two more attempts when the connection fails. Credentials of the address go to its own host alone.
 * Undefined for 404 and 410.
 */
export async function httpRead(
  id: string,
  url: URL,
  cap: number,
  options: HttpReadOptions,
): Promise<Buffer | undefined> {
  const wholeMs = options.wholeMs ?? wholeMsOf(cap)
  for (let attempt = 0; ; attempt += 1) {
    const deadline = AbortSignal.timeout(wholeMs)
    try {
      return await follow(id, url, cap, {...options, signal: AbortSignal.any([options.signal, deadline])})
    } catch (error) {
      options.signal.throwIfAborted()
      if (deadline.aborted) throw unreachable(id, url, new Error(`it took longer than ${wholeMs / 1000} s`))
      if (!(error instanceof Passing)) throw error
      if (attempt === retries) throw unreachable(id, url, error)
    }
  }
}

async function follow(id: string, first: URL, cap: number, options: HttpReadOptions): Promise<Buffer | undefined> {
  let url = first
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    demandSafe(id, url)
    const answer = await send(url, authorization(first, url, options.authorizationFor), options)
    const {statusCode = 0, headers} = answer
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      answer.destroy()
      url = nextAddress(id, url, headers.location)
      continue
    }
    if (statusCode === 200) return readBody(id, url, answer, cap)
    answer.destroy()
    if (statusCode === 404 || statusCode === 410) return undefined
    if (statusCode === 429 || statusCode >= 500) throw new Passing(`it answered ${statusCode}`)
    if (statusCode === 401 || statusCode === 403)
      throw new OmeError('denied', `registry "${id}": ${shown(url)} answered ${statusCode}`, [
        `write a token for ${url.host} to ~/.npmrc: npm login --registry ${url.origin}/`,
        'see the address: ome registry list',
      ])
    throw unreachable(id, url, new Error(`it answered ${statusCode}`))
  }
  throw unreachable(id, first, new Error(`more than ${maxRedirects} redirects`))
}

async function send(
  url: URL,
  auth: Readonly<Record<string, string>>,
  options: HttpReadOptions,
): Promise<IncomingMessage> {
  const {signal, env, ca, idleMs = 10_000} = options
  const settings: RequestOptions = {
    headers: {
      accept: 'application/octet-stream, application/json',
      'accept-encoding': 'identity',
      'user-agent': 'ome',
      ...auth,
    },
    signal,
    timeout: idleMs,
    agent: false,
  }
  try {
    if (url.protocol === 'http:') return await answerOf(httpRequest(url, settings))
    const proxy = proxyFor(url, env)
    // Said outright: NODE_TLS_REJECT_UNAUTHORIZED=0 would turn the checks off.
    const trusted = {rejectUnauthorized: true, ...(ca === undefined ? {} : {ca})}
    if (proxy === undefined) return await answerOf(httpsRequest(url, {...settings, ...trusted}))
    const socket = await tunnel(proxy, url, {ca, signal, idleMs})
    // An agent, and `false` makes one, would open a connection of its own beside the tunnel.
    return await answerOf(httpsRequest(url, {...settings, agent: undefined, createConnection: () => socket}))
  } catch (error) {
    throw new Passing(reasonOf(error), {cause: error})
  }
}

function answerOf(asked: ReturnType<typeof httpRequest>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.once('response', resolve)
    asked.on('timeout', () => asked.destroy(new Error('it fell silent')))
    asked.on('error', reject)
    asked.end()
  })
}

async function readBody(id: string, url: URL, answer: IncomingMessage, cap: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > cap) break
      chunks.push(chunk)
    }
  } catch (error) {
    throw new Passing(`it broke off: ${reasonOf(error)}`, {cause: error})
  }
  if (size > cap)
    throw new OmeError('denied', `registry "${id}": ${shown(url)} is longer than ${cap} bytes`, [
      'tell the owner of the registry',
    ])
  return Buffer.concat(chunks)
}

function nextAddress(id: string, from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  if (to !== undefined && isSafe(to) && (from.protocol === 'http:' || to.protocol === 'https:')) return to
  throw new OmeError('denied', `registry "${id}": ${shown(from)} redirects to an address that is not https`, [
    'tell the owner of the registry',
  ])
}

function demandSafe(id: string, url: URL): void {
  if (isSafe(url)) return
  throw new OmeError('usage', `registry "${id}": ${shown(url)} is not https`, ['http is taken on this machine only'])
}

/** https, or http on this machine. */
export const isSafe = ({protocol, hostname}: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)

/** Credentials go to the host, port and scheme they were given for; a redirect elsewhere goes without. */
function authorization(
  first: URL,
  url: URL,
  authorizationFor: HttpReadOptions['authorizationFor'],
): Readonly<Record<string, string>> {
  if (first.host !== url.host || first.protocol !== url.protocol) return {}
  if (first.username === '') {
    const value = authorizationFor?.(url)
    return value === undefined ? {} : {authorization: value}
  }
  const pair = `${decodeURIComponent(first.username)}:${decodeURIComponent(first.password)}`
  return {authorization: `Basic ${Buffer.from(pair).toString('base64')}`}
}

const unreachable = (id: string, url: URL, cause: Error): OmeError =>
  new OmeError(
    'unreachable',
    `registry "${id}": ${shown(url)} cannot be read: ${cause.message}`,
    ['see its address: ome registry list'],
    {
      cause,
      object: `registry/${id}`,
    },
  )

/** Without credentials. */
export const shown = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}`

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)
