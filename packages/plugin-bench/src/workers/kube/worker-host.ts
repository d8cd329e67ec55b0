import {PassThrough, Writable} from 'node:stream'
import {setTimeout} from 'node:timers/promises'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import {podConfinement} from '@ome/sdk/pod-confinement'
import {podState} from '@ome/sdk/pod-state'
import {plain} from '@ome/sdk/text'
import type {TalkOptions, WorkerHost, WorkerNews, WorkerState} from '../domain/worker-host.ts'
import {loadLabel, type WorkerWish, workerContainer, workerFiles, workerJob} from '../domain/worker-objects.ts'

const core = (plural: string, kind: string): ResourceRef => ({group: '', version: 'v1', plural, kind, namespaced: true})
const pods = core('pods', 'Pod')
const configMaps = core('configmaps', 'ConfigMap')
const events = core('events', 'Event')
const jobs: ResourceRef = {group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true}

const indexOf = ({metadata}: KubeObject): number =>
  Number(metadata.annotations?.['batch.kubernetes.io/job-completion-index'] ?? Number.NaN)

const again = 500

/** `kube` outlives Ctrl-C, so that what was made can be removed. */
export function workerHost(kube: KubeClient, warn: (message: string) => void): WorkerHost {
  let isMade = false
  return {
    async begin(wish, files) {
      const job = workerJob(wish, podConfinement)
      const {namespace} = wish
      // Servers before 1.28 know no limit per index, and may leave it out.
      const how = {namespace, fieldValidation: 'Ignore'} as const
      const tried = await kube.create(jobs, job, {...how, dryRun: true})
      await kube.create(configMaps, workerFiles(wish, files, tried), {namespace, dryRun: true})
      isMade = true
      const made = await kube.create(jobs, job, how)
      await kube.create(configMaps, workerFiles(wish, files, made), {namespace})
    },
    async *news({name, namespace}, signal): AsyncGenerator<WorkerNews> {
      for await (const {type, object} of kube.watch(pods, {namespace, labelSelector: `${loadLabel}=${name}`, signal}))
        yield {
          index: indexOf(object),
          pod: object.metadata.name,
          state: type === 'DELETED' ? {phase: 'ended', why: 'lost its pod'} : stateOf(object),
        }
    },
    refusal: (wish, signal) => refusal(kube, wish, signal),
    listen: (wish, pod, signal) => listen(kube, wish, pod, signal),
    talk: (wish, pod, options) => talk(kube, wish, pod, options),
    end: async (wish) => {
      if (isMade) await end(kube, wish, warn)
    },
  }
}

function stateOf(pod: KubeObject): WorkerState {
  const state = podState(pod, workerContainer)
  switch (state.phase) {
    case 'stuck':
      // A node may come, or another pod go.
      return {phase: state.isUnplaced ? 'waiting' : 'stuck', why: plain(state.why)}
    case 'ended':
      return {phase: 'ended', why: plain(`ended with code ${state.code}${state.reason ? ` (${state.reason})` : ''}`)}
    default:
      return state
  }
}

async function refusal(kube: KubeClient, {name, namespace}: WorkerWish, signal: AbortSignal): Promise<string> {
  try {
    const fieldSelector = `involvedObject.kind=Job,involvedObject.name=${name}`
    for await (const {object} of kube.watch(events, {namespace, fieldSelector, signal}))
      if (object['reason'] === 'FailedCreate') return plain(String(object['message']))
  } catch (error) {
    // Without the right to read events the limit of the start ends the wait.
    if (!isOmeError(error)) throw error
  }
  return await new Promise<never>(() => undefined)
}

/** A log that breaks off is read again from its first line; those that were given are passed over. */
async function* listen(
  kube: KubeClient,
  {namespace}: WorkerWish,
  pod: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let given = 0
  for (;;) {
    let at = 0
    try {
      for await (const line of kube.logs(pod, {namespace, container: workerContainer, follow: true, signal}))
        if (at++ >= given) {
          given++
          yield line
        }
      if (await hasEnded(kube, namespace, pod)) return
    } catch (error) {
      if (signal.aborted || (isOmeError(error) && error.kind === 'not-found')) return
      if (!isOmeError(error) || error.kind !== 'unreachable') throw error
    }
    await setTimeout(again, undefined, {signal})
  }
}

async function hasEnded(kube: KubeClient, namespace: string, name: string): Promise<boolean> {
  const [pod] = await kube.list(pods, {namespace, fieldSelector: `metadata.name=${name}`})
  return !pod || podState(pod, workerContainer).phase === 'ended'
}

/** What is said while the connection is down is lost; the other side is told again until it has heard. */
function talk(
  kube: KubeClient,
  wish: WorkerWish,
  pod: string,
  {signal, onFailure}: TalkOptions,
): (line: string) => void {
  let mouth = new PassThrough()
  const keep = async (): Promise<void> => {
    while (!signal.aborted) {
      await attach(kube, wish, pod, mouth, signal).catch(brokenOff)
      if (await hasEnded(kube, wish.namespace, pod)) return
      mouth = new PassThrough()
      await setTimeout(again, undefined, {signal})
    }
  }
  keep().catch((error: unknown) => signal.aborted || onFailure(error))
  return (line) => mouth.write(`${line}\n`)
}

/** A connection that broke, or a container that was not there yet or not any more: both are looked into. */
function brokenOff(error: unknown): void {
  if (!isOmeError(error) || error.kind === 'denied') throw error
}

async function attach(
  kube: KubeClient,
  {namespace}: WorkerWish,
  pod: string,
  stdin: PassThrough,
  signal: AbortSignal,
): Promise<void> {
  const {attachToPod} = await import('@ome/sdk/streams')
  // What the worker says is read from its log, which keeps it.
  const stdout = new Writable({write: (_chunk, _encoding, done) => done()})
  await attachToPod(kube, {namespace, pod, container: workerContainer, stdin, stdout, stderr: stdout, signal})
}

/** The Job takes its pods and its ConfigMap along; without one the ConfigMap was never made. */
async function end(kube: KubeClient, {name, namespace}: WorkerWish, warn: (message: string) => void): Promise<void> {
  try {
    await kube.delete(jobs, name, {namespace, propagation: 'Background'})
  } catch (error) {
    if (!isOmeError(error)) throw error
    if (error.kind === 'not-found') return
    warn(`job/${name} in namespace ${namespace} was not removed; its workers end by themselves: ${error.message}`)
  }
}
