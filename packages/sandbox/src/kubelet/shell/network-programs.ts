import type {IncomingMessage} from 'node:http'
import {destination, lookUp} from '../cluster-names.ts'
import {absolute, baseOf} from '../files/tree.ts'
import {insideHttp} from '../inside-call.ts'
import {type Call, type Program, ProgramError} from './program.ts'

/** Why a request got no answer, with curl's exit code. */
class NetworkError extends ProgramError {
  readonly kind: 'name' | 'refused' | 'unsupported' | 'timeout'
  constructor(kind: NetworkError['kind'], message: string, code: number) {
    super(message, code)
    this.kind = kind
  }
}

interface Wish {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  /** Milliseconds of cluster time. */
  readonly limitMs: number | undefined
}

function splitUrl(text: string): {host: string; port: number; path: string} {
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

async function ask(call: Call, wish: Wish): Promise<IncomingMessage> {
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

interface Given {
  readonly flags: ReadonlySet<string>
  readonly values: readonly (readonly [string, string])[]
  readonly urls: readonly string[]
}

function readArgs(args: readonly string[], valued: string): Given {
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

async function curlWish(call: Call, {flags, values}: Given, url: string): Promise<Wish> {
  const all = (letter: string): string[] => values.flatMap(([key, value]) => (key === letter ? [value] : []))
  const headers: Record<string, string> = {'user-agent': 'curl/8.14.1'}
  const bodies: Buffer[] = []
  for (const text of [...all('d'), ...all('j')]) {
    if (bodies.length > 0) bodies.push(Buffer.from('&'))
    bodies.push(
      text === '@-'
        ? await call.io.in.all()
        : text.startsWith('@')
          ? call.machine.files.read(absolute(call.cwd, text.slice(1)))
          : Buffer.from(text),
    )
  }
  if (bodies.length > 0)
    headers['content-type'] = all('j').length > 0 ? 'application/json' : 'application/x-www-form-urlencoded'
  for (const header of all('H')) {
    const mark = header.indexOf(':')
    if (mark > 0) headers[header.slice(0, mark).trim().toLowerCase()] = header.slice(mark + 1).trim()
  }
  const agent = all('A')[0]
  if (agent !== undefined) headers['user-agent'] = agent
  const body = bodies.length > 0 ? Buffer.concat(bodies) : undefined
  if (body) headers['content-length'] = String(body.length)
  const limit = all('m')[0]
  return {
    url,
    method: all('X')[0] ?? (flags.has('I') ? 'HEAD' : body ? 'POST' : 'GET'),
    headers,
    body,
    limitMs: limit === undefined ? undefined : Number(limit) * 1000,
  }
}

const headText = (answer: IncomingMessage): string => {
  const lines: string[] = []
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2)
    lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}\r\n`)
  return `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines.join('')}\r\n`
}

const curl: Program = async (call) => {
  const given = readArgs(call.args, 'XHdjowmcAr')
  const {flags, values, urls} = given
  if (urls.length === 0) throw new ProgramError('(2) no URL specified', 2)
  let code = 0
  for (const url of urls) {
    try {
      code = await fetchOne(call, given, url)
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error
      code = error.code
      if (!flags.has('s') || flags.has('S')) call.io.err.write(`curl: ${error.message}\n`)
      const format = values.find(([key]) => key === 'w')?.[1]
      if (format !== undefined) call.io.out.write(written(format, '000', 0))
    }
  }
  return code
}

const written = (format: string, status: string, bytes: number): string =>
  format
    .replaceAll('\\n', '\n')
    .replaceAll('%{http_code}', status)
    .replaceAll('%{response_code}', status)
    .replaceAll('%{size_download}', String(bytes))
    .replaceAll('%{time_total}', '0.003')

async function fetchOne(call: Call, given: Given, url: string): Promise<number> {
  const {flags, values} = given
  const answer = await ask(call, await curlWish(call, given, url))
  const status = answer.statusCode ?? 0
  if (flags.has('v')) call.io.err.write(headText(answer).replace(/^/gm, '< ').replace(/< $/, ''))
  if (flags.has('f') && status >= 400) {
    answer.resume()
    throw new ProgramError(`(22) The requested URL returned error: ${status}`, 22)
  }
  const file = values.find(([key]) => key === 'o')?.[1] ?? (flags.has('O') ? baseOf(url) : undefined)
  if (flags.has('i') || flags.has('I')) call.io.out.write(headText(answer))
  const parts: Buffer[] = []
  let length = 0
  for await (const chunk of answer) {
    const bytes = Buffer.from(chunk as Uint8Array)
    length += bytes.length
    if (file === undefined) call.io.out.write(bytes)
    else parts.push(bytes)
  }
  if (file !== undefined) call.machine.files.write(absolute(call.cwd, file), Buffer.concat(parts))
  const format = values.find(([key]) => key === 'w')?.[1]
  if (format !== undefined) call.io.out.write(written(format, String(status), length))
  return 0
}

const wget: Program = async (call) => {
  const {flags, values, urls} = readArgs(call.args, 'OTdHtU')
  const value = (letter: string): string | undefined => values.find(([key]) => key === letter)?.[1]
  const [url] = urls
  if (url === undefined) throw new ProgramError('missing URL')
  const body = value('d') === undefined ? undefined : Buffer.from(value('d') ?? '')
  const limit = value('T')
  const headers: Record<string, string> = {'user-agent': 'Wget'}
  for (const [key, text] of values) {
    const mark = text.indexOf(':')
    if (key === 'H' && mark > 0) headers[text.slice(0, mark).toLowerCase()] = text.slice(mark + 1).trim()
  }
  const {host, port} = splitUrl(url)
  const say = (text: string): void => {
    if (!flags.has('q')) call.io.err.write(text)
  }
  const answer = await asWget(call, host, () =>
    ask(call, {
      url,
      method: body ? 'POST' : 'GET',
      headers,
      body,
      limitMs: limit === undefined ? undefined : Number(limit) * 1000,
    }),
  )
  say(`Connecting to ${host}${port === 80 ? '' : `:${port}`}\n`)
  if (flags.has('S')) call.io.err.write(headText(answer).replace(/^/gm, '  '))
  if ((answer.statusCode ?? 0) >= 400) {
    answer.resume()
    throw new ProgramError(`server returned error: HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`)
  }
  const parts: Buffer[] = []
  for await (const chunk of answer) parts.push(Buffer.from(chunk as Uint8Array))
  if (flags.has('z')) {
    say('remote file exists\n')
    return 0
  }
  const target = value('O') ?? (baseOf(url.replace(/[?#][\s\S]*/, '')) || 'index.html')
  if (target === '-') call.io.out.write(Buffer.concat(parts))
  else {
    call.machine.files.write(absolute(call.cwd, target), Buffer.concat(parts))
    say(`'${target}' saved\n`)
  }
  return 0
}

async function asWget(call: Call, host: string, send: () => Promise<IncomingMessage>): Promise<IncomingMessage> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    if (error.kind === 'name') throw new ProgramError(`bad address '${host}'`)
    if (error.kind === 'timeout') throw new ProgramError('download timed out')
    if (error.kind === 'unsupported') throw new ProgramError(error.message)
    const address = lookUp(call.machine.world, call.machine.pod, host)?.address ?? host
    throw new ProgramError(`can't connect to remote host (${address}): Connection refused`)
  }
}

const nslookup: Program = ({args, io, machine}) => {
  const name = args.find((arg) => !arg.startsWith('-')) ?? ''
  const found = lookUp(machine.world, machine.pod, name)
  io.out.write('Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n')
  if (!found?.address) {
    io.out.write(`** server can't find ${name}: NXDOMAIN\n\n`)
    return 1
  }
  io.out.write(`Name:\t${name}\nAddress: ${found.address}\n\n`)
  return 0
}

const getent: Program = ({args, io, machine}) => {
  const name = args[1] ?? ''
  const found = args[0] === 'hosts' ? lookUp(machine.world, machine.pod, name) : undefined
  if (!found?.address) return 2
  io.out.write(`${found.address.padEnd(16)}${name}\n`)
  return 0
}

const nc: Program = async (call) => {
  const {flags, urls} = readArgs(call.args, 'w')
  const [host = '', port = ''] = urls
  if (!flags.has('z')) throw new ProgramError('only -z (is a port open) is known to the sandbox')
  const named = lookUp(call.machine.world, call.machine.pod, host)
  if (!named) throw new ProgramError(`bad address '${host}'`)
  const target = destination(call.machine.world, named, Number(port))
  const answer = target && (await insideHttp(call.machine.forward, {...target, path: '/'}, {}))
  answer?.resume()
  if (!answer) throw new ProgramError(`${host} (${named.address}:${port}): Connection refused`)
  if (flags.has('v')) call.io.err.write(`${host} (${named.address}:${port}) open\n`)
  return 0
}

/** Programs that reach ports of pods and Services. */
export const networkPrograms: Readonly<Record<string, Program>> = {curl, getent, nc, nslookup, wget}
