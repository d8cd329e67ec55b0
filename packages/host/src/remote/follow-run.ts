import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, WatchEvent} from '@ome/sdk/kube'
import {type PodState, podState} from '@ome/sdk/pod-state'
import {formatDuration} from '@ome/sdk/units'
import {placeWords} from './place-words.ts'
import {containerName, events, jobs, pods, runLabel} from './run-job.ts'

export interface Run {
  readonly kube: KubeClient
  readonly namespace: string
  /** Name of its Job. */
  readonly name: string
  readonly signal: AbortSignal
  /** The connection flags that were typed, for hints. */
  readonly connection?: string | undefined
}

export type Ended = Extract<PodState, {phase: 'ended'}>

/** Joins the program of a run and passes on what it says, until it ends or the person leaves. */
export type Join = (pod: string) => Promise<'ended' | 'left'>

/**
 * Waits for the program of a run, joins it, and gives how it ended; undefined when the person left it running. Throws
 * `failed` as soon as it cannot start, and when it took too long.
 */
export async function followRun(run: Run, join: Join): Promise<Ended | undefined> {
  const stop = new AbortController()
  const signal = AbortSignal.any([run.signal, stop.signal])
  const watched = podStates({...run, signal})[Symbol.asyncIterator]()
  const refused = refusedPod({...run, signal})
  try {
    const started = await Promise.race([stateBeyond(watched, 'waiting', run), refused])
    if (started.state.phase === 'stuck') throw stuck(run, started.state.why)
    if ((await join(started.pod)) === 'left') return undefined
    if (started.state.phase === 'ended') return await ownEnd(run, started.state)
    const {state} = await stateBeyond(watched, 'running', run)
    if (state.phase === 'ended') return await ownEnd(run, state)
    throw stuck(run, state.phase === 'stuck' ? state.why : 'its container is gone')
  } finally {
    stop.abort()
  }
}

interface Seen {
  readonly pod: string
  readonly state: PodState
}

async function* podStates({kube, namespace, name, signal}: Run): AsyncGenerator<Seen | 'gone'> {
  const selector = {namespace, labelSelector: `${runLabel}=${name}`, signal}
  for await (const {type, object} of kube.watch(pods, selector))
    yield type === 'DELETED' && podState(object, containerName).phase !== 'ended'
      ? 'gone'
      : {pod: object.metadata.name, state: podState(object, containerName)}
}

/** The next state that is neither `waiting` nor the given one. */
async function stateBeyond(states: AsyncIterator<Seen | 'gone'>, phase: PodState['phase'], run: Run): Promise<Seen> {
  for (;;) {
    const {value, done} = await states.next()
    if (done) {
      run.signal.throwIfAborted()
      throw new OmeError('unreachable', `run ${run.name} cannot be followed any further`, again(run))
    }
    if (value === 'gone') throw await whyGone(run)
    if (value.state.phase !== 'waiting' && value.state.phase !== phase) return value
  }
}

/** Never resolves unless the cluster refuses to make the pod: quotas and admission speak only through an event. */
async function refusedPod({kube, namespace, name, signal}: Run): Promise<never> {
  const fieldSelector = `involvedObject.kind=Job,involvedObject.name=${name}`
  const why = await refusal(kube.watch(events, {namespace, fieldSelector, signal}))
  if (why !== undefined) throw stuck({name}, why)
  return new Promise(() => undefined)
}

/** Without the right to read events the deadline of the Job ends the wait. */
async function refusal(told: AsyncIterable<WatchEvent>): Promise<string | undefined> {
  try {
    for await (const {object} of told) if (object['reason'] === 'FailedCreate') return String(object['message'])
  } catch (error) {
    if (!isOmeError(error)) throw error
  }
  return undefined
}

async function whyGone({kube, namespace, name, signal}: Run): Promise<OmeError> {
  const job = await kube.get(jobs, name, {namespace, signal})
  if (!job || job.metadata.deletionTimestamp)
    return new OmeError('failed', `run ${name} was removed while it ran`, [], {object: `job/${name}`})
  return endedByCluster(job) ?? stuck({name}, 'its pod was removed')
}

/** Codes of a program that was asked to end, or killed. */
const stopped: ReadonlySet<number> = new Set([137, 143])

/** The end, unless it was the cluster that stopped the program. */
async function ownEnd({kube, namespace, name, signal}: Run, end: Ended): Promise<Ended> {
  if (!stopped.has(end.code)) return end
  const job = await kube.get(jobs, name, {namespace, signal})
  const failure = job && endedByCluster(job, end)
  if (failure) throw failure
  return end
}

/** Why the cluster has ended a Job, when it is for another reason than the program's exit code. */
export function endedByCluster(job: KubeObject, end?: Ended): OmeError | undefined {
  const {metadata, spec, status} = job
  const {name} = metadata
  const seconds = Number(spec?.activeDeadlineSeconds)
  const isTold = status?.conditions?.some(
    (condition: {reason?: string; status: string}) =>
      condition.reason === 'DeadlineExceeded' && condition.status === 'True',
  )
  // The condition may come after the program's end has.
  const lasted = Date.parse(end?.finishedAt ?? '') - Date.parse(status?.startTime ?? '')
  const isLate = end !== undefined && stopped.has(end.code) && lasted >= seconds * 1000
  if (!isTold && !isLate) return undefined
  const limit = formatDuration(seconds * 1000)
  return new OmeError('failed', `run ${name} did not end within ${limit} and was stopped`, [], {object: `job/${name}`})
}

const again = (run: Run): string[] => [`follow it again: ome command runs attach ${run.name} ${placeWords(run)}`]

const stuck = ({name}: Pick<Run, 'name'>, why: string): OmeError =>
  new OmeError('failed', `run ${name} cannot start: ${why}`, [], {object: `job/${name}`})

/** Passes the lines of the program's log on, from the first one. */
export async function followLog(
  {kube, namespace, signal}: Run,
  pod: string,
  line: (text: string) => void,
): Promise<void> {
  for await (const text of kube.logs(pod, {namespace, container: containerName, follow: true, signal})) line(text)
}
