import {OmeError} from '@ome/sdk/errors'
import {LogPosition} from '@ome/sdk/log-position'
import {TimeOrdered} from '@ome/sdk/time-ordered'
import {demandContainer} from '../../domain/container.ts'
import {chosenPods, type ReplicaChoice} from '../../domain/replica.ts'
import {placeOf, type Running, type RunningPod, type RunningStore} from '../../domain/running.ts'
import {type LogLevel, type LogLine, levelFilter, toLogLine} from '../domain/log-record.ts'
import type {PodLogs} from '../domain/pod-logs.ts'
import {followLogs, inContainer, type PodLine} from './follow-logs.ts'

export interface ReadLogs extends ReplicaChoice {
  readonly namespace: string
  readonly level?: LogLevel | undefined
  readonly grep?: RegExp | undefined
  readonly follow: boolean
  readonly previous: boolean
  /** Milliseconds. */
  readonly since?: number | undefined
  readonly tail?: number | undefined
  /** Another one than the main one. */
  readonly container?: string | undefined
  /** When following: told of pods that come, start again and go. */
  readonly note?: (text: string) => void
}

export interface ServiceLogs {
  /** Whether lines of several pods have to be told apart. */
  readonly isSeveral: () => boolean
  readonly lines: AsyncIterable<LogLine>
  /** Pods left out, each with the reason. */
  readonly notes: readonly string[]
  /** What to say when there was no line. */
  readonly empty: string
  /** What to read next: a pod that crashes wrote the reason before it started again. */
  readonly next?: string
}

/** The log lines of the pods of one thing: joined by time, or when following as they come. */
export async function readLogs(store: RunningStore, logs: PodLogs, input: ReadLogs): Promise<ServiceLogs> {
  const service = await store.get()
  for (const pod of service.pods) demandContainer(pod, input.container)
  if (input.follow) return following(store, logs, service, input)
  const chosen = chosenPods(service, input)
  const pods = input.previous ? restarted(service, chosen) : started(service, chosen)
  const next = input.previous ? undefined : crashed(service, pods)
  return {
    isSeveral: () => pods.length > 1,
    lines: kept(byTime(pods.map((pod) => linesOf(pod, logs, input))), input),
    notes: input.previous
      ? []
      : chosen.filter((pod) => !pods.includes(pod)).map((pod) => `${unread(pod)}: ${waiting(pod)}`),
    empty: emptyText(service, pods, input),
    ...(next !== undefined && {next}),
  }
}

/** One replica is one pod; without a choice those that come later are meant, too. */
function following(store: RunningStore, logs: PodLogs, service: Running, input: ReadLogs): ServiceLogs {
  const [only] = input.replica === undefined ? [] : chosenPods(service, input)
  const seen = new Set<string>(service.pods.filter(({phase}) => phase !== 'Pending').map(({name}) => name))
  const note = input.note ?? (() => {})
  const follow = {...input, pod: only?.name, note}
  async function* counted(): AsyncGenerator<LogLine> {
    for await (const line of followLogs(store, logs, service, follow)) {
      seen.add(line.pod)
      yield line
    }
  }
  const later = service.pods.filter(({phase}) => phase === 'Pending')
  return {
    isSeveral: () => only === undefined && seen.size > 1,
    lines: kept(counted(), input),
    notes: only ? [] : later.map((pod) => `pod ${pod.name} has no log yet: ${waiting(pod)}`),
    empty: emptyText(service, service.pods, input),
  }
}

const isLost = ({problem}: RunningPod): boolean => problem?.state === 'lost'

const waiting = ({problem, phase, node = ''}: RunningPod): string =>
  problem?.state === 'lost' ? `node ${node} does not answer` : (problem?.reason ?? phase)

const unread = (pod: RunningPod): string =>
  isLost(pod) ? `the log of pod ${pod.name} cannot be read` : `pod ${pod.name} has no log yet`

/** A pod that has not begun, or whose node is silent, has no log: asking for it would end the logs of all the others. */
function started(service: Running, pods: readonly RunningPod[]): readonly RunningPod[] {
  const running = pods.filter((pod) => pod.phase !== 'Pending' && !isLost(pod))
  if (running.length > 0) return running
  const where = placeOf(service)
  const [lost] = pods.filter(isLost)
  if (lost) throw new OmeError('failed', `${unread(lost)}: ${waiting(lost)}`, [`see what keeps it: ome debug ${where}`])
  const why = pods.map((pod) => `${pod.name} is ${waiting(pod)}`).join(', ')
  throw new OmeError('failed', `no pod of ${service.noun} "${service.name}" has begun: ${why}`, [
    `see what it waits for: ome status ${where}`,
  ])
}

function restarted(service: Running, pods: readonly RunningPod[]): readonly RunningPod[] {
  const again = pods.filter(({restarts}) => restarts > 0)
  if (again.length > 0) return again
  throw new OmeError(
    'not-found',
    `no pod of ${service.noun} "${service.name}" has restarted: there is no earlier log`,
    [`read the log there is: ome logs ${placeOf(service)}`],
  )
}

function crashed(service: Running, pods: readonly RunningPod[]): string | undefined {
  const again = pods.filter(({problem, restarts}) => problem?.state === 'failing' && restarts > 0)
  const [first] = again
  if (!first) return undefined
  const who = again.length === 1 ? `pod ${first.name} crashes` : `${again.length} pods crash`
  const only = again.length === 1 ? ` --replica ${first.name}` : ''
  return `${who} again and again; what it wrote before: ome logs ${placeOf(service)}${only} --previous`
}

function emptyText(service: Running, pods: readonly RunningPod[], {level, grep, previous}: ReadLogs): string {
  const filters = [level && `of level ${level} or above`, grep && 'that matches'].filter(Boolean).join(' ')
  const again = !previous && pods.some(({restarts}) => restarts > 0)
  const next = again ? `; the run before the restart: ome logs ${placeOf(service)} --previous` : ''
  return `no log line${filters ? ` ${filters}` : ''}${next}`
}

async function* linesOf(pod: RunningPod, logs: PodLogs, input: ReadLogs): AsyncGenerator<PodLine> {
  const texts = logs.read(input.namespace, inContainer(pod, input), input)
  for await (const line of new LogPosition().unread(texts)) yield {pod: pod.name, ...line}
}

async function* kept(lines: AsyncIterable<LogLine>, {level, grep}: ReadLogs): AsyncGenerator<LogLine> {
  const wanted = levelFilter(level)
  for await (const line of lines) if (wanted(line) && (grep === undefined || grep.test(line.text))) yield line
}

async function* byTime(sources: readonly AsyncIterable<PodLine>[]): AsyncGenerator<LogLine> {
  const joined = new TimeOrdered<PodLine>()
  for (const source of sources) joined.add(source)
  for await (const batch of joined) yield* batch.map(toLogLine)
}
