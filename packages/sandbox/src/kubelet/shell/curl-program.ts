import {absolute, baseOf} from '../files/tree.ts'
import {type Call, type Program, ProgramError} from './program.ts'
import {ask, type Given, headText, readArgs, type Wish} from './web-request.ts'

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

/** Asks an address of the cluster as curl does, with its options, exit codes and messages. */
export const curl: Program = async (call) => {
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
