import {createHash} from 'node:crypto'
import {absolute} from '../files/tree.ts'
import {writeLines} from './breath.ts'
import {ByteSource} from './byte-source.ts'
import {type Call, options, type Program, ProgramError, pause} from './program.ts'

/** Bytes of the named files one after another, or of the input when none is named; what cannot be read is told. */
export async function inputs(call: Call, names: readonly string[]): Promise<{bytes: Buffer; code: number}> {
  let code = 0
  const parts: Buffer[] = []
  for (const name of names.length > 0 ? names : ['-']) {
    const found = name === '-' ? await call.io.in.all() : readFile(call, name)
    if (found) parts.push(found)
    else code = 1
  }
  return {bytes: Buffer.concat(parts), code}
}

/** A file's bytes; undefined, with a word about it, when it cannot be read. */
export function readFile({machine, cwd, io, name: program}: Call, name: string): Buffer | undefined {
  try {
    return machine.files.read(absolute(cwd, name))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    io.err.write(`${program}: ${name}: ${error.message}\n`)
    return undefined
  }
}

/** The lines of a text, without their newlines. */
export const linesOf = (bytes: Buffer): string[] => {
  const text = bytes.toString()
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
  '0': '\0',
}
/** A text with `\\n`, `\\t` and their like replaced. */
export const unescaped = (text: string): string =>
  text.replace(/\\(x[0-9a-fA-F]{1,2}|0?[0-7]{1,3}|[ntr\\abefv])/g, (_, code: string) => {
    if (code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code)
  })

const echo: Program = ({args, io}) => {
  let at = 0
  while (/^-[neE]+$/.test(args[at] ?? '')) at++
  const flags = args.slice(0, at).join('')
  const text = args.slice(at).join(' ')
  io.out.write(`${flags.includes('e') ? unescaped(text) : text}${flags.includes('n') ? '' : '\n'}`)
  return 0
}

const widest = 65_536

const printf: Program = ({args, io}) => {
  const [format = '', ...values] = args
  do {
    io.out.write(
      unescaped(format).replace(
        /%%|%(-?)(0?)(\d*)(?:\.(\d+))?([sdiufxXocbq])/g,
        (whole, left, zero, width, digits, kind) => {
          if (whole === '%%') return '%'
          const value = values.shift() ?? ''
          const text = formatted(value, kind, digits)
          const size = Math.min(Number(width || 0), widest)
          return left ? text.padEnd(size) : text.padStart(size, zero && kind !== 's' ? '0' : ' ')
        },
      ),
    )
  } while (values.length > 0 && /%[^%]/.test(format))
  return 0
}

function formatted(value: string, kind: string, digits: string | undefined): string {
  if (kind === 'b') return unescaped(value)
  if (kind === 'c') return value.slice(0, 1)
  if (kind === 's' || kind === 'q') return digits === undefined ? value : value.slice(0, Number(digits))
  const number = Number(value || 0)
  if (Number.isNaN(number)) throw new ProgramError(`${value}: invalid number`)
  if (kind === 'f') return number.toFixed(digits === undefined ? 6 : Number(digits))
  const whole = Math.trunc(number)
  if (kind === 'x' || kind === 'X') return kind === 'x' ? whole.toString(16) : whole.toString(16).toUpperCase()
  return kind === 'o' ? whole.toString(8) : String(whole)
}

const cat: Program = async (call) => {
  const {flags, rest} = options(call.args)
  let code = 0
  let number = 0
  const show = (bytes: Buffer): void => {
    if (flags.has('n'))
      for (const line of linesOf(bytes)) call.io.out.write(`${String(++number).padStart(6)}\t${line}\n`)
    else if (bytes.length > 0) call.io.out.write(bytes)
  }
  for (const name of rest.length > 0 ? rest : ['-']) {
    if (name === '-') for (let chunk = await call.io.in.read(); chunk; chunk = await call.io.in.read()) show(chunk)
    else {
      const bytes = readFile(call, name)
      if (bytes) show(bytes)
      else code = 1
    }
  }
  return code
}

const countOf = (text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback
  const match = /^[-+]?(\d+)([kM]?)$/.exec(text)
  if (!match) throw new ProgramError(`invalid number '${text}'`)
  return Number(match[1]) * (match[2] === 'k' ? 1024 : match[2] === 'M' ? 1024 ** 2 : 1)
}

const oldStyle = (args: readonly string[]): string[] => args.map((arg) => arg.replace(/^-(\d+)$/, '-n$1'))

const head: Program = async (call) => {
  const {values, rest} = options(oldStyle(call.args), 'nc')
  const bytes = values.get('c')
  if (bytes !== undefined) {
    const found = rest.length > 0 ? (await inputs(call, rest)).bytes : await call.io.in.take(countOf(bytes, 0))
    call.io.out.write(found.subarray(0, countOf(bytes, 0)))
    return 0
  }
  const count = countOf(values.get('n'), 10)
  if (rest.length === 0) {
    for (let i = 0; i < count; i++) {
      const line = await call.io.in.line()
      if (line === undefined) return 0
      call.io.out.write(`${line}\n`)
    }
    return 0
  }
  const {bytes: all, code} = await inputs(call, rest)
  for (const line of linesOf(all).slice(0, count)) call.io.out.write(`${line}\n`)
  return code
}

const tail: Program = async (call) => {
  const {flags, values, rest} = options(oldStyle(call.args), 'nc')
  const follows = flags.has('f') || flags.has('F')
  const {bytes, code} =
    follows && rest[0] === '/dev/null' ? {bytes: Buffer.alloc(0), code: 0} : await inputs(call, rest)
  const wanted = values.get('c') ?? values.get('n') ?? '10'
  const count = countOf(wanted, 10)
  if (values.has('c'))
    call.io.out.write(
      wanted.startsWith('+') ? bytes.subarray(count - 1) : bytes.subarray(Math.max(0, bytes.length - count)),
    )
  else {
    const all = linesOf(bytes)
    const lines = wanted.startsWith('+') ? all.slice(count - 1) : all.slice(Math.max(0, all.length - count))
    for (const line of lines) call.io.out.write(`${line}\n`)
  }
  if (follows && code === 0) await followFile(call, rest[0], bytes.length)
  return code
}

const lookMs = 1000

async function followFile(call: Call, name: string | undefined, from: number): Promise<void> {
  if (name === undefined || name === '/dev/null') return pause(call.machine, Number.POSITIVE_INFINITY, call.signal)
  for (let seen = from; ; ) {
    await pause(call.machine, lookMs, call.signal)
    const bytes = readFile(call, name) ?? Buffer.alloc(0)
    if (bytes.length > seen) call.io.out.write(bytes.subarray(seen))
    seen = bytes.length
  }
}

const wc: Program = async (call) => {
  const {flags, rest} = options(call.args)
  const {bytes, code} = await inputs(call, rest)
  const text = bytes.toString()
  const counts: [string, number][] = [
    ['l', text.split('\n').length - 1],
    ['w', text.split(/\s+/).filter((word) => word !== '').length],
    ['c', bytes.length],
  ]
  const shown = counts.filter(([flag]) => flags.size === 0 || flags.has(flag)).map(([, count]) => String(count))
  const line = shown.length === 1 ? shown.join('') : shown.map((count) => count.padStart(9)).join(' ')
  call.io.out.write(`${line}${rest.length > 0 ? ` ${rest.join(' ')}` : ''}\n`)
  return code
}

const base64: Program = async (call) => {
  const {flags, rest} = options(call.args, 'w')
  const {bytes, code} = await inputs(call, rest)
  if (flags.has('d')) call.io.out.write(Buffer.from(bytes.toString(), 'base64'))
  else
    call.io.out.write(`${bytes.toString('base64').replace(/.{76}(?=.)/g, call.args.includes('-w0') ? '$&' : '$&\n')}\n`)
  return code
}

const digest =
  (algorithm: string): Program =>
  async (call) => {
    const names = call.args.length > 0 ? call.args : ['-']
    let code = 0
    for (const name of names) {
      const bytes = name === '-' ? await call.io.in.all() : readFile(call, name)
      if (bytes) call.io.out.write(`${createHash(algorithm).update(bytes).digest('hex')}  ${name}\n`)
      else code = 1
    }
    return code
  }

const tee: Program = async ({args, io, machine, cwd}) => {
  const {flags, rest} = options(args)
  const paths = rest.map((name) => absolute(cwd, name))
  for (const path of paths) machine.files.write(path, Buffer.alloc(0), {append: flags.has('a')})
  for await (const bytes of io.in) {
    for (const path of paths) machine.files.write(path, bytes, {append: true})
    io.out.write(bytes)
    await io.out.room?.()
  }
  return 0
}

const seq: Program = async (call) => {
  const numbers = call.args.map(Number)
  const [from = 1, step = 1, to = 1] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers
  if (numbers.some(Number.isNaN) || step === 0)
    throw new ProgramError(`invalid number '${call.args.find((arg) => Number.isNaN(Number(arg))) ?? '0'}'`)
  await writeLines(call, progression(from, step, to))
  return 0
}

function* progression(from: number, step: number, to: number): Generator<string> {
  for (let value = from; step > 0 ? value <= to : value >= to; value += step) yield String(value)
}

function* again(line: string): Generator<string> {
  for (;;) yield line
}

const yes: Program = async (call) => {
  await writeLines(call, again(call.args.join(' ') || 'y'))
  return 0
}

const xargs: Program = async (call) => {
  const at = call.args.findIndex((arg, i) => !arg.startsWith('-') && !['-n', '-I'].includes(call.args[i - 1] ?? ''))
  const {values} = options(call.args.slice(0, at < 0 ? undefined : at), 'nI')
  const command = at < 0 ? ['echo'] : call.args.slice(at)
  const place = values.get('I')
  const text = (await call.io.in.all()).toString()
  const words = (place === undefined ? text.split(/\s+/) : text.split('\n')).filter((word) => word !== '')
  const size = place === undefined ? Number(values.get('n') ?? Math.max(1, words.length)) : 1
  let code = 0
  for (let i = 0; i < Math.max(1, words.length); i += size) {
    const part = words.slice(i, i + size)
    const argv =
      place === undefined ? [...command, ...part] : command.map((word) => word.replaceAll(place, part[0] ?? ''))
    if ((await call.run(argv, {io: {...call.io, in: ByteSource.of()}})) !== 0) code = 123
  }
  return code
}

/** Programs that read and write text. */
export const textPrograms: Readonly<Record<string, Program>> = {
  base64,
  cat,
  echo,
  head,
  md5sum: digest('md5'),
  printf,
  seq,
  sha256sum: digest('sha256'),
  tail,
  tee,
  wc,
  xargs,
  yes,
}
