import {spawn} from 'node:child_process'
import {OmeError} from '@ome/sdk/errors'

export interface HelmRun {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** Runs helm with these words, without a shell. Throws `failed` with its exit code, `not-found` where there is none. */
export async function runHelm(words: readonly string[], {env, signal, out, err}: HelmRun): Promise<void> {
  const child = spawn('helm', words, {env: {...env}, stdio: ['ignore', 'pipe', 'pipe'], signal})
  child.stdout.setEncoding('utf8').on('data', out)
  child.stderr.setEncoding('utf8').on('data', err)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new OmeError('not-found', 'there is no program "helm" on PATH', [
        'leave out --apply, and run the command where it is',
      ])
    throw error
  })
  if (code !== 0) throw new OmeError('failed', `helm ended with ${code ?? 'a signal'}`)
}
