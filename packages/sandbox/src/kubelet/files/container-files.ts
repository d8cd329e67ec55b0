import {isPattern, patternTest} from './name-pattern.ts'
import {absolute, baseOf, FileError, type FolderNode, file, folder, folderOf, type Node, sizeOf} from './tree.ts'

export interface Mount {
  /** Absolute. */
  readonly path: string
  readonly isReadOnly: boolean
}

export interface FilesOptions {
  readonly root: FolderNode
  readonly mounts: readonly Mount[]
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Brings volumes made from objects up to date. */
  readonly refresh: () => void
}

const mostLinks = 40
/** How much of a buffer with room for more is in use. */
const used = new WeakMap<ArrayBufferLike, number>()

/** The bytes with more behind them; a file that grows again and again is copied only now and then. */
function appended(old: Buffer, bytes: Buffer): Buffer {
  const length = old.length + bytes.length
  if (used.get(old.buffer) === old.length && old.buffer.byteLength >= length) {
    const next = Buffer.from(old.buffer, 0, length)
    next.set(bytes, old.length)
    used.set(old.buffer, length)
    return next
  }
  const room = Buffer.allocUnsafeSlow(Math.max(64, length * 2))
  room.set(old)
  room.set(bytes, old.length)
  used.set(room.buffer, length)
  return room.subarray(0, length)
}

const largestFile = 64 * 1024 * 1024
const mostBytes = 256 * 1024 * 1024
const measureEvery = 4 * 1024 * 1024
/** What the least write counts as. */
const fileCost = 512

/** What the programs of one container see as their file system. Paths are absolute. Refusals are {@link FileError}. */
export class ContainerFiles {
  readonly #options: FilesOptions
  /** Bytes written since all files were last measured. */
  #unmeasured = 0

  constructor(options: FilesOptions) {
    this.#options = options
  }

  /** What is there, links followed; undefined when nothing is. */
  find(path: string): Node | undefined {
    this.#options.refresh()
    return this.#walk(path, true, 0)
  }

  /** What is there, a link as itself. */
  findLink(path: string): Node | undefined {
    this.#options.refresh()
    return this.#walk(path, false, 0)
  }

  isFolder(path: string): boolean {
    return this.find(path)?.kind === 'folder'
  }

  read(path: string): Buffer {
    const found = this.find(path)
    if (!found) throw new FileError('ENOENT')
    if (found.kind !== 'file') throw new FileError('EISDIR')
    return found.bytes
  }

  /** Names and nodes of a folder, sorted. */
  list(path: string): [string, Node][] {
    const found = this.find(path)
    if (!found) throw new FileError('ENOENT')
    if (found.kind !== 'folder') throw new FileError('ENOTDIR')
    return [...found.entries].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  write(path: string, bytes: Buffer, options: {append?: boolean; mode?: number; time?: number} = {}): void {
    if (path === '/dev/null' || path === '/dev/stdout' || path === '/dev/stderr') return
    const found = this.find(path)
    if (found?.kind === 'folder') throw new FileError('EISDIR')
    this.#writable(path)
    const old = found?.kind === 'file' ? found.bytes : Buffer.alloc(0)
    this.#room(bytes.length + (options.append ? old.length : 0), old.length)
    const next = options.append ? appended(old, bytes) : Buffer.from(bytes)
    const time = options.time ?? this.#options.now()
    if (found?.kind === 'file') {
      found.bytes = next
      found.time = time
      if (options.mode !== undefined) found.mode = options.mode
    } else this.#folderAt(folderOf(path)).entries.set(baseOf(path), file(next, time, options.mode))
  }

  makeFolder(path: string, parents = false): void {
    const found = this.find(path)
    if (found) {
      if (parents && found.kind === 'folder') return
      throw new FileError('EEXIST')
    }
    const above = folderOf(path)
    if (parents && !this.find(above)) this.makeFolder(above, true)
    this.#writable(path)
    this.#folderAt(above).entries.set(baseOf(path), folder(this.#options.now()))
  }

  /** Puts a node there, over whatever stands there. */
  put(path: string, node: Node): void {
    this.#writable(path)
    this.#room(sizeOf(node), 0)
    this.#folderAt(folderOf(path)).entries.set(baseOf(path), node)
  }

  remove(path: string): void {
    const found = this.findLink(path)
    if (!found) throw new FileError('ENOENT')
    this.#writable(path)
    if (path === '/' || this.#options.mounts.some((mount) => `${mount.path}/`.startsWith(`${path}/`)))
      throw new FileError('EBUSY')
    this.#folderAt(folderOf(path)).entries.delete(baseOf(path))
  }

  /** Paths that a pattern with `*`, `?` and `[…]` stands for, sorted. */
  glob(from: string, pattern: string): string[] {
    const parts = pattern.split('/')
    let found: string[] = [pattern.startsWith('/') ? '/' : '']
    for (const part of parts) {
      if (part === '') continue
      found = found.flatMap((base) => this.#matches(from, base, part))
    }
    return found
  }

  #matches(from: string, base: string, part: string): string[] {
    const join = (name: string): string => (base === '' || base === '/' ? `${base}${name}` : `${base}/${name}`)
    if (!isPattern(part)) return this.findLink(absolute(from, join(part))) ? [join(part)] : []
    const at = absolute(from, base || '.')
    if (!this.isFolder(at)) return []
    const fits = patternTest(part)
    return this.list(at)
      .map(([name]) => name)
      .filter((name) => fits(name) && (part.startsWith('.') || !name.startsWith('.')))
      .map(join)
  }

  #walk(path: string, followLast: boolean, links: number): Node | undefined {
    if (links > mostLinks) throw new FileError('ELOOP')
    const parts = path.split('/').filter((part) => part !== '')
    let at: Node = this.#options.root
    for (const [i, part] of parts.entries()) {
      if (at.kind !== 'folder') return undefined
      const next: Node | undefined = at.entries.get(part)
      if (!next) return undefined
      const isLast = i === parts.length - 1
      if (next.kind === 'link' && (followLast || !isLast)) {
        const target = absolute(`/${parts.slice(0, i).join('/')}`, next.target)
        return this.#walk(`${target}/${parts.slice(i + 1).join('/')}`, followLast, links + 1)
      }
      at = next
    }
    return at
  }

  #folderAt(path: string): FolderNode {
    const found = this.#walk(path, true, 0)
    if (!found) throw new FileError('ENOENT')
    if (found.kind !== 'folder') throw new FileError('ENOTDIR')
    found.time = this.#options.now()
    return found
  }

  #writable(path: string): void {
    const own = this.#options.mounts
      .filter((mount) => `${path}/`.startsWith(`${mount.path}/`))
      .sort((a, b) => b.path.length - a.path.length)[0]
    if (own?.isReadOnly) throw new FileError('EROFS')
  }

  #room(bytes: number, before: number): void {
    if (bytes > largestFile) throw new FileError('ENOSPC')
    this.#unmeasured += Math.max(fileCost, bytes - before)
    if (this.#unmeasured < measureEvery) return
    if (sizeOf(this.#options.root) - before + bytes > mostBytes) throw new FileError('ENOSPC')
    this.#unmeasured = 0
  }
}
