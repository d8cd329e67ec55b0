// Runs the built program for many command lines in one process, each on both routes, and writes what each left as JSON:
// starting it anew for every line would take minutes. Usage: node both-routes.ts HOME LINES, JSON.
import fs from 'node:fs'
import {syncBuiltinESMExports} from 'node:module'
import {join, resolve} from 'node:path'
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
  if (changes) {
    fs.rmSync(home, {recursive: true, force: true})
    fs.cpSync(template, home, {recursive: true, preserveTimestamps: true})
  }
  return {code, out: written[1] ?? '', err: written[2] ?? ''}
}

const {exit} = process
const {load} = bundleLoader(undefined)
process.setMaxListeners(0)
fs.cpSync(home, template, {recursive: true, preserveTimestamps: true})
const results: Both[] = []
for (const line of JSON.parse(typed) as readonly Line[]) {
  results.push({direct: await run(line, 'direct'), full: await run(line, 'full')})
}
fs.rmSync(template, {recursive: true, force: true})
process.exit = exit
process.stdout.write(JSON.stringify(results), () => exit(0))
