import type {ApiObject} from '../api.ts'
import type {Condition} from './conditions.ts'

/** What a pod failure policy does with a failed pod. */
export interface FailureAction {
  readonly action: 'Count' | 'Ignore' | 'FailIndex' | 'FailJob'
  /** Why the Job fails, in the words of the Job controller. */
  readonly message: string
}

interface Rule {
  readonly action: FailureAction['action']
  readonly onExitCodes?: {
    readonly containerName?: string
    readonly operator: string
    readonly values: readonly number[]
  }
  readonly onPodConditions?: readonly {readonly type: string; readonly status?: string}[]
}

interface ContainerStatus {
  readonly name: string
  readonly state?: {readonly terminated?: {readonly exitCode: number}}
}

/** The first rule of a Job's pod failure policy that a failed pod matches; without one it counts. */
export function failureAction(job: ApiObject, pod: ApiObject): FailureAction {
  const rules: Rule[] = job.spec.podFailurePolicy?.rules ?? []
  for (const [index, rule] of rules.entries()) {
    const why = matchedExit(rule, pod) ?? matchedCondition(rule, pod)
    if (why) return {action: rule.action, message: `${why} matching ${rule.action} rule at index ${index}`}
  }
  return {action: 'Count', message: ''}
}

const nameOf = ({metadata}: ApiObject): string => `${metadata.namespace}/${metadata.name}`

function matchedExit({onExitCodes}: Rule, pod: ApiObject): string | undefined {
  if (!onExitCodes) return undefined
  const statuses: ContainerStatus[] = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ]
  for (const {name, state} of statuses) {
    const code = state?.terminated?.exitCode
    if (!code || (onExitCodes.containerName && onExitCodes.containerName !== name)) continue
    if (onExitCodes.values.includes(code) === (onExitCodes.operator === 'In'))
      return `Container ${name} for pod ${nameOf(pod)} failed with exit code ${code}`
  }
  return undefined
}

function matchedCondition({onPodConditions}: Rule, pod: ApiObject): string | undefined {
  const conditions: Condition[] = pod.status?.conditions ?? []
  const matched = onPodConditions?.find(({type, status = 'True'}) =>
    conditions.some((condition) => condition.type === type && condition.status === status),
  )
  return matched && `Pod ${nameOf(pod)} has condition ${matched.type}`
}
