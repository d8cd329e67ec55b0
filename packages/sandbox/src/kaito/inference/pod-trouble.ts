import type {ApiObject} from '../../api.ts'
import {isReady} from '../../controllers/pod-facts.ts'
import type {Verdict} from '../node/claims.ts'

interface Container {
  readonly name: string
  readonly state?: {
    readonly waiting?: {readonly reason?: string; readonly message?: string}
    readonly terminated?: {readonly reason?: string; readonly exitCode?: number}
  }
  readonly lastState?: {readonly terminated?: {readonly reason?: string; readonly exitCode?: number}}
}

const pullReasons = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName']
const startReasons = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']
const longest = 256

/** Why pods are not ready, in the order KAITO looks; undefined while they merely take their time. */
export function podTrouble(pods: readonly ApiObject[]): Verdict | undefined {
  const waiting = pods.filter((pod) => !isReady(pod))
  for (const rule of rules) {
    for (const pod of waiting) {
      const found = rule(pod)
      if (found) return {isTrue: false, reason: found.reason, message: found.message.slice(0, longest)}
    }
  }
  return undefined
}

type Rule = (pod: ApiObject) => {reason: string; message: string} | undefined

const containersOf = (pod: ApiObject): Container[] => [
  ...(pod.status?.initContainerStatuses ?? []),
  ...(pod.status?.containerStatuses ?? []),
]

const where = (pod: ApiObject, container: Container): string =>
  `container ${container.name} of pod ${pod.metadata.name}`

const inContainers =
  (reason: string, matches: (container: Container) => string | undefined): Rule =>
  (pod) => {
    for (const container of containersOf(pod)) {
      const found = matches(container)
      if (found !== undefined) return {reason, message: `${where(pod, container)}: ${found}`}
    }
    return undefined
  }

const waitingIn =
  (reasons: readonly string[]) =>
  (container: Container): string | undefined => {
    const {reason, message} = container.state?.waiting ?? {}
    return reason && reasons.includes(reason) ? `${reason}${message ? `: ${message}` : ''}` : undefined
  }

const rules: readonly Rule[] = [
  inContainers('SASTokenFetchFailed', (container) => {
    const code = container.state?.terminated?.exitCode ?? container.lastState?.terminated?.exitCode ?? 0
    return container.name === 'fetch-sas' && code !== 0 ? `exit code ${code}` : undefined
  }),
  inContainers('ContainerOOMKilled', (container) =>
    [container.state?.terminated, container.lastState?.terminated].some((end) => end?.reason === 'OOMKilled')
      ? 'OOMKilled'
      : undefined,
  ),
  inContainers('ImagePullError', waitingIn(pullReasons)),
  inContainers('ContainerStartError', waitingIn(startReasons)),
  inContainers('ContainerCrashLoopBackOff', waitingIn(['CrashLoopBackOff'])),
  (pod) =>
    pod.status?.reason === 'Evicted'
      ? {reason: 'PodEvicted', message: `pod ${pod.metadata.name} was evicted: ${pod.status.message ?? ''}`}
      : undefined,
  (pod) => {
    const scheduled = pod.status?.conditions?.find((condition: {type: string}) => condition.type === 'PodScheduled')
    return scheduled?.status === 'False' && scheduled.reason === 'Unschedulable'
      ? {reason: 'Unschedulable', message: `pod ${pod.metadata.name}: ${scheduled.message ?? 'cannot be scheduled'}`}
      : undefined
  },
]
