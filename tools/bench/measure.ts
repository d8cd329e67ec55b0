import {spawn} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {performance} from 'node:perf_hooks'

export interface Program {
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface Sample {
  readonly ms: number
  readonly peakMiB: number
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

function highWaterMark(pid: number): number {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found ? Number(found[1]) / 1024 : 0
  } catch (error) {
    // The process ended between two looks, or the system has no /proc: no reading.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0
    throw error
  }
}

/** One whole process from start to end. Peak memory is the kernel's high-water mark, read every 2 ms (0 where it cannot be read). */
export async function sample({command, env}: Program, memory: boolean): Promise<Sample> {
  const [program = '', ...args] = command
  const started = performance.now()
  const child = spawn(program, args, {stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, ...env}})
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8')
  })
  let peakMiB = 0
  const look = (): void => {
    if (child.pid) peakMiB = Math.max(peakMiB, highWaterMark(child.pid))
  }
  const timer = memory ? setInterval(look, 2) : undefined
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  const ms = performance.now() - started
  clearInterval(timer)
  if (code !== 0) throw new Error(`${command.join(' ')} ended with code ${code}: ${errors.trim()}`)
  return {ms, peakMiB}
}

export interface Pair {
  readonly ours: {readonly ms: number; readonly peakMiB: number}
  readonly theirs: {readonly ms: number; readonly peakMiB: number}
}

/** Two programs in turn, A B A B …, so that a drift of the machine's speed meets both; medians of the runs after the first. */
export async function pair(ours: Program, theirs: Program, runs: number, memory = false): Promise<Pair> {
  const a: Sample[] = []
  const b: Sample[] = []
  for (let run = 0; run <= runs; run += 1) {
    const first = await sample(ours, memory)
    const second = await sample(theirs, memory)
    if (run === 0) continue
    a.push(first)
    b.push(second)
  }
  const summary = (samples: readonly Sample[]) => ({
    ms: median(samples.map(({ms}) => ms)),
    peakMiB: median(samples.map(({peakMiB}) => peakMiB)),
  })
  return {ours: summary(a), theirs: summary(b)}
}
