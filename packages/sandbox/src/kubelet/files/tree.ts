/** A file, folder or symbolic link in memory. Times are milliseconds since the epoch. */
export type Node = FileNode | FolderNode | LinkNode

export interface FileNode {
  readonly kind: 'file'
  mode: number
  time: number
  bytes: Buffer
}

export interface FolderNode {
  readonly kind: 'folder'
  mode: number
  time: number
  readonly entries: Map<string, Node>
}

export interface LinkNode {
  readonly kind: 'link'
  readonly time: number
  readonly target: string
}

const texts = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  ELOOP: 'Too many levels of symbolic links',
  EBUSY: 'Device or resource busy',
} as const

/** A refusal of the file system; the message is the one every program prints after the path. */
export class FileError extends Error {
  readonly code: keyof typeof texts
  constructor(code: keyof typeof texts) {
    super(texts[code])
    this.name = 'FileError'
    this.code = code
  }
}

/** A new empty folder. */
export const folder = (time: number, mode = 0o755): FolderNode => ({kind: 'folder', mode, time, entries: new Map()})

/** A new file. */
export const file = (bytes: Buffer | string, time: number, mode = 0o644): FileNode => ({
  kind: 'file',
  mode,
  time,
  bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
})

/** Where `path` leads from the folder `from`: absolute, without `.`, `..` and double slashes. */
export function absolute(from: string, path: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** The last part of a path. */
export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The folder of an absolute path. */
export const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')))

/** Bytes in all files below a node. */
export function sizeOf(node: Node): number {
  if (node.kind === 'file') return node.bytes.length
  if (node.kind === 'link') return 0
  let sum = 0
  for (const child of node.entries.values()) sum += sizeOf(child)
  return sum
}

/** Puts a node at a path below a folder, making the folders between. */
export function plant(root: FolderNode, path: string, node: Node): void {
  const parts = path.split('/').filter((part) => part !== '')
  const name = parts.pop()
  if (name === undefined) return
  let at = root
  for (const part of parts) {
    const next = at.entries.get(part)
    if (next?.kind === 'folder') at = next
    else {
      const made = folder(root.time)
      at.entries.set(part, made)
      at = made
    }
  }
  at.entries.set(name, node)
}
