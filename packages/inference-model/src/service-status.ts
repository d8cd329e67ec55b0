import type {ComponentStatus, Condition} from './service-component.ts'
import type {ServicePod} from './service-pod.ts'

/**
 * `Degraded`: answers, but some component or replica is in trouble. `Stopped`: scaled to zero on purpose. `Unknown`: the
 * controller has said nothing.
 */
export type ServiceStatus = 'Ready' | 'Progressing' | 'Degraded' | 'Failed' | 'Stopped' | 'Unknown'

export interface StatusFacts {
  readonly components: readonly ComponentStatus[]
  readonly pods: readonly ServicePod[]
  readonly conditions: readonly Condition[]
  /** `status.modelStatus.transitionStatus`. */
  readonly transition?: string
  readonly lastFailure?: string
  /** Annotation `ome.cli/stopped`. */
  readonly markedStopped: boolean
}

/**
 * Status and reason of a service from its workloads and pods; the controller's Ready condition alone is not enough (it
 * ignores decoder and router, and can be True before the Deployment has a status).
 */
export function serviceStatus(facts: StatusFacts): {readonly status: ServiceStatus; readonly reason?: string} {
  const {components, pods} = facts
  if (!components.some(({workload}) => workload)) return withoutWorkloads(facts)
  const main = components.find(({name}) => name === 'engine' || name === 'predictor') ?? components[0]
  if (!main || main.replicas === 0) return {status: 'Stopped', reason: 'scaled to 0 replicas'}
  const trouble = troubleOf(pods)
  const missing = components.find(({replicas, readyReplicas}) => readyReplicas < replicas)
  if (!missing) return updating(components)
  if (main.readyReplicas === 0) {
    const broken = pods.some(({component, problem}) => component === main.name && problem?.state === 'failing')
    const failed = broken || main.stuck || facts.transition === 'BlockedByFailedLoad'
    const lost = pods.some(({component, problem}) => component === main.name && problem?.state === 'lost')
    const reason = trouble ?? facts.lastFailure ?? missing.message
    return {status: failed ? 'Failed' : lost ? 'Degraded' : 'Progressing', ...(reason !== undefined && {reason})}
  }
  const count = `${missing.name} ${missing.readyReplicas}/${missing.replicas} ready`
  const inTrouble = trouble !== undefined || (missing !== main && missing.readyReplicas === 0)
  return {status: inTrouble ? 'Degraded' : 'Progressing', reason: trouble ? `${count}: ${trouble}` : count}
}

/** Everything is ready; old replicas may still answer while new ones replace them. */
function updating(components: readonly ComponentStatus[]): {readonly status: ServiceStatus; readonly reason?: string} {
  const old = components.find(
    ({replicas, updatedReplicas}) => updatedReplicas !== undefined && updatedReplicas < replicas,
  )
  const ending = components.find(({outdated = 0}) => outdated > 0)
  if (!old && ending) {
    const {name, outdated} = ending
    return {
      status: 'Progressing',
      reason: `${name} has ${outdated} old ${outdated === 1 ? 'replica' : 'replicas'} left`,
    }
  }
  if (!old) return {status: 'Ready'}
  return {status: 'Progressing', reason: `${old.name} ${old.updatedReplicas}/${old.replicas} updated`}
}

function withoutWorkloads({conditions, markedStopped, transition, lastFailure}: StatusFacts): {
  readonly status: ServiceStatus
  readonly reason?: string
} {
  const ready = conditions.find(({type}) => type === 'Ready')
  if (markedStopped) return {status: 'Stopped'}
  if (transition === 'InvalidSpec' || transition === 'BlockedByFailedLoad')
    return {status: 'Failed', reason: lastFailure ?? transition}
  if (!ready) return {status: 'Unknown', reason: 'the controller has not written a status; its events may say why'}
  if (ready.status === 'True') return {status: 'Ready'}
  const reason = [ready.reason, ready.message].filter(Boolean).join(': ')
  return {status: 'Progressing', ...(reason !== '' && {reason})}
}

const gravest = ['failing', 'lost', 'unschedulable'] as const

/** The worst thing any pod reports; ordinary starting is no trouble. */
export function troubleOf(pods: readonly ServicePod[]): string | undefined {
  const problems = pods.filter(({terminating}) => !terminating).flatMap(({problem}) => (problem ? [problem] : []))
  const worst = gravest.flatMap((grave) => problems.find(({state}) => state === grave) ?? [])[0]
  if (!worst) return undefined
  return worst.message ? `${worst.reason}: ${worst.message}` : worst.reason
}
