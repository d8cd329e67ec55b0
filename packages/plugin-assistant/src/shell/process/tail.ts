import {spawn} from 'node:child_process'
import {OmeError} from '@ome/sdk/errors'
import type {Tail} from '../domain/ports.ts'

/** What reads the output of a command. */
export interface Reader {
  /** Throws EPIPE when it does not read any more, as a pipe does. */
  write(text: string): void
  /** Called when it has gone before the end. */
  onGone(listener: () => void): void
  /** No more comes. Resolves to its exit code. */
  end(): Promise<number>
}

/** Most bytes that wait for a program that does not read, such as a pager that nobody scrolls. */
const mostWaiting = 64 * 1024 * 1024

/** Starts the person's shell for what stands behind the first bar or arrow, as it was typed. */
export function startTail(
  {kind, text}: Tail,
  {cwd, env}: {readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>>},
): Reader {
  const line = kind === 'file' ? `cat ${text}` : text
  if (line.trim() === '') throw new OmeError('usage', 'no program stands behind the bar', ['get services | less'])
  const child = spawn('/bin/sh', ['-c', line], {cwd, env, stdio: ['pipe', 'inherit', 'inherit']})
  const {promise, resolve, reject} = Promise.withResolvers<number>()
  let hasGone = false
  let tell = (): void => undefined
  child.on('error', (error) => reject(new OmeError('failed', `/bin/sh cannot be started: ${error.message}`)))
  child.on('exit', (code) => {
    hasGone = true
    tell()
    resolve(code ?? 1)
  })
  // A reader that has gone is told by `write`.
  child.stdin.on('error', () => {
    hasGone = true
  })
  promise.catch(() => undefined)
  return {
    write(part) {
      if (hasGone) throw Object.assign(new Error('write EPIPE'), {code: 'EPIPE'})
      if (child.stdin.writableLength > mostWaiting)
        throw new OmeError('failed', `"${line}" does not read on: 64 MiB wait for it`, [
          'let it end before the next try',
        ])
      child.stdin.write(part)
    },
    onGone(listener) {
      tell = listener
    },
    end() {
      child.stdin.end()
      return promise
    },
  }
}
