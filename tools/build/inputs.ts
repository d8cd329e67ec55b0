import {createHash} from 'node:crypto'
import {existsSync, globSync, readFileSync, rmSync} from 'node:fs'
import {join, relative} from 'node:path'
import {writeAtomic} from '@ome/testkit/build/bundle'

interface Stamp {
  readonly files: Readonly<Record<string, string>>
  readonly listed: string
}

const digest = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

const digestFile = (path: string): string => (existsSync(path) ? digest(readFileSync(path)) : 'absent')

/** Files matching the patterns, relative to the folder, in a fixed order, without tests. */
export const sources = (folder: string, pattern: string): string[] =>
  globSync(pattern, {cwd: folder})
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.endsWith('.test.ts'))
    .sort()

/** Remembers the digests of all files a build read, and says whether any of them has changed since. */
export class BuildStamp {
  readonly #path: string
  readonly #root: string
  readonly #listed: string

  /** `listed` names what the build would look for (such as its command files), so that a new file counts as a change. */
  constructor(root: string, path: string, listed: readonly string[]) {
    this.#root = root
    this.#path = path
    this.#listed = digest(listed.join('\n'))
  }

  isFresh(): boolean {
    if (!existsSync(this.#path)) return false
    const stamp: Stamp = JSON.parse(readFileSync(this.#path, 'utf8'))
    if (stamp.listed !== this.#listed) return false
    return Object.entries(stamp.files).every(([file, known]) => digestFile(join(this.#root, file)) === known)
  }

  clear(): void {
    rmSync(this.#path, {force: true})
  }

  save(files: Iterable<string>): void {
    const entries = [...new Set(files)].sort().map((file) => [relative(this.#root, file), digestFile(file)])
    writeAtomic(this.#path, JSON.stringify({listed: this.#listed, files: Object.fromEntries(entries)}))
  }
}

/** The programs that build: their change makes everything stale. */
export const builders = (root: string): string[] =>
  [
    ['tools', '{build.ts,build/*.ts}'],
    ['packages/testkit/src/build', '*.ts'],
  ].flatMap(([folder = '', pattern = '']) =>
    sources(join(root, folder), pattern).map((file) => join(root, folder, file)),
  )
