import type {IncomingMessage} from 'node:http'
import {destination, lookUp} from '../cluster-names.ts'
import {absolute, baseOf} from '../files/tree.ts'
import {insideHttp} from '../inside-call.ts'
import {curl} from './curl-program.ts'
import {type Call, type Program, ProgramError} from './program.ts'
import {ask, headText, NetworkError, readArgs, splitUrl} from './web-request.ts'

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
