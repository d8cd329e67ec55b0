import {PassThrough, Transform, Writable} from 'node:stream'
import type {Io} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {attachToPod, type TerminalSize} from '@ome/sdk/streams'
import type {Run} from './follow-run.ts'
import {containerName} from './run-job.ts'

/** Ctrl-P Ctrl-Q, as in container engines. */
const leaveKeys = [0x10, 0x11] as const

/** Joins the person's terminal to the program until it ends, or until Ctrl-P Ctrl-Q leaves it running. */
export async function joinTerminal({kube, namespace, signal}: Run, pod: string, io: Io): Promise<'ended' | 'left'> {
  const leave = new AbortController()
  const keys = leavable(() => leave.abort())
  const stdin = io.stdin as NodeJS.ReadableStream & {setRawMode?: (raw: boolean) => unknown}
  stdin.setRawMode?.(true)
  stdin.pipe(keys)
  try {
    await attachToPod(kube, {
      namespace,
      pod,
      container: containerName,
      stdin: keys,
      // The program draws on the person's terminal, as its manifest declares.
      stdout: written((text) => io.out(text)),
      tty: true,
      onResize: (listener) => sizes(io, listener),
      signal: AbortSignal.any([signal, leave.signal]),
    })
    return 'ended'
  } catch (error) {
    if (leave.signal.aborted) return 'left'
    throw error
  } finally {
    stdin.unpipe(keys)
    stdin.setRawMode?.(false)
    stdin.pause()
  }
}

/**
 * Feeds what is piped in to the program. Its output is read from the log, which has it from the first line, so what the
 * stream brings is dropped. A program that ends without reading everything is no error.
 */
export async function feedInput({kube, namespace, signal}: Run, pod: string, io: Io): Promise<void> {
  const request = {namespace, pod, container: containerName, stdin: io.stdin.pipe(new PassThrough()), signal}
  try {
    await attachToPod(kube, {...request, stdout: written(() => undefined)})
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'denied') throw error
  }
}

function sizes(io: Io, listener: (size: TerminalSize) => void): () => void {
  const tell = (): void => listener({width: io.width, height: io.height})
  tell()
  return io.onResize(tell)
}

function written(take: (text: string) => void): Writable {
  const decoder = new TextDecoder()
  return new Writable({
    write(bytes: Buffer, _encoding, done) {
      take(decoder.decode(bytes, {stream: true}))
      done()
    },
  })
}

/** Passes keys on, except for the two that leave; the first alone goes through with the key after it. */
export function leavable(leave: () => void): Transform {
  let held = false
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      const passed: number[] = []
      for (const key of bytes) {
        if (held && key === leaveKeys[1]) {
          leave()
          return done()
        }
        if (held) passed.push(leaveKeys[0])
        held = key === leaveKeys[0]
        if (!held) passed.push(key)
      }
      done(null, Buffer.from(passed))
    },
  })
}
