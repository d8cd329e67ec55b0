import type {IncomingMessage} from 'node:http'
import {destination, lookUp} from '../cluster-names.ts'
import {insideHttp} from '../inside-call.ts'
import {type Call, ProgramError} from './program.ts'

/** Why a request got no answer, with curl's exit code. */
export class NetworkError extends ProgramError {
  readonly kind: 'name' | 'refused' | 'unsupported' | 'timeout'
  constructor(kind: NetworkError['kind'], message: string, code: number) {
    super(message, code)
    this.kind = kind
  }
}

/** What is asked, and where. */
export interface Wish {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  /** Milliseconds of cluster time. */
  readonly limitMs: number | undefined
}

/** Parts of an address; a {@link NetworkError} for what is none or is not HTTP. */
export function splitUrl(text: string): {host: string; port: number; path: string} {
  const match = /^(?:(\w+):\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?([^#]*)$/.exec(text)
  const [, scheme = 'http', host = '', port, path = ''] = match ?? []
  if (!match) throw new NetworkError('name', `(3) URL rejected: ${text}`, 3)
  if (scheme === 'https') {
    const shown = `${host}:${port ?? 443}`
    throw new NetworkError(
      'unsupported',
      `(35) TLS connect error: the sandbox speaks plain HTTP only inside the cluster (${shown})`,
      35,
    )
  }
  if (scheme !== 'http') throw new NetworkError('unsupported', `(1) Protocol "${scheme}" not supported`, 1)
  return {host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? 80), path: path.startsWith('/') ? path : `/${path}`}
}

/** Sends a request to an address of the cluster; a {@link NetworkError} says why nobody answered. */
export async function ask(call: Call, wish: Wish): Promise<IncomingMessage> {
  const {world, pod, forward} = call.machine
  const {host, port, path} = splitUrl(wish.url)
  const named = lookUp(world, pod, host)
  if (!named) throw new NetworkError('name', `(6) Could not resolve host: ${host}`, 6)
  const refused = new NetworkError(
    'refused',
    `(7) Failed to connect to ${host} port ${port} after 0 ms: Could not connect to server`,
    7,
  )
  const target = destination(world, named, port)
  if (!target) throw refused
  const abort = new AbortController()
  const stop = (): void => abort.abort()
  call.signal.addEventListener('abort', stop, {once: true})
  const cancel = wish.limitMs === undefined ? () => undefined : world.clock.after(wish.limitMs, stop)
  try {
    const answer = await insideHttp(
      forward,
      {...target, path},
      {
        method: wish.method,
        headers: {host: port === 80 ? host : `${host}:${port}`, accept: '*/*', ...wish.headers},
        ...(wish.body && {body: wish.body}),
        signal: abort.signal,
      },
    )
    if (!answer) throw refused
    return answer
  } catch (error) {
    if (error instanceof ProgramError) throw error
    if (abort.signal.aborted)
      throw new NetworkError(
        'timeout',
        `(28) Operation timed out after ${wish.limitMs ?? 0} milliseconds with 0 bytes received`,
        28,
      )
    throw new NetworkError('refused', '(52) Empty reply from server', 52)
  } finally {
    cancel()
    call.signal.removeEventListener('abort', stop)
  }
}

const longOptions: Readonly<Record<string, string>> = {
  request: 'X',
  header: 'H',
  data: 'd',
  'data-raw': 'd',
  'data-binary': 'd',
  json: 'j',
  output: 'o',
  'write-out': 'w',
  'max-time': 'm',
  'connect-timeout': 'c',
  'user-agent': 'A',
  silent: 's',
  'show-error': 'S',
  fail: 'f',
  include: 'i',
  head: 'I',
  location: 'L',
  verbose: 'v',
  insecure: 'k',
  'no-buffer': 'N',
  retry: 'r',
  'post-data': 'd',
  'output-document': 'O',
  quiet: 'q',
  timeout: 'T',
  spider: 'z',
  'server-response': 'S',
}

/** The command line of a program that fetches addresses. */
export interface Given {
  readonly flags: ReadonlySet<string>
  readonly values: readonly (readonly [string, string])[]
  readonly urls: readonly string[]
}

/** Options, those of `valued` with their values, and addresses. */
export function readArgs(args: readonly string[], valued: string): Given {
  const flags = new Set<string>()
  const values: [string, string][] = []
  const urls: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split(/=([\s\S]*)/)
      const letter = longOptions[name]
      if (letter === undefined) throw new ProgramError(`option ${arg}: is unknown`, 2)
      if (valued.includes(letter)) values.push([letter, value ?? args[++i] ?? ''])
      else flags.add(letter)
    } else if (!arg.startsWith('-') || arg === '-') urls.push(arg)
    else {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] ?? ''
        if (!valued.includes(letter)) {
          flags.add(letter)
          continue
        }
        values.push([letter, at + 1 < arg.length ? arg.slice(at + 1) : (args[++i] ?? '')])
        break
      }
    }
  }
  return {flags, values, urls}
}

/** The head of an answer as it stands on the wire. */
export const headText = (answer: IncomingMessage): string => {
  const lines: string[] = []
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2)
    lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}\r\n`)
  return `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines.join('')}\r\n`
}
