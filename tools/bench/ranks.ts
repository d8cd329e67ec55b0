// node tools/bench/ranks.ts --seconds 300: whether `kf logs --follow` keeps 64 ranks of 1,000 lines a second in order, loses
// nothing, and takes no more memory as time goes on. Prints a Markdown table.
import {type ChildProcessByStdio, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import type {Readable} from 'node:stream'

const root = join(import.meta.dirname, '..', '..')
const after = (flag: string, usual: number): number => {
  const at = process.argv.indexOf(flag)
  return at < 0 ? usual : Number(process.argv[at + 1])
}
const [ranks, rate, seconds] = [after('--ranks', 64), after('--rate', 1000), after('--seconds', 60)]
const lookMs = 1000

interface Look {
  readonly second: number
  readonly lines: number
  readonly residentMiB: number
  /** So far. */
  readonly cpuSeconds: number
}

/** What was printed, checked as it comes. */
class Reader {
  lines = 0
  disordered = 0
  lost = 0
  readonly #next = new Map<number, number>()
  #before = ''

  read(line: string): void {
    const end = line.indexOf(']')
    const rank = Number(line.slice('[rank '.length, end))
    const [at = '', index = ''] = line.slice(end + 2, end + 60).split(' ')
    if (at < this.#before) this.disordered++
    this.#before = at
    if (Number(index) !== (this.#next.get(rank) ?? 0)) this.lost++
    this.#next.set(rank, Number(index) + 1)
    this.lines++
  }
}

type Program = ChildProcessByStdio<null, Readable, null>

async function follow(url: string, home: string, reader: Reader): Promise<readonly Look[]> {
  const words = ['kf', 'logs', 'sft', '--server', url, '-n', 'team-a', '--follow', '--timestamps']
  const child: Program = spawn(process.execPath, [join(root, 'bin', 'ome'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {...process.env, HOME: home, OME_CONFIG_DIR: home, OME_DATA_DIR: home, OME_CACHE_DIR: home},
  })
  const looks: Look[] = []
  const timer = setInterval(() => looks.push(lookAt(child.pid ?? 0, looks.length + 1, reader.lines)), lookMs)
  let rest = ''
  for await (const chunk of child.stdout) {
    const parts = (rest + String(chunk)).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) reader.read(part)
  }
  clearInterval(timer)
  return looks
}

function lookAt(pid: number, second: number, lines: number): Look {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  // The kernel counts in hundredths of a second.
  const cpuSeconds = (Number(stat[11]) + Number(stat[12])) / 100
  return {second, lines, residentMiB: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024, cpuSeconds}
}

function tableOf(looks: readonly Look[]): string {
  const step = Math.max(1, Math.floor(looks.length / 6))
  const rows = looks
    .filter((_, index) => index % step === step - 1)
    .map((look) => {
      const before = looks[look.second - 1 - step]
      const [lines, cpu] = [look.lines - (before?.lines ?? 0), look.cpuSeconds - (before?.cpuSeconds ?? 0)]
      const share = `${((100 * cpu) / step).toFixed(0)} %`
      return `| ${look.second} | ${Math.round(lines / step)} | ${look.residentMiB.toFixed(0)} | ${share} |`
    })
  return ['| Second | Lines a second | Resident, MiB | Core |', '|---|---|---|---|', ...rows].join('\n')
}

const home = mkdtempSync(join(tmpdir(), 'ome-bench-ranks-'))
const words = [ranks, rate, seconds].map(String)
const server = spawn(process.execPath, [join(import.meta.dirname, 'rank-server.ts'), ...words], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const [url] = (await once(createInterface({input: server.stdout}), 'line')) as [string]
  const reader = new Reader()
  const looks = await follow(url, home, reader)
  const peak = Math.max(...looks.map(({residentMiB}) => residentMiB || 0))
  const {lines, disordered, lost} = reader
  process.stdout.write(`${tableOf(looks)}\n\n${lines} of ${ranks * rate * seconds} lines, ${disordered} out of order, `)
  process.stdout.write(`${lost} gaps; ${peak.toFixed(0)} MiB at most.\n`)
  process.exitCode = lines === ranks * rate * seconds && lost === 0 && disordered === 0 ? 0 : 1
} finally {
  server.kill()
  rmSync(home, {recursive: true, force: true})
}
