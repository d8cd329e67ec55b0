// npm run bench -- soak --minutes 30: whether the load generator's memory stays as it is. Prints a Markdown table.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {median} from './measure.ts'
import {standingServer} from './standing-server.ts'

const root = join(import.meta.dirname, '..', '..')

/** The heap after a collection of all of it: what is really in use. */
interface Collected {
  readonly minute: number
  readonly liveMiB: number
}

interface Look {
  readonly minute: number
  readonly residentMiB: number
  /** So far. */
  readonly cpuSeconds: number
}

interface SoakOptions {
  readonly minutes: number
  readonly rps: number
}

const tokens = 16
const constants = {ttftMs: 50, gapMs: 10, tokens}
const lookMs = 5000
/** How much more may be in use in the second half than in the first without being called growth. */
const toleranceMiB = 4
/** Small, so that all of it is collected often, and what is in use is seen. */
const heapMiB = 64

/** Sends load with the built program for so long, and looks at its memory every five seconds. */
export async function benchSoak(args: readonly string[]): Promise<void> {
  const options = {minutes: numberAfter(args, '--minutes', 30), rps: numberAfter(args, '--rps', 100)}
  const home = mkdtempSync(join(tmpdir(), 'ome-bench-soak-'))
  try {
    await using engine = await standingServer('engine', constants)
    const {looks, collected, report} = await soak(engine.url, home, options)
    const grown = growth(collected, options.minutes)
    process.stdout.write(`${tableOf(looks, collected)}\n\n${summary(grown, report)}\n`)
    process.exitCode = grown <= toleranceMiB && report.requests.failed === 0 ? 0 : 1
  } finally {
    rmSync(home, {recursive: true, force: true})
  }
}

function numberAfter(args: readonly string[], flag: string, usual: number): number {
  const at = args.indexOf(flag)
  const value = at < 0 ? usual : Number(args[at + 1])
  if (value > 0) return value
  throw new Error(`${flag} takes a number above 0`)
}

interface SoakReport {
  readonly requests: {readonly sent: number; readonly completed: number; readonly failed: number}
  readonly tokens: {readonly output: number}
  readonly latencies: Readonly<Record<string, {readonly count: number}>>
  readonly trust: {readonly verdict: string; readonly doubts: readonly {readonly rule: string}[]}
}

async function soak(url: string, home: string, {minutes, rps}: SoakOptions) {
  const load = ['--url', url, '--duration', `${Math.round(minutes * 60)}s`, '--rps', String(rps)]
  const words = ['load-test', ...load, '--max-tokens', String(tokens), '-o', 'json']
  const flags = ['--trace-gc', `--max-old-space-size=${heapMiB}`]
  const child = spawn(process.execPath, [...flags, join(root, 'bin', 'ome'), ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {...process.env, HOME: home, OME_CONFIG_DIR: home, OME_DATA_DIR: home, OME_CACHE_DIR: home},
  })
  const out = text(child.stdout)
  const looks: Look[] = []
  const started = performance.now()
  const timer = setInterval(() => {
    if (child.pid !== undefined) looks.push(lookAt(child.pid, (performance.now() - started) / 60_000))
  }, lookMs)
  const [code] = await once(child, 'exit')
  clearInterval(timer)
  if (code !== 0) throw new Error(`load-test ended with ${code}`)
  const lines = (await out).split('\n')
  const report: SoakReport = JSON.parse(lines.filter((line) => !gcLine.test(line)).join('\n'))
  return {looks, collected: lines.flatMap((line) => collectedIn(line) ?? []), report}
}

/** `[42:0x1a2b]  60000 ms: Mark-Compact 45.1 (60.2) -> 20.3 (58.0) MB, …`, and lines like it of smaller collections. */
const gcLine = /^\[\d+:0x[0-9a-f]+/

function collectedIn(line: string): Collected | undefined {
  const found = /^\[\d+:0x[0-9a-f]+\S* +(\d+) ms: Mark-Compact .*?-> ([\d.]+) /.exec(line)
  return found ? {minute: Number(found[1]) / 60_000, liveMiB: Number(found[2])} : undefined
}

function lookAt(pid: number, minute: number): Look {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  // The kernel counts in hundredths of a second.
  const cpuSeconds = (Number(stat[11]) + Number(stat[12])) / 100
  return {minute, residentMiB: mib('VmRSS'), cpuSeconds}
}

/** The second half of the time beside the first without its first tenth, which warms up. NaN where one had no collection. */
function growth(collected: readonly Collected[], minutes: number): number {
  const between = (from: number, to: number): number =>
    median(
      collected.filter(({minute}) => minute > minutes * from && minute <= minutes * to).map(({liveMiB}) => liveMiB),
    )
  return between(0.5, 1) - between(0.1, 0.5)
}

function tableOf(looks: readonly Look[], collected: readonly Collected[]): string {
  const heaps = Map.groupBy(collected, ({minute}) => Math.floor(minute))
  const minutes = Map.groupBy(looks, ({minute}) => Math.floor(minute))
  let before = 0
  const rows = [...minutes].map(([minute, all]) => {
    const last = all.at(-1)?.cpuSeconds ?? 0
    const cpu = last - before
    before = last
    const heap = heaps.get(minute)?.map(({liveMiB}) => liveMiB) ?? []
    const cells = [median(all.map(({residentMiB}) => residentMiB)), heap.length === 0 ? Number.NaN : median(heap)]
    return `| ${minute + 1} | ${cells.map((each) => (Number.isNaN(each) ? '' : each.toFixed(1))).join(' | ')} | ${((cpu / 60) * 100).toFixed(1)} % |`
  })
  return ['| Minute | Resident, MiB | Heap in use, MiB | Core |', '|---|---|---|---|', ...rows].join('\n')
}

/** Values are kept one by one, eight bytes each, until there are a million of a kind. */
function keptMiB({latencies, requests}: SoakReport): number {
  // Beside the latencies, the lengths of prompts and answers are kept, and the first token of each by its second.
  const counts = [...Object.values(latencies).map(({count}) => count), ...Array<number>(3).fill(requests.completed)]
  return (counts.reduce((sum, count) => sum + Math.min(count, 1e6), 0) * 8) / 2 ** 20
}

function summary(grown: number, report: SoakReport): string {
  const {requests, tokens: made, trust} = report
  const rules = trust.doubts.map(({rule}) => rule).join(', ')
  return [
    `${requests.completed} of ${requests.sent} requests, ${requests.failed} failed, ${made.output} tokens; verdict ${trust.verdict}${rules === '' ? '' : ` (${rules})`}.`,
    Number.isNaN(grown)
      ? 'Too little was collected to tell whether it grows: more minutes, or a higher --rps.'
      : `In the second half ${grown.toFixed(1)} MiB more of the heap are in use than in the first; ${toleranceMiB} are allowed.`,
    `Beside it, values kept for exact percentiles are ${keptMiB(report).toFixed(1)} MiB in the end.`,
  ].join('\n')
}
