import {isOmeError} from '@ome/sdk/errors'
import {LogPosition} from '@ome/sdk/log-position'
import type {StampedLine} from '@ome/sdk/stamped-line'
import {TimeOrdered} from '@ome/sdk/time-ordered'
import type {Running, RunningPod, RunningStore} from '../../domain/running.ts'
import {type LogLine, toLogLine} from '../domain/log-record.ts'
import type {PodLogs} from '../domain/pod-logs.ts'

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

/** A line with its time in the form that compares. */
export type PodLine = StampedLine & {readonly pod: string}

interface Stream {
  /** Restarts of the container when its log was opened. */
  restarts: number
  isOpen: boolean
  /** How far it was given. */
  readonly position: LogPosition
}

/** How long a pod that says nothing holds up the lines of others, in milliseconds. */
const patienceMs = 300

/** Log lines of the pods of a service by time as they come, of pods that come later and of every restart too. */
export async function* followLogs(
  store: RunningStore,
  logs: PodLogs,
  first: Running,
  input: FollowLogs,
): AsyncGenerator<LogLine> {
  const streams = new Map<string, Stream>()
  const lines = new TimeOrdered<PodLine>({patienceMs})
  const open = (pod: RunningPod, stream: Stream, isFirst: boolean): void => {
    Object.assign(stream, {restarts: pod.restarts, isOpen: true})
    lines.add(linesOf(logs, pod, stream, input, isFirst))
  }
  const look = (service: Running, isFirst: boolean): void => {
    for (const pod of meant(service, input)) {
      const known = streams.get(pod.name)
      if (pod.phase === 'Pending' || known?.isOpen || (known && known.restarts === pod.restarts)) continue
      const stream = known ?? {restarts: 0, isOpen: false, position: new LogPosition()}
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
  for await (const batch of lines) yield* batch.map(toLogLine)
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
): AsyncGenerator<PodLine> {
  const {since, tail, pauseMs = shortestPauseMs} = input
  const {position} = stream
  const asked = {follow: true, previous: false}
  let range = isFirst ? {since, tail} : {}
  try {
    for (let pause = pauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
      const {sinceTime} = position
      try {
        const from = sinceTime === undefined ? range : {sinceTime}
        const texts = logs.read(input.namespace, inContainer(pod, input), {...asked, ...from})
        for await (const line of position.unread(texts)) {
          pause = pauseMs
          yield {pod: pod.name, ...line}
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
