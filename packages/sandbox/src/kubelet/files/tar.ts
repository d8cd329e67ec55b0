import type {Node} from './tree.ts'

const block = 512

export interface TarEntry {
  readonly path: string
  readonly kind: Node['kind']
  readonly mode: number
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly bytes: Buffer
  /** Where a link points. */
  readonly target: string
}

/** One entry of an archive: ustar, with a pax header before it when its name is too long for that. */
export function tarEntry(path: string, node: Node): Buffer {
  const name = node.kind === 'folder' && !path.endsWith('/') ? `${path}/` : path
  const target = node.kind === 'link' ? node.target : ''
  const body = node.kind === 'file' ? node.bytes : Buffer.alloc(0)
  const long = Buffer.byteLength(name) > 100 || Buffer.byteLength(target) > 100
  const pax = long ? paxHeader({path: name, ...(target && {linkpath: target})}) : Buffer.alloc(0)
  const type = node.kind === 'folder' ? '5' : node.kind === 'link' ? '2' : '0'
  const mode = node.kind === 'link' ? 0o777 : node.mode
  return Buffer.concat([pax, header({name, target, mode, size: body.length, time: node.time, type}), padded(body)])
}

/** What ends an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * block)

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((block - (bytes.length % block)) % block)])

function paxHeader(records: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`)
    let length = rest + String(rest).length
    length = rest + String(length).length
    return `${length} ${key}=${value}\n`
  })
  const body = Buffer.from(lines.join(''))
  return Buffer.concat([
    header({name: 'PaxHeader', target: '', mode: 0o644, size: body.length, time: 0, type: 'x'}),
    padded(body),
  ])
}

interface Header {
  readonly name: string
  readonly target: string
  readonly mode: number
  readonly size: number
  readonly time: number
  readonly type: string
}

function header({name, target, mode, size, time, type}: Header): Buffer {
  const bytes = Buffer.alloc(block)
  const octal = (value: number, at: number, length: number): void => {
    bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  }
  Buffer.from(name).copy(bytes, 0, 0, 100)
  octal(mode & 0o7777, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(Math.floor(time / 1000), 136, 12)
  bytes.write('        ', 148)
  bytes.write(type, 156)
  Buffer.from(target).copy(bytes, 157, 0, 100)
  bytes.write('ustar\x0000', 257, 'latin1')
  bytes.write('root', 265)
  bytes.write('root', 297)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}

/** Thrown for bytes that are no archive. */
export class TarError extends Error {}

const longestEntry = 64 * 1024 * 1024

/** Reads an archive (ustar, pax, GNU long names) from exact reads; ends at its end marker or at the end of input. */
export async function* readTar(read: (bytes: number) => Promise<Buffer>): AsyncGenerator<TarEntry> {
  let records: Readonly<Record<string, string>> = {}
  for (;;) {
    const head = await read(block)
    if (head.length === 0) return
    if (head.length < block) throw new TarError('Unexpected EOF in archive')
    if (head.every((byte) => byte === 0)) return
    const {name, target, mode, time, type, size} = parseHeader(head)
    const body = (await read(Math.ceil(size / block) * block)).subarray(0, size)
    if (body.length < size) throw new TarError('Unexpected EOF in archive')
    if (type === 'x') records = {...records, ...parsePax(body)}
    else if (type === 'L' || type === 'K') {
      const text = body.toString().replace(/\0+$/, '')
      records = {...records, [type === 'L' ? 'path' : 'linkpath']: text}
    } else {
      const kind = type === '5' ? 'folder' : type === '2' ? 'link' : 'file'
      const entry = {path: records['path'] ?? name, kind, mode, time, bytes: Buffer.from(body)} as const
      if (type !== 'g') yield {...entry, target: records['linkpath'] ?? target}
      records = {}
    }
  }
}

function parseHeader(head: Buffer): Header {
  const text = (at: number, length: number): string => {
    const part = head.subarray(at, at + length)
    const end = part.indexOf(0)
    return part.toString('utf8', 0, end < 0 ? length : end)
  }
  const octal = (at: number, length: number): number => Number.parseInt(text(at, length).trim() || '0', 8)
  const expected = octal(148, 8)
  const sum = head.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0)
  const size = octal(124, 12)
  if (expected !== sum || !(size >= 0)) throw new TarError('This does not look like a tar archive')
  if (size > longestEntry) throw new TarError('File is too large')
  const prefix = text(257, 5) === 'ustar' && head[263] === 0x30 ? text(345, 155) : ''
  const name = prefix ? `${prefix}/${text(0, 100)}` : text(0, 100)
  return {name, target: text(157, 100), mode: octal(100, 8), size, time: octal(136, 12) * 1000, type: text(156, 1)}
}

function parsePax(body: Buffer): Record<string, string> {
  const records: Record<string, string> = {}
  for (let at = 0; at < body.length; ) {
    const blank = body.indexOf(0x20, at)
    const length = Number(body.toString('latin1', at, blank))
    if (blank < 0 || !(length > 0)) return records
    const record = body.toString('utf8', blank + 1, at + length - 1)
    const mark = record.indexOf('=')
    if (mark > 0) records[record.slice(0, mark)] = record.slice(mark + 1)
    at += length
  }
  return records
}
