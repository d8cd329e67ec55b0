import {isOmeError} from '@ome/sdk/errors'
import type {Running, RunningPod, RunningStore} from '../../domain/running.ts'
import {isLater, type LogLine, parseLogLine} from '../domain/log-record.ts'
import type {PodLogs} from '../domain/pod-logs.ts'
import {Confluence} from './confluence.ts'

export interface FollowLogs {
  readonly namespace: string
  readonly component?: string | undefined
  /** Another container than the main one. */
  readonly container?: string | undefined
  /** One pod; absent: all there are and all that come. */
  readonly pod?: string | undefined
  readonly since?: number | undefined
  readonly tail?: number | undefined
  /** Told of pods that come, start again and go. */
  readonly note: (text: string) => void
  /** Milliseconds before a log that broke off is opened again, doubled each time. */
  readonly pauseMs?: number
}

interface Stream {
  /** Restarts of the container when its log was opened. */
  restarts: number
  isOpen: boolean
  /** Time of the last line that was given. */
  last: string
}

/** Log lines of the pods of a service as they come, of pods that come later and of every restart too. */
export async function* followLogs(
  store: RunningStore,
  logs: PodLogs,
  first: Running,
  input: FollowLogs,
): AsyncGenerator<LogLine> {
  const streams = new Map<string, Stream>()
  const lines = new Confluence<LogLine>()
  const open = (pod: RunningPod, stream: Stream, isFirst: boolean): void => {
    Object.assign(stream, {restarts: pod.restarts, isOpen: true})
    lines.add(linesOf(logs, pod, stream, input, isFirst))
  }
  const look = (service: Running, isFirst: boolean): void => {
    for (const pod of meant(service, input)) {
      const known = streams.get(pod.name)
      if (pod.phase === 'Pending' || known?.isOpen || (known && known.restarts === pod.restarts)) continue
      const stream = known ?? {restarts: 0, isOpen: false, last: ''}
      streams.set(pod.name, stream)
      if (known)
        input.note(`pod ${pod.name} started again (${pod.restarts} ${pod.restarts === 1 ? 'restart' : 'restarts'})`)
      else if (!isFirst) input.note(`pod ${pod.name} has begun`)
      open(pod, stream, isFirst)
    }
    for (const name of streams.keys()) {
      if (service.pods.some((pod) => pod.name === name)) continue
      streams.delete(name)
      input.note(`pod ${name} is gone`)
    }
  }
  look(first, true)
  lines.beside(watched(store, input, (service) => look(service, false)))
  yield* lines
}

const meant = ({pods}: Running, {component, pod}: FollowLogs): readonly RunningPod[] =>
  pods.filter((each) => (component === undefined || each.component === component) && (pod ?? each.name) === each.name)

/** Looks after the streams as the service changes. */
async function watched(store: RunningStore, {note}: FollowLogs, look: (service: Running) => void): Promise<void> {
  try {
    for await (const service of store.follow()) {
      if (!service) throw await store.missing()
      look(service)
    }
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'denied') throw error
    note(`pods that come later are not followed: ${error.message}`)
  }
}

/** A log ends with its container; one that breaks off while the container runs goes on behind its last line. */
async function* linesOf(
  logs: PodLogs,
  pod: RunningPod,
  stream: Stream,
  input: FollowLogs,
  isFirst: boolean,
): AsyncGenerator<LogLine> {
  const {since, tail, pauseMs = shortestPauseMs} = input
  let range = isFirst ? {since, tail} : {}
  try {
    for (let pause = pauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
      // Only what was given before the log was opened again is left out: lines of one moment are many.
      const given = stream.last
      try {
        for await (const text of logs.read(input.namespace, inContainer(pod, input), {
          follow: true,
          previous: false,
          ...range,
        })) {
          const line = parseLogLine(pod.name, text)
          if (line.at !== '' && given !== '' && !isLater(line.at, given)) continue
          if (line.at !== '') stream.last = line.at
          pause = pauseMs
          yield line
        }
        return
      } catch (error) {
        // The pod may go while its log is opened, and its node with it: others go on.
        if (!isOmeError(error) || !['not-found', 'failed', 'unreachable'].includes(error.kind)) throw error
        if (error.kind !== 'unreachable') return
      }
      range = {}
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  } finally {
    stream.isOpen = false
  }
}

const shortestPauseMs = 1000
const longestPauseMs = 30_000

/** The pod with the container that was asked for. */
export const inContainer = (pod: RunningPod, {container}: {readonly container?: string | undefined}): RunningPod =>
  container === undefined ? pod : {...pod, container}
