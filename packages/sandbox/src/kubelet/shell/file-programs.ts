import {absolute, baseOf, FileError, file, folder, folderOf, type Node} from '../files/tree.ts'
import {each} from './each-path.ts'
import {type Call, options, type Program, ProgramError} from './program.ts'

const rm: Program = (call) => {
  const {flags, rest} = options(call.args)
  const isForced = flags.has('f')
  const isDeep = flags.has('r') || flags.has('R') || flags.has('recursive')
  if (rest.length === 0 && !isForced) throw new ProgramError('missing operand')
  return each(call, rest, "can't remove", (path) => {
    const found = call.machine.files.findLink(path)
    if (!found && isForced) return
    if (found?.kind === 'folder' && !isDeep) throw new FileError('EISDIR')
    call.machine.files.remove(path)
  })
}

const rmdir: Program = (call) =>
  each(call, options(call.args).rest, 'failed to remove', (path) => {
    if (call.machine.files.list(path).length > 0) throw new FileError('ENOTEMPTY')
    call.machine.files.remove(path)
  })

const mkdir: Program = (call) => {
  const {flags, rest} = options(call.args, 'm')
  return each(call, rest, "can't create directory", (path) => call.machine.files.makeFolder(path, flags.has('p')))
}

const touch: Program = (call) =>
  each(call, options(call.args, 'dt').rest, 'cannot touch', (path) => {
    const {files} = call.machine
    if (!files.isFolder(path)) files.write(path, Buffer.alloc(0), {append: true})
  })

function copyOf(node: Node, time: number): Node {
  if (node.kind === 'file') return file(Buffer.from(node.bytes), time, node.mode)
  if (node.kind === 'link') return node
  const made = folder(time, node.mode)
  for (const [name, child] of node.entries) made.entries.set(name, copyOf(child, time))
  return made
}

/** Where each source of `cp` and `mv` goes: into a folder, or to a name of its own. */
function destinations(call: Call, names: readonly string[]): [string, string][] {
  const target = names.at(-1)
  const sources = names.slice(0, -1)
  if (target === undefined || sources.length === 0) throw new ProgramError('missing file operand')
  const at = absolute(call.cwd, target)
  const isInto = call.machine.files.isFolder(at)
  if (sources.length > 1 && !isInto) throw new ProgramError(`target '${target}' is not a directory`)
  return sources.map((source) => [source, isInto ? absolute(at, baseOf(absolute(call.cwd, source))) : at])
}

const cp: Program = (call) => {
  const {flags, rest} = options(call.args)
  const {files, world} = call.machine
  const isDeep = flags.has('r') || flags.has('R') || flags.has('a')
  const targets = new Map(destinations(call, rest))
  return each(call, [...targets.keys()], "can't copy", (path, name) => {
    const found = files.find(path)
    if (!found) throw new FileError('ENOENT')
    if (found.kind === 'folder' && !isDeep) throw new ProgramError(`omitting directory '${name}'`)
    files.put(targets.get(name) ?? path, copyOf(found, world.clock.now()))
  })
}

const mv: Program = (call) => {
  const {files} = call.machine
  const targets = new Map(destinations(call, options(call.args).rest))
  return each(call, [...targets.keys()], "can't rename", (path, name) => {
    const found = files.findLink(path)
    const target = targets.get(name) ?? path
    if (!found) throw new FileError('ENOENT')
    if (`${target}/`.startsWith(`${path}/`)) throw new ProgramError(`can't rename '${name}': Invalid argument`)
    files.remove(path)
    files.put(target, found)
  })
}

const ln: Program = (call) => {
  const {flags, rest} = options(call.args)
  const [target = '', name = baseOf(target)] = rest
  const {files, world} = call.machine
  return each(call, [name], 'cannot create', (path) => {
    if (files.findLink(path) && !flags.has('f')) throw new FileError('EEXIST')
    if (flags.has('s')) files.put(path, {kind: 'link', target, time: world.clock.now()})
    else files.put(path, file(files.read(absolute(call.cwd, target)), world.clock.now()))
  })
}

const chmod: Program = (call) => {
  const [mode = '', ...names] = call.args.filter((arg) => !/^-[Rfv]+$/.test(arg))
  return each(call, names, 'cannot access', (path) => {
    const found = call.machine.files.find(path)
    if (!found || found.kind === 'link') throw new FileError('ENOENT')
    if (/^[0-7]+$/.test(mode)) found.mode = Number.parseInt(mode, 8)
    else if (/^[augo]*\+[rwx]*x/.test(mode)) found.mode |= 0o111
    else if (/^[augo]*-[rwx]*x/.test(mode)) found.mode &= ~0o111
    else if (!/^[augo]*[-+=][rwx]+$/.test(mode)) throw new ProgramError(`invalid mode '${mode}'`)
  })
}

const existing: Program = (call) =>
  each(call, options(call.args).rest.slice(1), 'cannot access', (path) => {
    if (!call.machine.files.find(path)) throw new FileError('ENOENT')
  })

const onPath =
  (change: (path: string) => string): Program =>
  ({args, io}) => {
    for (const name of args.filter((arg) => !arg.startsWith('-'))) io.out.write(`${change(name)}\n`)
    return 0
  }

const readlink: Program = (call) => {
  const {flags, rest} = options(call.args)
  return each(call, rest, 'cannot read', (path) => {
    const found = call.machine.files.findLink(path)
    if (!found) throw new FileError('ENOENT')
    if (found.kind === 'link')
      call.io.out.write(`${flags.has('f') ? absolute(folderOf(path), found.target) : found.target}\n`)
    else if (flags.has('f') || call.name === 'realpath') call.io.out.write(`${path}\n`)
    else throw new ProgramError('')
  })
}

const mktemp: Program = ({args, io, machine}) => {
  const path = `/tmp/tmp.${machine.world.random.suffix(10)}`
  if (args.includes('-d')) machine.files.makeFolder(path, true)
  else machine.files.write(path, Buffer.alloc(0))
  io.out.write(`${path}\n`)
  return 0
}

/** Programs that work on files and folders. */
export const filePrograms: Readonly<Record<string, Program>> = {
  basename: ({args, io}) => {
    const [path = '', suffix = ''] = args
    const base = baseOf(path.replace(/\/+$/, ''))
    io.out.write(`${suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base}\n`)
    return 0
  },
  chgrp: existing,
  chmod,
  chown: existing,
  cp,
  dirname: onPath((path) => (path.includes('/') ? folderOf(path) : '.')),
  ln,
  mkdir,
  mktemp,
  mv,
  readlink,
  realpath: readlink,
  rm,
  rmdir,
  sync: () => 0,
  touch,
}
