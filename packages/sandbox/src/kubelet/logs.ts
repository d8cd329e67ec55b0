import type {ApiObject} from '../api.ts'
import {ApiError} from '../api.ts'
import type {Clock} from '../clock.ts'
import type {LogRequest} from '../node-agent.ts'
import type {LogBuffer, LogLine} from './log-buffer.ts'

/** A 400 as the API server words it. */
export const badRequest = (message: string): ApiError =>
  new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'BadRequest',
    code: 400,
  })

/** Lines of one container as a log request wants them. Ends with the log unless it is followed. */
export async function* readLog(buffer: LogBuffer, request: LogRequest, clock: Clock): AsyncGenerator<string> {
  const show = (line: LogLine): string => (request.timestamps ? `${nanoTime(line.time)} ${line.text}` : line.text)
  let bytes = 0
  const isWanted = (line: LogLine): boolean => request.stream === undefined || line.stream === request.stream
  /** The line that crosses the limit is given whole; who sends it on cuts it. */
  const isFull = (text: string): boolean => {
    bytes += Buffer.byteLength(text) + 1
    return request.limitBytes !== undefined && bytes >= request.limitBytes
  }
  const fresh: LogLine[] = []
  const stop = request.follow ? buffer.follow((line) => isWanted(line) && fresh.push(line)) : undefined
  try {
    for (const line of wanted(buffer.lines.filter(isWanted), request, clock.now())) {
      const text = show(line)
      yield text
      if (isFull(text)) return
    }
    while (request.follow && !request.signal.aborted) {
      for (let line = fresh.shift(); line; line = fresh.shift()) {
        const text = show(line)
        yield text
        if (isFull(text)) return
      }
      if (buffer.ended) return
      if (fresh.length === 0) await nextLine(buffer, request.signal)
    }
  } finally {
    stop?.()
  }
}

function wanted(lines: readonly LogLine[], request: LogRequest, now: number): readonly LogLine[] {
  const since =
    request.sinceTime !== undefined
      ? Date.parse(request.sinceTime)
      : request.sinceSeconds !== undefined
        ? now - request.sinceSeconds * 1000
        : undefined
  const recent = since === undefined ? [...lines] : lines.filter((line) => line.time >= since)
  if (request.tailLines === undefined || request.tailLines < 0) return recent
  return request.tailLines === 0 ? [] : recent.slice(-request.tailLines)
}

function nextLine(buffer: LogBuffer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stopLine()
      stopEnd()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const stopLine = buffer.follow(done)
    const stopEnd = buffer.onEnd(done)
    signal.addEventListener('abort', done)
  })
}

/** RFC 3339 with nanoseconds, as container runtimes stamp their lines. */
export function nanoTime(ms: number): string {
  const whole = Math.floor(ms)
  const fraction = String(Math.floor((ms - whole) * 1e6)).padStart(6, '0')
  return `${new Date(whole).toISOString().slice(0, -1)}${fraction}Z`
}

/** The container a request names, or the only one; refusals in the API server's words. */
export function chooseContainer(pod: ApiObject, name: string): string {
  const names = (list: {name: string}[] | undefined): string[] => (list ?? []).map((container) => container.name)
  const main = names(pod.spec.containers)
  const init = names(pod.spec.initContainers)
  if (name === '') {
    const [only] = main
    if (main.length === 1 && only !== undefined) return only
    const more = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : ''
    throw badRequest(
      `a container name must be specified for pod ${pod.metadata.name}, choose one of: [${main.join(' ')}]${more}`,
    )
  }
  if (main.includes(name) || init.includes(name) || names(pod.spec.ephemeralContainers).includes(name)) return name
  throw badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`)
}
