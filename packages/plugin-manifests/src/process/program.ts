import {spawn} from 'node:child_process'
import {OmeError} from '@ome/sdk/errors'
import {plain, redact} from '@ome/sdk/text'

export interface Surroundings {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

export interface Ended {
  readonly code: number
  readonly out: string
  /** What it complained about, safe to show. */
  readonly complaint: string
}

const largest = 64 * 2 ** 20

/** Runs a program to its end, without a shell; undefined when there is no such program. Ends with the signal. */
export async function runProgram(
  program: string,
  words: readonly string[],
  {cwd, env, signal}: Surroundings,
): Promise<Ended | undefined> {
  const child = spawn(program, words, {cwd, env: {...env}, signal, stdio: ['ignore', 'pipe', 'pipe']})
  const out: Buffer[] = []
  const complaint: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > largest) child.kill()
    else out.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => void (complaint.length < 100 && complaint.push(chunk)))
  const end = await new Promise<{readonly code: number | null} | {readonly error: NodeJS.ErrnoException}>((resolve) => {
    child.once('error', (error) => resolve({error}))
    child.once('close', (code) => resolve({code}))
  })
  signal.throwIfAborted()
  if ('error' in end) {
    if (end.error.code === 'ENOENT') return undefined
    throw new OmeError('failed', `${program} cannot be started: ${end.error.message}`, [], {cause: end.error})
  }
  if (size > largest) throw new OmeError('failed', `${program} printed more than ${largest} bytes`)
  const said = redact(plain(Buffer.concat(complaint).toString().trim().slice(0, 2000)))
  return {code: end.code ?? 1, out: Buffer.concat(out).toString(), complaint: said}
}
