import {closeSync, existsSync, fstatSync, openSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {httpRead} from './http-read.ts'

/** Brings the bytes of published files; says nothing about whether they can be trusted. */
export interface Transport {
  /** A folder is read each time, a server only when the copy is old. */
  readonly isLocal: boolean
  /** The whole file, or undefined when there is none. Longer than `cap` bytes is an error. */
  read(path: string, cap: number): Promise<Buffer | undefined>
}

export interface TransportOptions {
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly caFile?: string | undefined
  /** Longest silence of a server before the request is given up. */
  readonly idleMs?: number
}

/** The transport for an address: a folder's absolute path, or the URL of a static host. */
export function transportOf(id: string, url: string, options: TransportOptions): Transport {
  if (!/^https?:/.test(url)) return folderTransport(id, url)
  const base = new URL(url.endsWith('/') ? url : `${url}/`)
  const ca = options.caFile === undefined ? undefined : readAuthority(id, options.caFile)
  return {
    isLocal: false,
    read: (path, cap) =>
      httpRead(id, new URL(path.split('/').map(encodeURIComponent).join('/'), base), cap, {...options, ca}),
  }
}

export const tooLong = (id: string, path: string, cap: number): OmeError =>
  new OmeError('denied', `registry "${id}": ${path} is longer than ${cap} bytes`, ['tell the owner of the registry'], {
    object: `registry/${id}`,
  })

function folderTransport(id: string, folder: string): Transport {
  return {
    isLocal: true,
    async read(path, cap) {
      if (!existsSync(folder))
        throw new OmeError(
          'unreachable',
          `registry "${id}": there is no folder ${folder}`,
          [`see its address: ome registry list`],
          {
            object: `registry/${id}`,
          },
        )
      return readCapped(id, join(folder, path), cap)
    },
  }
}

function readCapped(id: string, path: string, cap: number): Buffer | undefined {
  const file = openIfPresent(id, path)
  if (file === undefined) return undefined
  try {
    if (fstatSync(file).size > cap) throw tooLong(id, path, cap)
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

function openIfPresent(id: string, path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (cause) {
    const {code, message} = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new OmeError('unreachable', `registry "${id}": ${message}`, ['see its address: ome registry list'], {
      cause,
      object: `registry/${id}`,
    })
  }
}

function readAuthority(id: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const {message} = cause as NodeJS.ErrnoException
    throw new OmeError(
      'usage',
      `registry "${id}": caFile cannot be read: ${message}`,
      ['see what is set: ome config view'],
      {cause},
    )
  }
}
