import {patternTest} from '../files/name-pattern.ts'
import {absolute, baseOf, FileError, folder, folderOf, type Node, sizeOf} from '../files/tree.ts'
import {each} from './each-path.ts'
import {options, type Program, ProgramError} from './program.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function dateText(time: number): string {
  const date = new Date(time)
  const clock = date.toISOString().slice(11, 16)
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${clock}`
}

const bits = (mode: number): string =>
  ['rwx', 'rwx', 'rwx']
    .map((set, i) => [...set].map((bit, j) => (mode & (1 << (8 - i * 3 - j)) ? bit : '-')).join(''))
    .join('')

/** The first column of `ls -l`. */
const modeText = (node: Node): string => {
  if (node.kind === 'link') return 'lrwxrwxrwx'
  const text = `${node.kind === 'folder' ? 'd' : '-'}${bits(node.mode)}`
  return node.mode & 0o1000 ? `${text.slice(0, -1)}t` : text
}

const human = (bytes: number): string => {
  const units = ['', 'K', 'M', 'G', 'T']
  let value = bytes
  let unit = 0
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024
  return unit === 0 ? String(value) : `${value.toFixed(1)}${units[unit]}`
}

function long(name: string, node: Node, isHuman: boolean): string {
  const size = node.kind === 'folder' ? 4096 : node.kind === 'link' ? node.target.length : node.bytes.length
  const links = node.kind === 'folder' ? 2 : 1
  const shown = node.kind === 'link' ? `${name} -> ${node.target}` : name
  return `${modeText(node)} ${String(links).padStart(4)} root     root     ${(isHuman ? human(size) : String(size)).padStart(9)} ${dateText(node.time)} ${shown}\n`
}

const ls: Program = (call) => {
  const {flags, rest} = options(call.args)
  const {machine, cwd, io} = call
  let code = 0
  const names = rest.length > 0 ? rest : ['.']
  const show = (entries: readonly [string, Node][]): void => {
    if (flags.has('l')) {
      for (const [name, node] of entries) io.out.write(long(name, node, flags.has('h')))
    } else for (const [name] of entries) io.out.write(`${name}\n`)
  }
  const listed = (path: string): [string, Node][] => {
    const entries = machine.files
      .list(path)
      .filter(([name]) => flags.has('a') || flags.has('A') || !name.startsWith('.'))
    if (flags.has('t')) entries.sort(([, a], [, b]) => b.time - a.time)
    if (flags.has('r')) entries.reverse()
    const self = machine.files.find(path)
    const above = machine.files.find(folderOf(path))
    const dots: [string, Node][] =
      self && above
        ? [
            ['.', self],
            ['..', above],
          ]
        : []
    return flags.has('a') ? [...dots, ...entries] : entries
  }
  const walk = (path: string, title: string, isTitled: boolean): void => {
    if (isTitled) io.out.write(`${title}:\n`)
    const entries = listed(path)
    if (flags.has('l')) io.out.write(`total ${entries.length * 4}\n`)
    show(entries)
    if (!flags.has('R')) return
    for (const [name, node] of entries) {
      if (node.kind !== 'folder' || name === '.' || name === '..') continue
      io.out.write('\n')
      walk(absolute(path, name), `${title}/${name}`, true)
    }
  }
  for (const name of names) {
    const path = absolute(cwd, name)
    const node = machine.files.find(path)
    if (!node) {
      io.err.write(`ls: ${name}: No such file or directory\n`)
      code = 1
    } else if (node.kind === 'folder' && !flags.has('d')) walk(path, name, names.length > 1 || flags.has('R'))
    else show([[name, flags.has('l') ? (machine.files.findLink(path) ?? node) : node]])
  }
  return code
}

const find: Program = (call) => {
  const at = call.args.findIndex((arg) => arg.startsWith('-'))
  const starts = call.args.slice(0, at < 0 ? undefined : at)
  const tests = new Map<string, string>()
  const conditions = at < 0 ? [] : call.args.slice(at)
  for (let i = 0; i < conditions.length; i++) {
    const name = conditions[i] ?? ''
    if (name === '-print') continue
    if (!['-name', '-type', '-maxdepth', '-path'].includes(name)) throw new ProgramError(`unrecognized: ${name}`)
    tests.set(name, conditions[++i] ?? '')
  }
  const name = tests.get('-name')
  const path = tests.get('-path')
  const isNamed = name === undefined ? () => true : patternTest(name)
  const isAt = path === undefined ? () => true : patternTest(path)
  const type = tests.get('-type')
  const deepest = Number(tests.get('-maxdepth') ?? Number.POSITIVE_INFINITY)
  const kinds: Readonly<Record<string, Node['kind']>> = {f: 'file', d: 'folder', l: 'link'}
  const visit = (shown: string, node: Node, depth: number): void => {
    if (isNamed(baseOf(shown)) && isAt(shown) && (type === undefined || kinds[type] === node.kind))
      call.io.out.write(`${shown}\n`)
    if (node.kind !== 'folder' || depth >= deepest) return
    for (const [child, inner] of [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1)))
      visit(shown === '/' ? `/${child}` : `${shown}/${child}`, inner, depth + 1)
  }
  let code = 0
  for (const start of starts.length > 0 ? starts : ['.']) {
    const node = call.machine.files.find(absolute(call.cwd, start))
    if (node) visit(start, node, 0)
    else {
      call.io.err.write(`find: ${start}: No such file or directory\n`)
      code = 1
    }
  }
  return code
}

const du: Program = (call) => {
  const {flags, rest} = options(call.args)
  return each(call, rest.length > 0 ? rest : ['.'], 'cannot access', (path, name) => {
    const found = call.machine.files.find(path)
    if (!found) throw new FileError('ENOENT')
    const bytes = sizeOf(found)
    call.io.out.write(`${flags.has('h') ? human(bytes) : Math.ceil(bytes / 1024)}\t${name}\n`)
  })
}

const df: Program = ({io, args, machine}) => {
  const isHuman = args.some((arg) => arg.includes('h'))
  const total = 200 * 1024 ** 3
  const used = 37 * 1024 ** 3 + sizeOf(machine.files.find('/') ?? folder(0))
  const size = (bytes: number): string => (isHuman ? human(bytes) : String(Math.ceil(bytes / 1024)))
  io.out.write(`Filesystem           ${isHuman ? '     Size' : '1K-blocks'}      Used Available Use% Mounted on\n`)
  const row = [size(total).padStart(9), size(used).padStart(9), size(total - used).padStart(9)].join(' ')
  io.out.write(`${'overlay'.padEnd(20)} ${row}  ${Math.ceil((used / total) * 100)}% /\n`)
  return 0
}

const stat: Program = (call) => {
  const {values, rest} = options(call.args, 'c')
  return each(call, rest, 'cannot stat', (path, name) => {
    const found = call.machine.files.findLink(path)
    if (!found) throw new FileError('ENOENT')
    const mode = found.kind === 'link' ? 0o777 : found.mode
    const size = found.kind === 'file' ? found.bytes.length : 4096
    const format = values.get('c')
    const replaced: Readonly<Record<string, string>> = {
      n: name,
      s: String(size),
      a: mode.toString(8),
      A: modeText(found),
      U: 'root',
      G: 'root',
      Y: String(Math.floor(found.time / 1000)),
    }
    if (format !== undefined)
      call.io.out.write(`${format.replace(/%(\w)/g, (whole, letter: string) => replaced[letter] ?? whole)}\n`)
    else
      call.io.out.write(
        `  File: ${name}\n  Size: ${size}\nAccess: (${mode.toString(8).padStart(4, '0')}/${modeText(found)})\nModify: ${new Date(found.time).toISOString()}\n`,
      )
  })
}

/** Programs that tell what lies in folders. */
export const listingPrograms: Readonly<Record<string, Program>> = {df, du, find, ls, stat}
