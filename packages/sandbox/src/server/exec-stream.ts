import {PassThrough} from 'node:stream'
import type {WebSocket} from 'ws'
import {ApiError, type ApiObject} from '../api.ts'
import type {NodeAgent} from '../node-agent.ts'
import {isTrue} from './request-info.ts'

/** Channels of `channel.k8s.io`: the first byte of every message. */
const channel = {stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255} as const

export interface Session {
  readonly socket: WebSocket
  readonly agent: NodeAgent
  readonly pod: ApiObject
  readonly container: string
  readonly query: URLSearchParams
  /** v5: the client says when its stdin ends. */
  readonly closable: boolean
}

/**
 * Runs a command in a container; the error channel ends with a Status whose ExitCode cause carries a failure's exit
 * code.
 */
export function serveExec(session: Session): void {
  const {socket, agent, pod, container, query} = session
  const {abort, stdin, send} = wire(session)
  agent
    .exec(pod, {
      container,
      command: query.getAll('command'),
      tty: isTrue(query.get('tty')),
      stdin: isTrue(query.get('stdin')) ? stdin : undefined,
      stdout: (bytes) => send(channel.stdout, bytes),
      stderr: (bytes) => send(isTrue(query.get('tty')) ? channel.stdout : channel.stderr, bytes),
      signal: abort.signal,
    })
    .then(exitStatus, failureStatus)
    .then((status) => finish(socket, send, status))
}

/** A running process shows what it writes from now on; what is typed goes nowhere, as engines read no terminal. */
export function serveAttach(session: Session): void {
  const {socket, agent, pod, container} = session
  const {abort, send} = wire(session)
  const follow = async () => {
    const lines = agent.logs(pod, {
      container,
      follow: true,
      previous: false,
      timestamps: false,
      tailLines: 0,
      signal: abort.signal,
    })
    for await (const line of lines) send(channel.stdout, Buffer.from(`${line}\n`))
    return exitStatus(0)
  }
  follow()
    .catch(failureStatus)
    .then((status) => finish(socket, send, status))
}

type Send = (number: number, bytes: Uint8Array) => void

function wire({socket, closable}: Session): {abort: AbortController; stdin: PassThrough; send: Send} {
  const abort = new AbortController()
  const stdin = new PassThrough()
  socket.on('message', (data: Buffer) => {
    const [number, which] = data
    if (number === channel.stdin && data.length > 1) stdin.write(data.subarray(1))
    else if (closable && number === channel.close && which === channel.stdin) stdin.end()
  })
  const end = () => {
    abort.abort()
    stdin.end()
  }
  socket.on('close', end)
  socket.on('error', end)
  const send: Send = (number, bytes) => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.from([number]), bytes]))
  }
  return {abort, stdin, send}
}

const exitStatus = (code: number): object =>
  code === 0
    ? {metadata: {}, status: 'Success'}
    : {
        metadata: {},
        status: 'Failure',
        message: `command terminated with non-zero exit code: exit status ${code}`,
        reason: 'NonZeroExitCode',
        details: {causes: [{reason: 'ExitCode', message: String(code)}]},
      }

const failureStatus = (error: unknown): object =>
  error instanceof ApiError
    ? error.status
    : {
        metadata: {},
        status: 'Failure',
        reason: 'InternalError',
        code: 500,
        message: error instanceof Error ? error.message : String(error),
      }

function finish(socket: WebSocket, send: Send, status: object): void {
  send(channel.status, Buffer.from(JSON.stringify(status)))
  socket.close(1000)
}
