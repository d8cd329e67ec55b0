import type {Readable} from 'node:stream'
import {ApiError, type ApiObject, type Status} from '../../api.ts'
import type {NodeAgent, TerminalSize} from '../../node-agent.ts'
import {isTrue} from '../request-info.ts'

/** The client of an exec or attach, whatever protocol it speaks. */
export interface RemoteTerminal {
  readonly stdin: Readable
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
  /** The size of the client's terminal, once it has told it. */
  readonly size: TerminalSize | undefined
  stdout(bytes: Uint8Array): void
  stderr(bytes: Uint8Array): void
  /** Resolves once the client has taken most of what was written, or is gone; undefined when it has. */
  drained(): Promise<void> | undefined
  /** Tells the outcome and ends the connection. */
  finish(status: Outcome): void
}

/** The last word of an exec: `ExitCode` among the causes carries a failure's exit code. */
export type Outcome = Omit<Status, 'kind' | 'apiVersion' | 'code'>

export interface RemoteCommand {
  readonly agent: NodeAgent
  readonly pod: ApiObject
  readonly container: string
  readonly query: URLSearchParams
  readonly isAttach: boolean
}

/** Runs a command in a container, or joins the program that runs there, and tells the client how it ended. */
export async function serveCommand(command: RemoteCommand, terminal: RemoteTerminal): Promise<void> {
  const {agent, pod, container, query, isAttach} = command
  const tty = isTrue(query.get('tty'))
  const hasInput = isTrue(query.get('stdin'))
  if (!hasInput) terminal.stdin.resume()
  const request = {
    container,
    tty,
    stdin: hasInput ? terminal.stdin : undefined,
    stdout: (bytes: Uint8Array) => terminal.stdout(bytes),
    stderr: (bytes: Uint8Array) => (tty ? terminal.stdout(bytes) : terminal.stderr(bytes)),
    drained: () => terminal.drained(),
    size: () => terminal.size,
    signal: terminal.signal,
  }
  try {
    if (isAttach) {
      // How the program ended stands in the pod's status; the attachment itself went well.
      await agent.attach(pod, request)
      terminal.finish(exitStatus(0))
    } else terminal.finish(exitStatus(await agent.exec(pod, {...request, command: query.getAll('command')})))
  } catch (error) {
    terminal.finish(failureStatus(error))
  }
}

/** The JSON of a resize message, `{"Width":80,"Height":24}`; undefined when it is none. */
export function readSize(bytes: Uint8Array): TerminalSize | undefined {
  try {
    const {Width: columns, Height: rows} = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>
    return typeof columns === 'number' && typeof rows === 'number' ? {columns, rows} : undefined
  } catch {
    // A message that is no JSON tells no size.
    return undefined
  }
}

/** What protocols before v4 say instead of a Status: the message of a failure. */
export const errorText = (status: Outcome): string => (status.status === 'Success' ? '' : (status.message ?? 'error'))

const exitStatus = (code: number): Outcome =>
  code === 0
    ? {metadata: {}, status: 'Success'}
    : {
        metadata: {},
        status: 'Failure',
        message: `command terminated with non-zero exit code: exit status ${code}`,
        reason: 'NonZeroExitCode',
        details: {causes: [{reason: 'ExitCode', message: String(code)}]},
      }

function failureStatus(error: unknown): Outcome & {code: number} {
  if (error instanceof ApiError) return error.status
  const message = error instanceof Error ? error.message : String(error)
  return {metadata: {}, status: 'Failure', reason: 'InternalError', code: 500, message}
}
