// npm run bench -- load: our load generator beside autocannon and wrk on one server, and beside an engine with known
// constants. Prints Markdown tables.
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {loadavg, tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import type {EngineTruth} from './engine.ts'
import {median} from './measure.ts'
import {pin, standingServer} from './standing-server.ts'

const root = join(import.meta.dirname, '..', '..')
const cache = join(root, 'node_modules', '.cache', 'ome-bench')
const autocannon = {version: '9.0.0', program: join(cache, 'node_modules', 'autocannon', 'autocannon.js')}
const connections = 64
const seconds = 8
const rounds = 3

/** What a run came to: requests, and the time of the processor that the whole process took. */
interface Ran {
  readonly requests: number
  readonly perSecond: number
  readonly cpuSeconds: number
}

interface Contender {
  readonly name: string
  run(url: string, path: string): Promise<Ran>
}

export async function benchLoad(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ome-bench-load-'))
  try {
    process.stdout.write(`load of the machine before: ${loadavg()[0]?.toFixed(1)}\n\n`)
    await besideOthers(folder)
    await besideTruth(folder)
    process.stdout.write(`load of the machine after: ${loadavg()[0]?.toFixed(1)}\n`)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const printTable = (head: readonly string[], rows: readonly (readonly string[])[]): void => {
  process.stdout.write(`${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n\n`)
}

async function besideOthers(folder: string): Promise<void> {
  const contenders = [ours(folder), ...others(folder)]
  await using server = await standingServer('canned-server')
  pin(server.pid, 0)
  const rows: string[][] = []
  for (const [what, path] of [
    ['an answer of JSON', '/v1/embeddings'],
    ['16 events at once', '/v1/chat/completions'],
  ] as const) {
    const ran = new Map(contenders.map(({name}) => [name, [] as Ran[]]))
    for (let round = 0; round < rounds; round += 1)
      for (const {name, run} of contenders) ran.get(name)?.push(await run(server.url, path))
    for (const [name, all] of ran) {
      const rate = median(all.map(({perSecond}) => perSecond))
      const cpu = median(all.map(({requests, cpuSeconds}) => (cpuSeconds / requests) * 1e6))
      rows.push([what, name, rate.toFixed(0), cpu.toFixed(1)])
    }
  }
  printTable(['Request', 'Program', 'requests/s', 'processor, µs each'], rows)
}

/** Requests as our generator sends them. */
const bodies: Readonly<Record<string, object>> = {
  '/v1/embeddings': {model: 'm', input: 'Why is the sky blue?'},
  '/v1/chat/completions': {
    model: 'm',
    messages: [{role: 'user', content: 'Why is the sky blue?'}],
    max_tokens: 16,
    stream: true,
    stream_options: {include_usage: true},
  },
}

interface OmeReport {
  readonly requests: {readonly completed: number; readonly failed: number}
  readonly failures: readonly unknown[]
  readonly rates: {readonly requests: number}
  readonly latencies: Readonly<
    Record<string, {readonly percentiles: readonly {readonly percent: number; readonly value: number}[]} | undefined>
  >
  readonly generator: {readonly statedErrorMs: number; readonly utilization: number}
  readonly trust: {readonly verdict: string}
}

async function benchmark(folder: string, words: readonly string[]) {
  const command = [process.execPath, join(root, 'bin', 'ome'), 'benchmark', '--model', 'm', ...words, '-o', 'json']
  const {out, cpuSeconds} = await timed(command, folder)
  const report: OmeReport = JSON.parse(out)
  if (report.requests.failed > 0)
    throw new Error(`${report.requests.failed} requests failed: ${JSON.stringify(report.failures)}`)
  return {report, cpuSeconds}
}

const ours = (folder: string): Contender => ({
  name: 'ome',
  async run(url, path) {
    const api = path === '/v1/embeddings' ? 'embeddings' : 'chat'
    const load = ['-c', String(connections), '--duration', `${seconds}s`, '--max-tokens', '16']
    const words = ['--url', url, '--api', api, '--prompt', 'Why is the sky blue?', '--exact-prompt', ...load]
    const {report, cpuSeconds} = await benchmark(folder, words)
    return {requests: report.requests.completed, perSecond: report.rates.requests, cpuSeconds}
  },
})

function others(folder: string): readonly Contender[] {
  if (!existsSync(autocannon.program)) {
    mkdirSync(cache, {recursive: true})
    const words = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', cache]
    execFileSync('npm', [...words, `autocannon@${autocannon.version}`], {stdio: ['ignore', 'ignore', 'inherit']})
  }
  const known: readonly Contender[] = [
    {
      name: `autocannon ${autocannon.version}`,
      async run(url, path) {
        const body = JSON.stringify(bodies[path])
        const load = ['-c', String(connections), '-d', String(seconds), '-m', 'POST', '-b', body, '-j']
        const command = [
          process.execPath,
          autocannon.program,
          ...load,
          '-H',
          'content-type=application/json',
          url + path,
        ]
        const {out, cpuSeconds} = await timed(command, folder)
        const {requests} = JSON.parse(out)
        return {requests: requests.total, perSecond: requests.average, cpuSeconds}
      },
    },
    {
      name: 'wrk',
      async run(url, path) {
        const script = join(folder, 'post.lua')
        const body = `wrk.body = [[${JSON.stringify(bodies[path])}]]`
        writeFileSync(script, `wrk.method = "POST"\n${body}\nwrk.headers["content-type"] = "application/json"\n`)
        const load = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '-s', script]
        const {out, cpuSeconds} = await timed(['wrk', ...load, url + path], folder)
        const [requests, perSecond] = [/(\d+) requests in/, /Requests\/sec: +([\d.]+)/].map((found) =>
          Number(found.exec(out)?.[1]),
        )
        return {requests: requests ?? Number.NaN, perSecond: perSecond ?? Number.NaN, cpuSeconds}
      },
    },
  ]
  if (isProgram('wrk')) return known
  process.stdout.write('wrk is not installed: its rows are missing\n')
  return known.filter(({name}) => name !== 'wrk')
}

function isProgram(name: string): boolean {
  try {
    execFileSync('which', [name], {stdio: 'ignore'})
    return true
  } catch {
    // Told by the answer: not there.
    return false
  }
}

/** A whole process on the second core, with the time of the processor that bash says it took. */
async function timed(command: readonly string[], home: string): Promise<{out: string; cpuSeconds: number}> {
  const env = {HOME: home, OME_CONFIG_DIR: home, OME_DATA_DIR: home, OME_CACHE_DIR: home, TIMEFORMAT: '%U %S'}
  const child = spawn('bash', ['-c', 'time "$@"', '--', ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {...process.env, ...env},
  })
  if (child.pid !== undefined) pin(child.pid, 1)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${err}`)
  const [user = Number.NaN, system = Number.NaN] = (err.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return {out, cpuSeconds: user + system}
}

/** What our generator reports of an engine, beside what the engine did by its own clock. */
async function besideTruth(folder: string): Promise<void> {
  await using engine = await standingServer('engine', {ttftMs: 50, gapMs: 10, tokens: 16})
  pin(engine.pid, 0)
  const rows: string[][] = []
  for (const streams of [1, 64, 256, 1024]) {
    await fetch(`${engine.url}/truth`)
    const load = ['-c', String(streams), '-r', String(Math.max(100, streams * 6))]
    const {report} = await benchmark(folder, ['--url', engine.url, '--max-tokens', '16', ...load])
    const truth = (await (await fetch(`${engine.url}/truth`)).json()) as EngineTruth
    const both = (['ttft', 'itl', 'e2e'] as const).map((name) => {
      const found = report.latencies[name]?.percentiles.find(({percent}) => percent === 50)?.value ?? Number.NaN
      return `${found.toFixed(1)} / ${truth[name].toFixed(1)}`
    })
    const {statedErrorMs, utilization} = report.generator
    const trust = [statedErrorMs.toFixed(1), `${Math.round(utilization * 100)} %`, report.trust.verdict]
    rows.push([String(streams), `${report.requests.completed} / ${truth.requests}`, ...both, ...trust])
  }
  const columns = ['Requests', 'TTFT, ms', 'ITL, ms', 'E2E, ms', 'stated error, ms', 'generator busy', 'verdict']
  printTable(['Streams', ...columns], rows)
}
