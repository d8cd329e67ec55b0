import type {Node} from '@ome/inference-model/node'
import {nearestFew} from '@ome/sdk/nearest'
import {objectWord} from '../../domain/object-name.ts'
import {because, conditionsOf} from '../../domain/states/state.ts'
import {quotaRefusal, type Warning} from '../../domain/warning.ts'
import type {TrainingJob, TrainingRuntime} from './training-job.ts'
import {newestPods, type TrainingPod, whoText} from './training-pod.ts'

/** Why a job does not train, and what to do about it. */
export interface Cause {
  /** One sentence without a period: who, what and why. */
  readonly text: string
  /** What to do, the command to type last. */
  readonly next: readonly string[]
  /** Waiting does not help: something has to be changed. */
  readonly isFinal: boolean
}

/** What a cause is found in; what may not be read is absent. */
export interface Evidence {
  readonly job: TrainingJob
  readonly pods: readonly TrainingPod[]
  readonly warnings?: readonly Warning[] | undefined
  readonly nodes?: readonly Node[] | undefined
  readonly runtimes?: readonly TrainingRuntime[] | undefined
}

/** Undefined where nothing keeps the job from training, or it is done. */
export function causeOf(evidence: Evidence): Cause | undefined {
  const {job} = evidence
  if (job.outcome === 'complete') return undefined
  if (job.outcome === 'failed') return failed(evidence)
  if (job.isSuspended) return suspended(job)
  return failing(evidence) ?? unschedulable(evidence) ?? withoutPods(evidence) ?? restarting(evidence)
}

const place = ({name, namespace}: TrainingJob): string => `${name} -n ${namespace}`

const logs = (job: TrainingJob, rank?: number): string =>
  `read its log: ome kf logs ${place(job)}${rank === undefined ? '' : ` --rank ${rank}`}`

/** The spec of a job is fixed: only another one can differ. */
const again = ({kind, name, namespace}: TrainingJob): string =>
  `change the file, then: ome kf remove ${kind.word}/${name} -n ${namespace}, and train it again`

function failed(evidence: Evidence): Cause {
  const {job, pods, runtimes = []} = evidence
  const condition = conditionsOf(job.raw).findLast(({type, status}) => type === 'Failed' && status === 'True')
  if (condition?.reason === 'TrainingRuntimeNotSupported') {
    const wanted = job.runtime ?? ''
    const names = runtimes.map(({name}) => name)
    const near = nearestFew(wanted, names, 1)
    return {
      text: `its runtime ${wanted} is not there`,
      next: [
        near.length > 0 ? `did you mean ${near[0]}?` : `there are ${names.join(', ') || 'no runtimes'}`,
        again(job),
      ],
      isFinal: true,
    }
  }
  const first = firstFailure(pods)
  const told = (condition && because(condition)) || job.state.detail || 'it failed, and says nothing about why'
  if (first) return {text: failureText(first, pods), next: failureNext(job, first), isFinal: true}
  const warning = evidence.warnings?.findLast(({reason}) => failureReasons.has(reason))
  const why = warning && !told.includes(warning.message) ? `${told} (${warning.object}: ${warning.message})` : told
  return {
    text: why,
    next: [`see what happened: ome kf status info ${objectWord(job)} -n ${job.namespace}`],
    isFinal: true,
  }
}

const failureReasons = new Set(['BackoffLimitExceeded', 'BackOff', 'FailedCreate', 'OOMKilling', 'Failed'])

/** The pod that ended first with an error: ranks that wait for it fail after it. */
const firstFailure = (pods: readonly TrainingPod[]): TrainingPod | undefined =>
  pods
    .filter(({failure}) => failure !== undefined)
    .sort((left, right) => ((left.failure?.at ?? '') < (right.failure?.at ?? '') ? -1 : 1))[0]

function failureText(pod: TrainingPod, pods: readonly TrainingPod[], restarts = ''): string {
  const {failure, label} = pod
  if (!failure) return `${label} failed`
  const others = newestPods(pods).filter((each) => each.failure && each.label !== label)
  const after = others.length === 0 ? restarts : `${restarts}; ${whoText(others, newestPods(pods))} failed after it`
  if (failure.outOfMemory) {
    const limit = failure.memoryLimit === undefined ? '' : ` (its limit is ${failure.memoryLimit})`
    return `${label} ran out of memory${limit}${after}`
  }
  const said = failure.message === undefined ? '' : `: ${failure.message}`
  return `${label} ended with exit code ${failure.exitCode}${said}${after}`
}

function failureNext(job: TrainingJob, {failure, rank, isGone}: TrainingPod): readonly string[] {
  const advice = failure?.outOfMemory ? ['give it more memory, or a smaller batch'] : []
  const log = isGone
    ? `its pods are gone with their logs, what is left: ome kf status info ${objectWord(job)} -n ${job.namespace}`
    : logs(job, rank)
  return [...advice, again(job), log]
}

function suspended(job: TrainingJob): Cause {
  if (job.queue !== undefined)
    return {
      text: `it waits in the queue ${job.queue} until there is room for it`,
      next: [`see the queue: ome describe localqueues ${job.queue} -n ${job.namespace}`],
      isFinal: false,
    }
  return {text: 'it is suspended', next: [`let it go on: ome kf resume ${place(job)}`], isFinal: false}
}

const pulls = new Set(['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'InvalidImageName'])
const configs = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'])

function failing({job, pods}: Evidence): Cause | undefined {
  const newest = newestPods(pods)
  const bad = newest.filter(({problem, failure}) => problem?.state === 'failing' && failure === undefined)
  const [first] = bad
  if (!first?.problem) return undefined
  const {reason, message} = first.problem
  const isPull = pulls.has(reason)
  // One pull is told by turns as a failure and as the wait for its next try.
  const same = bad.filter(({problem}) => problem && (isPull ? pulls.has(problem.reason) : problem.reason === reason))
  const who = whoText(same, newest)
  const why = message ? `: ${message}` : ''
  if (isPull) return {text: `the image of ${who} cannot be pulled (${reason})${why}`, next: [again(job)], isFinal: true}
  const isFinal = configs.has(reason)
  const next = isFinal ? [again(job)] : [logs(job, first.rank)]
  return {text: `${who} cannot run (${reason})${why}`, next, isFinal}
}

function unschedulable({job, pods, nodes}: Evidence): Cause | undefined {
  const newest = newestPods(pods)
  const waiting = newest.filter(({problem}) => problem?.state === 'unschedulable')
  const [first] = waiting
  if (!first) return undefined
  const who = whoText(waiting, newest)
  const wanted = Math.max(...waiting.map(({gpus}) => gpus))
  const largest = nodes && Math.max(0, ...nodes.filter(({schedulable}) => schedulable).map(({gpus}) => gpus))
  if (largest !== undefined && wanted > largest)
    return {
      text: `${who}: no node has ${wanted} GPUs, the largest has ${largest}`,
      next: [largest === 0 ? 'this cluster has no GPUs now' : `ask for ${largest} or fewer on each node`, again(job)],
      isFinal: false,
    }
  return {
    text: `${who} ${waiting.length === 1 ? 'waits' : 'wait'} for a node: ${first.problem?.message ?? 'no node takes it'}`,
    next: [`see what holds the GPUs: ome kf status training -n ${job.namespace}`],
    isFinal: false,
  }
}

function withoutPods({job, pods, warnings = []}: Evidence): Cause | undefined {
  if (pods.length > 0) return undefined
  const refused = warnings.findLast(({reason}) => reason === 'FailedCreate')
  if (!refused) return undefined
  const quota = quotaRefusal(refused)
  if (quota !== undefined)
    return {
      text: `the quota of the namespace refuses its pods: ${quota}`,
      next: [`see the quota: ome describe resourcequotas -n ${job.namespace}`],
      isFinal: false,
    }
  return {text: `its pods cannot be made: ${refused.message}`, next: [again(job)], isFinal: false}
}

function restarting({job, pods}: Evidence): Cause | undefined {
  const first = firstFailure(newestPods(pods).filter(({phase}) => phase !== 'Succeeded'))
  if (!first?.failure) return undefined
  const times = first.restarts === 0 ? '' : `, restarted ${first.restarts === 1 ? 'once' : `${first.restarts} times`}`
  return {text: failureText(first, pods, times), next: failureNext(job, first), isFinal: false}
}
