import {PassThrough, Transform} from 'node:stream'
import type {Io} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {attachToPod, type TerminalSize} from '@ome/sdk/streams'
import {inRawMode, terminalSizes, textSink} from '@ome/sdk/terminal-stream'
import type {Run} from './follow-run.ts'
import {containerName} from './run-job.ts'

/** Ctrl-P Ctrl-Q, as in container engines. */
const leaveKeys = [0x10, 0x11] as const

/** Joins the person's terminal to the program until it ends, or until Ctrl-P Ctrl-Q leaves it running. */
export async function joinTerminal({kube, namespace, signal}: Run, pod: string, io: Io): Promise<'ended' | 'left'> {
  const leave = new AbortController()
  const keys = leavable(() => leave.abort())
  io.stdin.pipe(keys)
  const request = {
    namespace,
    pod,
    container: containerName,
    stdin: keys,
    // The program draws on the person's terminal, as its manifest declares.
    stdout: textSink((text) => io.out(text)),
    tty: true,
    onResize: (listener: (size: TerminalSize) => void) => terminalSizes(io, listener),
    signal: AbortSignal.any([signal, leave.signal]),
  }
  try {
    await inRawMode(io.stdin, () => attachToPod(kube, request))
    return 'ended'
  } catch (error) {
    if (leave.signal.aborted) return 'left'
    throw error
  } finally {
    io.stdin.unpipe(keys)
  }
}

/**
 * Feeds what is piped in to the program. Its output is read from the log, which has it from the first line, so what the
 * stream brings is dropped. A program that ends without reading everything is no error.
 */
export async function feedInput({kube, namespace, signal}: Run, pod: string, io: Io): Promise<void> {
  const request = {namespace, pod, container: containerName, stdin: io.stdin.pipe(new PassThrough()), signal}
  try {
    await attachToPod(kube, {...request, stdout: textSink(() => undefined)})
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'denied') throw error
  }
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
