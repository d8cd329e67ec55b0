import {gunzipSync, gzipSync} from 'node:zlib'
import {readTar, type TarEntry, TarError, tarEnd, tarEntry} from '../files/tar.ts'
import {absolute, file, folder, folderOf, type Node} from '../files/tree.ts'
import {ByteSource} from './byte-source.ts'
import {type Call, type Program, ProgramError} from './program.ts'

interface Wish {
  readonly action: 'c' | 'x' | 't'
  readonly archive: string
  readonly folder: string
  readonly isGzip: boolean
  readonly isVerbose: boolean
  readonly names: readonly string[]
}

function readArgs(args: readonly string[], cwd: string): Wish {
  const letters: string[] = []
  const names: string[] = []
  let archive = '-'
  let at = cwd
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg.startsWith('--')) {
      const [name, value] = arg.slice(2).split('=')
      if (name === 'directory') at = absolute(cwd, value ?? '')
      else if (name === 'file') archive = value ?? '-'
      continue
    }
    if (i > 0 && (!arg.startsWith('-') || arg === '-')) {
      names.push(arg)
      continue
    }
    // Letters that take a value take the words after them, in their order.
    for (const letter of arg.replace(/^-/, '')) {
      if (letter === 'f') archive = args[++i] ?? '-'
      else if (letter === 'C') at = absolute(cwd, args[++i] ?? '')
      else letters.push(letter)
    }
  }
  const action = (['c', 'x', 't'] as const).find((letter) => letters.includes(letter))
  if (!action) throw new ProgramError('You must specify one of the `-ctx` options', 2)
  return {action, archive, folder: at, isGzip: letters.includes('z'), isVerbose: letters.includes('v'), names}
}

/** `tar` with `c`, `x`, `t`, `f`, `C`, `z`, `v`; `m`, `p` and `o` change nothing here. */
export const tarProgram: Program = async (call) => {
  const wish = readArgs(call.args, call.cwd)
  return wish.action === 'c' ? pack(call, wish) : unpack(call, wish)
}

function pack(call: Call, wish: Wish): number {
  const {machine, io} = call
  const parts: Buffer[] = []
  let code = 0
  const add = (path: string, node: Node): void => {
    parts.push(tarEntry(path, node))
    if (wish.isVerbose) io.err.write(`${path}\n`)
    if (node.kind !== 'folder') return
    for (const [name, child] of node.entries) add(`${path.replace(/\/$/, '')}/${name}`, child)
  }
  if (wish.names.some((name) => name.startsWith('/'))) io.err.write("tar: Removing leading `/' from member names\n")
  for (const name of wish.names) {
    const node = machine.files.findLink(absolute(wish.folder, name))
    if (node) add(name.replace(/^\/+/, '') || './', node)
    else {
      io.err.write(`tar: ${name}: Cannot stat: No such file or directory\n`)
      code = 2
    }
  }
  if (code !== 0) io.err.write('tar: Exiting with failure status due to previous errors\n')
  const bytes = Buffer.concat([...parts, tarEnd()])
  const packed = wish.isGzip ? gzipSync(bytes) : bytes
  if (wish.archive === '-') io.out.write(packed)
  else machine.files.write(absolute(call.cwd, wish.archive), packed)
  return code
}

async function unpack(call: Call, wish: Wish): Promise<number> {
  const {machine, io, cwd} = call
  const raw = wish.archive === '-' ? io.in : ByteSource.of(machine.files.read(absolute(cwd, wish.archive)))
  const source = wish.isGzip ? ByteSource.of(unzipped(await raw.all())) : raw
  if (wish.action === 'x' && !machine.files.isFolder(wish.folder))
    throw new ProgramError(`${wish.folder}: Cannot open: No such file or directory`, 2)
  const isWanted = (path: string): boolean =>
    wish.names.length === 0 ||
    wish.names.some((name) => path === name || path.startsWith(`${name.replace(/\/$/, '')}/`))
  try {
    for await (const entry of readTar((count) => source.take(count))) {
      if (!isWanted(entry.path)) continue
      if (wish.action === 't' || wish.isVerbose) io.out.write(`${entry.path}\n`)
      if (wish.action === 'x') store(call, wish.folder, entry)
    }
  } catch (error) {
    if (!(error instanceof TarError)) throw error
    throw new ProgramError(error.message, 2)
  }
  return 0
}

function unzipped(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, {maxOutputLength: 64 * 1024 * 1024})
  } catch {
    throw new ProgramError('invalid gzip data', 2)
  }
}

function store({machine}: Call, at: string, entry: TarEntry): void {
  const {files, world} = machine
  const path = absolute(at, entry.path.replace(/^\/+/, ''))
  if (path === '/' || !`${path}/`.startsWith(at === '/' ? '/' : `${at}/`)) return
  const time = entry.time || world.clock.now()
  if (!files.isFolder(folderOf(path))) files.makeFolder(folderOf(path), true)
  if (entry.kind === 'folder') {
    if (!files.isFolder(path)) files.put(path, folder(time, entry.mode))
  } else if (entry.kind === 'link') files.put(path, {kind: 'link', target: entry.target, time})
  else if (files.find(path)?.kind === 'file') files.write(path, entry.bytes, {time, mode: entry.mode})
  else files.put(path, file(entry.bytes, time, entry.mode))
}
