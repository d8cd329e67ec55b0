import {spawn} from 'node:child_process'
import {OmeError} from '../errors.ts'
import {plain, redact} from '../text.ts'

export interface Surroundings {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** It is ended when it has printed nothing for so long. */
  readonly silenceMs?: number
}

export interface Ended {
  readonly code: number
  readonly out: string
  /** The end of what it complained about, safe to show. */
  readonly complaint: string
  /** It was ended for its silence. */
  readonly silent: boolean
}

const largest = 64 * 2 ** 20
const longestComplaint = 4000

/** Runs a program to its end, without a shell; undefined when there is no such program. Ends with the signal. */
export async function runProgram(
  program: string,
  words: readonly string[],
  {cwd, env, signal, silenceMs}: Surroundings,
): Promise<Ended | undefined> {
  const child = spawn(program, words, {cwd, env: {...env}, signal, stdio: ['ignore', 'pipe', 'pipe']})
  const out: Buffer[] = []
  let [size, complaint, silent] = [0, '', false]
  const silence = (): void => {
    silent = true
    child.kill()
  }
  const timer = silenceMs === undefined ? undefined : setTimeout(silence, silenceMs)
  child.stdout.on('data', (chunk: Buffer) => {
    timer?.refresh()
    size += chunk.length
    if (size > largest) child.kill()
    else out.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    timer?.refresh()
    complaint = (complaint + chunk).slice(-longestComplaint)
  })
  const end = await new Promise<{readonly code: number | null} | {readonly error: NodeJS.ErrnoException}>((resolve) => {
    child.once('error', (error) => resolve({error}))
    child.once('close', (code) => resolve({code}))
  })
  clearTimeout(timer)
  signal.throwIfAborted()
  if ('error' in end) {
    if (end.error.code === 'ENOENT') return undefined
    throw new OmeError('failed', `${program} cannot be started: ${end.error.message}`, [], {cause: end.error})
  }
  if (size > largest) throw new OmeError('failed', `${program} printed more than ${largest} bytes`)
  const said = redact(plain(complaint.trim()))
  return {code: end.code ?? 1, out: Buffer.concat(out).toString(), complaint: said, silent}
}
