import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'

/** What loading a bundle as the host does came to. */
export interface Loaded {
  /** Milliseconds to evaluate the bundle and every command, the best of several processes. */
  readonly ms: number
  /** What it wrote on stdout or stderr by being loaded. */
  readonly printed: string
  /** Per command id what its class lacks. */
  readonly lacks: Readonly<Record<string, readonly string[]>>
  /** Why it could not be loaded. */
  readonly error?: string
  /** The process did not end by itself. */
  readonly hangs: boolean
}

/** Without compiled code kept from another run, and with room for a bundle that holds its own copy of the sdk. */
export const loadBudgetMs = 400
const attempts = 3

/** Hands the framework and the sdk over, loads the bundle, and reports on file descriptor 3. */
const program = `
const {createRequire, Module} = require('node:module')
const {readFileSync, writeSync} = require('node:fs')
const [, shared, bundle] = process.argv
const modules = require(shared)
const {OmeCommand} = modules['@ome/sdk/command']()
const own = createRequire(bundle)
const give = (name) => (Object.hasOwn(modules, name) ? modules[name]() : own(name))
const text = readFileSync(bundle, 'utf8')
const module_ = new Module(bundle)
const report = {lacks: {}}
const declared = (found, name) => {
  for (let at = found; at && at !== OmeCommand && at !== Function.prototype; at = Object.getPrototypeOf(at))
    if (Object.hasOwn(at, name)) return !(at.name === 'OmeCommand' && Object.hasOwn(at, 'baseFlags'))
  return false
}
try {
  const started = performance.now()
  const run = require('node:vm').compileFunction(text, ['exports', 'require', 'module', '__filename', '__dirname'], {filename: bundle})
  run.call(module_.exports, module_.exports, give, module_, bundle, require('node:path').dirname(bundle))
  const {commands} = module_.exports
  const classes = Object.keys(commands).map((id) => [id, commands[id]])
  report.ms = performance.now() - started
  for (const [id, found] of classes)
    report.lacks[id] = typeof found === 'function' ? ['needs', 'risk'].filter((name) => !declared(found, name)) : ['a class']
} catch (error) {
  report.error = error instanceof Error ? error.message : String(error)
}
writeSync(3, JSON.stringify(report))
`

/** Loads a bundle in processes of its own, with the host's copy of the sdk. Runs no command. */
export async function probeLoad(
  bundle: string,
  hostFolder: string,
  signal: AbortSignal,
  patienceMs = 10_000,
): Promise<Loaded> {
  const runs: Loaded[] = []
  while (runs.length < attempts) {
    const run = await probeOnce([join(hostFolder, 'dist/shared.cjs'), bundle], signal, patienceMs)
    runs.push(run)
    if (run.error !== undefined || run.hangs || run.ms <= loadBudgetMs) break
  }
  return runs.reduce((best, run) => (run.ms < best.ms ? run : best))
}

async function probeOnce(files: readonly string[], signal: AbortSignal, patienceMs: number): Promise<Loaded> {
  const child = spawn(process.execPath, ['-e', program, ...files], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {PATH: process.env['PATH']},
    timeout: patienceMs,
    killSignal: 'SIGKILL',
    signal,
  })
  const texts = ['', '', '', '']
  for (const place of [1, 2, 3] as const) {
    const stream = child.stdio[place]
    if (stream === null || stream === undefined || !('setEncoding' in stream)) continue
    stream.setEncoding('utf8').on('data', (text: string) => {
      texts[place] += text
    })
  }
  const killed = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (_code, killer) => resolve(killer !== null))
  })
  const printed = `${texts[1]}${texts[2]}`.trim()
  if (texts[3] === '') {
    if (killed) return {ms: patienceMs, printed, lacks: {}, hangs: true}
    throw new OmeError('failed', `${files.at(-1)} could not be tried`, [], {cause: new Error(printed)})
  }
  const {ms = 0, lacks, error}: Partial<Loaded> & Pick<Loaded, 'lacks'> = JSON.parse(texts[3] ?? '')
  return {ms, printed, lacks, hangs: killed, ...(error === undefined ? {} : {error})}
}
