// Runs the built program for many command lines in one process, each on both routes, and writes what each left as JSON:
// starting it anew for every line would take minutes. Usage: node both-routes.ts HOME LINES, JSON.
import fs from 'node:fs'
import {syncBuiltinESMExports} from 'node:module'
import {join, relative, resolve} from 'node:path'
import {bundleLoader} from '../src/launch/bundle-loader.ts'

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Both {
  readonly direct: Ended
  readonly full: Ended
}

export interface Line {
  readonly words: readonly string[]
  /** Whether it may leave the home folder different from how it found it. */
  readonly changes: boolean
}

interface Program {
  main(words: readonly string[], launch: object): void
}

const [home = '', typed = '[]'] = process.argv.slice(2)
const template = `${home}.before`
const index = join('.ome', 'cache', 'routes.json')
const dist = resolve(import.meta.dirname, '../dist')
const {version} = JSON.parse(fs.readFileSync(join(dist, '../package.json'), 'utf8'))
const {writeSync} = fs

/** A whole run in the home folder, which is put back afterwards. */
async function run({words, changes}: Line, route: string): Promise<Ended> {
  const written = ['', '', '']
  fs.writeSync = (file: number, ...rest: readonly unknown[]) => {
    if (file > 2) return Reflect.apply(writeSync, fs, [file, ...rest])
    const [data] = rest
    const text = Buffer.isBuffer(data) ? data.toString() : String(data)
    written[file] += text
    return Buffer.byteLength(text)
  }
  syncBuiltinESMExports()
  process.chdir(home)
  process.env['OME_ROUTE'] = route
  const {main} = load(join(dist, 'main.cjs')) as Program
  const code = await new Promise<number>((done) => {
    process.exit = (code) => done(Number(code)) as never
    const shared = () => load(join(dist, 'shared.cjs'))
    main(words, {dist, program: 'ome', version, shared, load, ran: () => {}, unusual: () => {}})
  })
  fs.writeSync = writeSync
  if (changes) await putBack()
  return {code, out: written[1] ?? '', err: written[2] ?? ''}
}

/** Size and time of what lies below a folder, by path; folders stand before what is in them and have none. */
function contentOf(root: string): Map<string, string> {
  const entries = fs.readdirSync(root, {recursive: true, withFileTypes: true})
  const rows = entries.map((entry): [string, string] => {
    const path = join(entry.parentPath, entry.name)
    const {size, mtimeMs} = fs.lstatSync(path)
    return [relative(root, path), entry.isDirectory() ? '' : `${size} ${Math.trunc(mtimeMs)}`]
  })
  return new Map(rows.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Only what a run changed: the program makes its index anew when a file it was made from is another one than before. */
async function putBack(): Promise<void> {
  const now = contentOf(home)
  for (const path of now.keys()) if (!before.has(path)) fs.rmSync(join(home, path), {recursive: true, force: true})
  const changed = [...before].filter(([path, stamp]) => now.get(path) !== stamp).map(([path]) => path)
  for (const path of changed) {
    fs.rmSync(join(home, path), {recursive: true, force: true})
    fs.cpSync(join(template, path), join(home, path), {recursive: true, preserveTimestamps: true})
  }
  if (changed.some((path) => path !== index)) await keepIndex()
}

/** The index of the files as they are now, in the copy as well. */
async function keepIndex(): Promise<void> {
  await run({words: ['version', '--client'], changes: false}, 'direct')
  fs.cpSync(join(home, index), join(template, index), {preserveTimestamps: true})
  before.set(index, contentOf(template).get(index) ?? '')
}

const {exit} = process
const {load} = bundleLoader(undefined)
process.setMaxListeners(0)
fs.cpSync(home, template, {recursive: true, preserveTimestamps: true})
const before = contentOf(template)
const results: Both[] = []
for (const line of JSON.parse(typed) as readonly Line[]) {
  results.push({direct: await run(line, 'direct'), full: await run(line, 'full')})
}
fs.rmSync(template, {recursive: true, force: true})
process.exit = exit
process.stdout.write(JSON.stringify(results), () => exit(0))
