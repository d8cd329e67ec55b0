import {createHash} from 'node:crypto'
import {globSync, lstatSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {gzipSync} from 'node:zlib'
import {pack} from 'tar-stream'
import {fieldsOf, texts} from '../registry/shape.ts'
import {personalityFiles} from './personality.ts'
import {treeHash, treeListing} from './tree.ts'

export interface PackedFile {
  readonly path: string
  readonly bytes: Buffer
  readonly executable: boolean
}

export interface Packed {
  readonly archive: Buffer
  readonly files: readonly PackedFile[]
  /** Tree hash of the unpacked archive. */
  readonly tree: string
}

/** The time npm gives every file of a package, so that packing twice gives the same bytes. */
const packedAt = new Date('1985-10-26T08:15:00Z')
const always = /^(readme|licen[cs]e|changelog)(\.[a-z]+)?$/i

/** Packs a plugin's folder: what package.json lists under `files`, and what npm always takes. Same input, same bytes. */
export async function packFolder(folder: string): Promise<Packed> {
  const files = packedFiles(folder)
  const archive = await toArchive(files)
  return {archive, files, tree: hashFiles(files)}
}

export const hashFiles = (files: readonly PackedFile[]): string =>
  treeHash(
    treeListing(
      files.map(({path, bytes, executable}) => ({
        path,
        executable,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    ),
  )

/** A gzipped tar of the files under `package/`, in the order of their names, without anything of this machine. */
export async function toArchive(files: readonly PackedFile[]): Promise<Buffer> {
  const tar = pack()
  for (const {path, bytes, executable} of [...files].sort((a, b) => (a.path < b.path ? -1 : 1)))
    tar.entry({name: `package/${path}`, mode: executable ? 0o755 : 0o644, mtime: packedAt, uid: 0, gid: 0}, bytes)
  tar.finalize()
  const zipped = gzipSync(await buffer(tar), {level: 9})
  // Byte 9 of gzip names the operating system that wrote it.
  zipped[9] = 255
  return zipped
}

function packedFiles(folder: string): readonly PackedFile[] {
  const manifest = readPackage(folder)
  const names = new Set([
    'package.json',
    ...namesAtTop(folder),
    ...listed(folder, manifest),
    ...personalityFiles(manifest),
  ])
  return [...names].sort().map((path) => ({
    path,
    bytes: path === 'package.json' ? Buffer.from(shippedPackage(manifest)) : readFileSync(join(folder, path)),
    executable: (lstatSync(join(folder, path)).mode & 0o111) !== 0,
  }))
}

function readPackage(folder: string): Readonly<Record<string, unknown>> {
  const path = join(folder, 'package.json')
  return fieldsOf(JSON.parse(readFileSync(path, 'utf8')), path)
}

/** package.json without what only the workshop needs: the bundle holds the rest. Lifecycle scripts stay, to be refused. */
function shippedPackage(manifest: Readonly<Record<string, unknown>>): string {
  const {devDependencies: _tools, private: _private, scripts, ...shipped} = manifest
  const lifecycle = Object.entries(fieldsOf(scripts ?? {}, 'scripts')).filter(([name]) => lifecycleScripts.has(name))
  const kept = lifecycle.length === 0 ? shipped : {...shipped, scripts: Object.fromEntries(lifecycle)}
  return `${JSON.stringify(kept, undefined, 2)}\n`
}

/** Scripts that a package manager starts by itself when a package arrives or leaves. */
export const lifecycleScripts: ReadonlySet<string> = new Set([
  'preinstall',
  'install',
  'postinstall',
  'prepare',
  'preprepare',
  'postprepare',
  'preuninstall',
  'uninstall',
  'postuninstall',
  'dependencies',
])

const namesAtTop = (folder: string): readonly string[] =>
  globSync('*', {cwd: folder}).filter((name) => always.test(name) && lstatSync(join(folder, name)).isFile())

function listed(folder: string, manifest: Readonly<Record<string, unknown>>): readonly string[] {
  return texts(manifest['files'] ?? [], 'package.json: files').flatMap((pattern) => {
    const plain = pattern.replace(/^\.?\//, '').replace(/\/$/, '')
    if (plain.split('/').includes('..')) throw new Error(`package.json: files: "${pattern}" leaves the package`)
    return globSync([plain, `${plain}/**`], {cwd: folder})
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => !path.split('/').some((part) => part.startsWith('.') || part === 'node_modules'))
      .filter((path) => lstatSync(join(folder, path)).isFile())
  })
}
