import {PassThrough, type Readable, type Writable} from 'node:stream'
import {finished} from 'node:stream/promises'
import type {Attach, Exec, KubeConfig} from '@kubernetes/client-node'
import type {WebSocket} from 'ws'
import {OmeError} from '../errors.ts'
import type {KubeClient} from '../kube.ts'
import {interrupted} from './network-error.ts'
import {segment} from './paths.ts'
import {streamSockets} from './stream-socket.ts'

export interface AttachRequest {
  readonly namespace: string
  readonly pod: string
  readonly container?: string
  readonly stdin?: Readable
  readonly stdout: Writable
  /** Absent with `tty`: a terminal has one stream. */
  readonly stderr?: Writable
  readonly tty?: boolean
  /** Tells the size of the person's terminal now and after each change; returns the way to stop. */
  readonly onResize?: (listener: (size: TerminalSize) => void) => () => void
  readonly signal?: AbortSignal
}

export interface ExecRequest extends AttachRequest {
  readonly command: readonly string[]
}

/** In characters. */
export interface TerminalSize {
  readonly width: number
  readonly height: number
}

interface Channels {
  readonly stdin: PassThrough | null
  readonly stdout: PassThrough
  readonly stderr: PassThrough | null
}

type Library = {readonly Exec: typeof Exec; readonly Attach: typeof Attach; readonly KubeConfig: typeof KubeConfig}
type Sockets = ReturnType<typeof streamSockets>

/**
 * Runs a command in a container and gives its exit code. The given streams are not ended: they belong to the caller.
 * Throws what the server refuses (`denied`, `not-found`), and `unreachable` when the stream breaks before the end.
 */
export function execInPod(kube: KubeClient, request: ExecRequest): Promise<number> {
  const {namespace, pod, container = '', command, tty = false} = request
  return converse(kube, request, ({Exec, KubeConfig}, sockets, {stdin, stdout, stderr}) =>
    new Exec(new KubeConfig(), sockets).exec(namespace, pod, container, [...command], stdout, stderr, stdin, tty),
  )
}

/** Joins the main process of a container until it, stdin or the signal ends; gives its exit code, 0 when unknown. */
export function attachToPod(kube: KubeClient, request: AttachRequest): Promise<number> {
  const {namespace, pod, container = '', tty = false} = request
  return converse(kube, request, ({Attach, KubeConfig}, sockets, {stdin, stdout, stderr}) =>
    new Attach(new KubeConfig(), sockets).attach(namespace, pod, container, stdout, stderr, stdin, tty),
  )
}

type Start = (library: Library, sockets: Sockets, channels: Channels) => Promise<WebSocket>

async function converse(kube: KubeClient, request: AttachRequest, start: Start): Promise<number> {
  const {signal} = request
  segment(request.namespace, 'namespace')
  segment(request.pod, 'name')
  const channels = {
    stdin: request.stdin ? new PassThrough() : null,
    stdout: new PassThrough(),
    stderr: request.stderr ? new PassThrough() : null,
  }
  const outputs = [channels.stdout, ...(channels.stderr ? [channels.stderr] : [])]
  let status = ''
  let onClose: (code: number) => void = () => undefined
  const closed = new Promise<number>((resolve) => {
    onClose = resolve
  })
  const onStatus = (text: string) => {
    status = text
  }
  const sockets = streamSockets(kube, {signal, outputs, onStatus, onClose})
  const library = await import('@kubernetes/client-node')
  channels.stdout.pipe(request.stdout, {end: false})
  if (request.stderr) channels.stderr?.pipe(request.stderr, {end: false})
  try {
    const socket = await start(library, sockets, channels)
    if (channels.stdin) request.stdin?.pipe(channels.stdin)
    const stopResizing = request.onResize?.((size) => socket.send(resizeMessage(size)))
    const code = await closed
    stopResizing?.()
    await Promise.all(outputs.map((output) => finished(output.end())))
    if (signal?.aborted) throw interrupted(signal, kube.server, 0)
    if (status === '' && code !== 1000)
      throw new OmeError('unreachable', `the connection to pod "${request.pod}" broke off`)
    return status === '' ? 0 : exitCode(status)
  } finally {
    if (channels.stdin) request.stdin?.unpipe(channels.stdin)
    channels.stdin?.destroy()
  }
}

/** Channel 4 with the JSON that the kubelet reads. */
const resizeMessage = ({width, height}: TerminalSize): Buffer =>
  Buffer.concat([Uint8Array.of(4), Buffer.from(JSON.stringify({Width: width, Height: height}))])

function exitCode(text: string): number {
  const status: {
    status?: string
    message?: string
    details?: {causes?: readonly {reason?: string; message?: string}[]}
  } = JSON.parse(text)
  if (status.status === 'Success') return 0
  const code = status.details?.causes?.find(({reason}) => reason === 'ExitCode')?.message
  if (code !== undefined && /^\d+$/.test(code)) return Number(code)
  throw new OmeError('failed', status.message ?? 'the command failed without a message')
}
