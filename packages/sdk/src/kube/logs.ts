import {OmeError} from '../errors.ts'
import type {LogOptions} from '../kube.ts'
import {pieces} from './lines.ts'
import {objectPath, withQuery} from './paths.ts'
import type {Transport} from './transport.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}

/**
 * The log of one container, line by line as the server sends it; a line beyond 64 KiB comes in pieces. A followed log
 * ends with the container or the signal.
 */
export async function* podLog(transport: Transport, pod: string, options: LogOptions): AsyncGenerator<string> {
  const {container, follow, previous, sinceSeconds, sinceTime, tailLines, timestamps, signal} = options
  const path = withQuery(objectPath(pods, pod, {...options, subresource: 'log'}), {
    container,
    follow: follow || undefined,
    previous: previous || undefined,
    sinceSeconds,
    sinceTime,
    tailLines,
    timestamps: timestamps || undefined,
  })
  const headers = {accept: '*/*', 'accept-encoding': 'identity'}
  const answer = await transport.open({
    method: 'GET',
    path,
    headers,
    stream: true,
    signal,
    ...(follow ? {idleMs: 0} : {}),
  })
  try {
    yield* pieces(answer)
  } catch (error) {
    throw failed(transport.failure(error, signal?.aborted ? signal : undefined), pod)
  } finally {
    answer.destroy()
  }
}

const failed = (error: OmeError, pod: string): OmeError =>
  error.kind === 'unreachable'
    ? new OmeError('unreachable', `the log of pod "${pod}" broke off: ${error.message}`, error.hints, {cause: error})
    : error
