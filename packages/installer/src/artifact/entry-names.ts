/**
 * Takes the names of an archive one after another and refuses those that could leave the folder or fall on another
 * one on any file system: absolute, `..`, doubled by letter case or Unicode form, a file where a folder is.
 */
export class EntryNames {
  readonly #spellings = new Map<string, string>()
  readonly #files = new Set<string>()

  /** The path below `package/`, or undefined for that folder itself. */
  accept(name: string, kind: 'file' | 'directory'): string | undefined {
    if (name.length > longest) throw new Error(`"${shown(name)}" is longer than ${longest} characters`)
    const parts = (kind === 'directory' ? name.replace(/\/$/, '') : name).split('/')
    for (const part of parts) demandPlain(part, name)
    if (parts[0] !== 'package') throw new Error(`"${shown(name)}" lies outside package/`)
    const inside = parts.slice(1)
    if (inside.length === 0) {
      if (kind === 'file') throw new Error('"package" is a file')
      return undefined
    }
    inside.forEach((_part, at) => {
      this.#claim(inside.slice(0, at + 1), at === inside.length - 1 && kind === 'file')
    })
    return inside.join('/')
  }

  #claim(parts: readonly string[], isFile: boolean): void {
    const path = parts.join('/')
    const key = path.normalize('NFC').toLowerCase().normalize('NFC')
    const before = this.#spellings.get(key)
    if (before !== undefined && (before !== path || isFile || this.#files.has(key)))
      throw new Error(`"${shown(path)}" falls on "${shown(before)}"`)
    this.#spellings.set(key, path)
    if (isFile) this.#files.add(key)
  }
}

/** Every system takes paths of this length, and looking at each folder of a longer one costs time without end. */
const longest = 1024

/** The longest name of one file or folder that every usual file system takes. */
const longestPart = 255

const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

function demandPlain(part: string, name: string): void {
  if (part === '' || part === '.' || part === '..') throw new Error(`"${shown(name)}" is not a plain relative path`)
  if (Buffer.byteLength(part) > longestPart)
    throw new Error(`"${shown(name)}" holds a name longer than ${longestPart} bytes`)
  if (/[\u0000-\u001f\u007f-\u009f\\:]/.test(part) || !part.isWellFormed())
    throw new Error(`"${shown(name)}" has a forbidden character`)
  if (part.endsWith('.') || part.endsWith(' ') || deviceName.test(part))
    throw new Error(`"${shown(name)}" is no name on every system`)
}

const shown = (name: string): string => name.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?').slice(0, 120)
