import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {type HttpReadOptions, httpRead} from './http-read.ts'
import {npmAuthorization} from './npmrc.ts'

/** Brings the bytes of published files; says nothing about whether they can be trusted. */
export interface Transport {
  /** A folder is read each time, a server only when the copy is old. */
  readonly isLocal: boolean
  /** The whole file, or undefined when there is none. Longer than `cap` bytes is an error. */
  read(path: string, cap: number): Promise<Buffer | undefined>
}

/** Where a registry is: a published tree (folder or URL), and an npm registry when that one has the archives. */
export interface Place {
  readonly id: string
  readonly url: string
  readonly npm?: string
}

export interface TransportOptions {
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly caFile?: string | undefined
  /** Longest silence of a server before the request is given up. */
  readonly idleMs?: number
}

/**
 * The transport for a place. Paths are those of the published tree; with an npm registry, archives come from there. Its
 * packuments and dist-tags are never read: what it says about versions is nobody's word.
 */
export function transportOf({id, url, npm}: Place, options: TransportOptions): Transport {
  const isLocal = !/^https?:/.test(url)
  const tree = isLocal ? folderReader(id, url) : webReader(id, url, options)
  if (npm === undefined) return {isLocal, read: tree}
  const archives = webReader(id, npm, options)
  return {
    isLocal,
    read: (path, cap) => {
      const tarball = tarballPath(path)
      return tarball === undefined ? tree(path, cap) : archives(tarball, cap)
    },
  }
}

/** The archives that a bundle brought are read where they lie, everything else by the transport. */
export const withCarried = (folder: string, {isLocal, read}: Transport): Transport => ({
  isLocal,
  read: async (path, cap) =>
    path.startsWith('artifacts/') && existsSync(join(folder, path))
      ? readFileSync(join(folder, path))
      : read(path, cap),
})

/** `artifacts/ome+plugin-x/1.0.0.tgz` is `@ome/plugin-x/-/plugin-x-1.0.0.tgz`. */
function tarballPath(path: string): string | undefined {
  const [, folder, version] = /^artifacts\/([^/]+)\/([^/]+)\.tgz$/.exec(path) ?? []
  if (folder === undefined || version === undefined) return undefined
  const [scope, base] = folder.includes('+') ? folder.split('+') : [undefined, folder]
  return `${scope === undefined ? '' : `@${scope}/`}${base}/-/${base}-${version}.tgz`
}

type Reader = Transport['read']

function webReader(id: string, url: string, {signal, env, caFile, idleMs}: TransportOptions): Reader {
  const base = new URL(url.endsWith('/') ? url : `${url}/`)
  const options: HttpReadOptions = {
    signal,
    env,
    ca: caFile === undefined ? undefined : readAuthority(id, caFile),
    authorizationFor: (address) => npmAuthorization(address, env),
    ...(idleMs === undefined ? {} : {idleMs}),
  }
  return (path, cap) => httpRead(id, new URL(path.split('/').map(asSegment).join('/'), base), cap, options)
}

/** npm registries know a scope by its plain `@`. */
const asSegment = (part: string): string => encodeURIComponent(part).replace(/^%40/, '@')

function folderReader(id: string, folder: string): Reader {
  return async (path, cap) => {
    if (!existsSync(folder))
      throw new OmeError(
        'unreachable',
        `registry "${id}": there is no folder ${folder}`,
        ['see its address: ome registry list'],
        {object: `registry/${id}`},
      )
    return readCapped(id, join(folder, path), cap)
  }
}

function readCapped(id: string, path: string, cap: number): Buffer | undefined {
  try {
    return readPlainFile(path, cap)
  } catch (cause) {
    const {code, message} = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new OmeError(
      isOmeError(cause) ? 'denied' : 'unreachable',
      `registry "${id}": ${message}`,
      [isOmeError(cause) ? 'tell the owner of the registry' : 'see its address: ome registry list'],
      {cause, object: `registry/${id}`},
    )
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
