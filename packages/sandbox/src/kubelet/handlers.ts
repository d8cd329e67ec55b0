import type {ApiObject} from '../api.ts'
import type {Clock} from '../clock.ts'
import {namedPort} from './cluster-names.ts'
import type {ContainerRun} from './container-run.ts'
import type {Handler} from './container-spec.ts'
import {knowsCommand} from './shell/known.ts'
import type {Program} from './workload.ts'

export interface Outcome {
  readonly isGood: boolean
  /** Why it is not, in the kubelet's words. */
  readonly message: string
}

export interface HandlerWorld {
  readonly run: ContainerRun
  readonly program: Program | undefined
  readonly pod: ApiObject
  readonly clock: Clock
  readonly isServing: () => boolean
}

const good: Outcome = {isGood: true, message: ''}

/** Does what a probe or a hook asks for. At once for ports; commands that the sandbox knows really run. */
export function handle(handler: Handler, timeoutSeconds: number, world: HandlerWorld): Outcome | Promise<Outcome> {
  if (handler.exec) {
    const command = handler.exec.command ?? []
    if (knowsCommand(command, (path) => world.run.files.find(path) !== undefined))
      return execute(command, timeoutSeconds, world)
    return world.isServing() ? good : {isGood: false, message: ''}
  }
  if (handler.sleep)
    return new Promise((resolve) => world.clock.after((handler.sleep?.seconds ?? 0) * 1000, () => resolve(good)))
  return onPort(handler, world)
}

/** Whether a handler must be asked again to know whether its answer has changed. */
export const isExecuted = (handler: Handler): boolean => handler.exec !== undefined

function onPort(handler: Handler, {program, pod, isServing}: HandlerWorld): Outcome {
  const named = handler.httpGet?.port ?? handler.tcpSocket?.port ?? handler.grpc?.port ?? 0
  const port = typeof named === 'number' ? named : namedPort(pod, named)
  if (isServing() && (program?.listens?.(port) ?? true)) return good
  const address = `${pod.status?.podIP ?? ''}:${port}`
  const dial = `dial tcp ${address}: connect: connection refused`
  if (handler.grpc)
    return {
      isGood: false,
      message: `timeout: failed to connect service "${address}" within 1s: context deadline exceeded`,
    }
  if (!handler.httpGet) return {isGood: false, message: dial}
  const scheme = (handler.httpGet.scheme ?? 'HTTP').toLowerCase()
  return {isGood: false, message: `Get "${scheme}://${address}${handler.httpGet.path ?? '/'}": ${dial}`}
}

async function execute(
  command: readonly string[],
  timeoutSeconds: number,
  {run, clock}: HandlerWorld,
): Promise<Outcome> {
  const abort = new AbortController()
  const chunks: Uint8Array[] = []
  let isLate = false
  const cancel = clock.after(timeoutSeconds * 1000, () => {
    isLate = true
    abort.abort()
  })
  const keep = (bytes: Uint8Array): void => void chunks.push(bytes)
  const code = await run.exec({
    container: '',
    command,
    tty: false,
    stdin: undefined,
    stdout: keep,
    stderr: keep,
    signal: abort.signal,
  })
  cancel()
  if (isLate)
    return {isGood: false, message: `command timed out: "${command.join(' ')}" timed out after ${timeoutSeconds}s`}
  return {isGood: code === 0, message: Buffer.concat(chunks).toString().slice(0, 1024)}
}
