import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from '../controllers/conditions.ts'
import {timestamp, type World} from '../controllers/world.ts'
import type {ContainerRunner} from './container-runner.ts'

export interface PodFacts {
  readonly startedAt: number
  readonly podIP: string | undefined
  readonly hostIP: string
  readonly isNodeLost: boolean
  /** Why the node ended the pod. */
  readonly verdict?: {readonly reason: string; readonly message: string} | undefined
}

/** A pod's status as the kubelet reports it, from the state of its containers. */
export function podStatus(
  world: World,
  pod: ApiObject,
  runners: readonly ContainerRunner[],
  facts: PodFacts,
): Record<string, unknown> {
  const main = runners.filter((runner) => runner.role === 'main')
  const init = runners.filter((runner) => runner.isInit)
  const ephemeral = runners.filter((runner) => runner.role === 'ephemeral')
  const phase = facts.verdict ? 'Failed' : phaseOf(main, init)
  return {
    phase,
    ...facts.verdict,
    startTime: pod.status?.startTime ?? timestamp(facts.startedAt),
    hostIP: facts.hostIP,
    hostIPs: [{ip: facts.hostIP}],
    ...(facts.podIP === undefined ? {} : {podIP: facts.podIP, podIPs: [{ip: facts.podIP}]}),
    conditions: conditions(world, pod, main, init, facts, phase),
    containerStatuses: main.map((runner) => containerStatus(runner, init)),
    ...(init.length > 0 ? {initContainerStatuses: init.map((runner) => containerStatus(runner, []))} : {}),
    ...(ephemeral.length > 0
      ? {ephemeralContainerStatuses: ephemeral.map((runner) => containerStatus(runner, []))}
      : {}),
    qosClass: pod.status?.qosClass ?? 'Burstable',
  }
}

const isDone = (runner: ContainerRunner): boolean =>
  'terminated' in runner.state.current && runner.state.current.terminated.exitCode === 0

const isInitialized = (init: readonly ContainerRunner[]): boolean =>
  init.every((runner) => (runner.isSidecar ? runner.state.started : isDone(runner)))

function phaseOf(main: readonly ContainerRunner[], init: readonly ContainerRunner[]): string {
  if (!isInitialized(init) && main.every((runner) => runner.state.containerID === '')) {
    return init.some((runner) => runner.hasGivenUp && !isDone(runner)) ? 'Failed' : 'Pending'
  }
  if (main.length > 0 && main.every((runner) => runner.hasGivenUp)) return main.every(isDone) ? 'Succeeded' : 'Failed'
  return main.some((runner) => runner.state.containerID !== '') ? 'Running' : 'Pending'
}

function conditions(
  world: World,
  pod: ApiObject,
  main: readonly ContainerRunner[],
  init: readonly ContainerRunner[],
  facts: PodFacts,
  phase: string,
): Condition[] {
  const incomplete = init.filter((runner) => (runner.isSidecar ? !runner.state.started : !isDone(runner)))
  const unready = main.filter((runner) => !runner.state.ready || facts.isNodeLost)
  const names = (runners: readonly ContainerRunner[]): string =>
    `[${runners.map((runner) => runner.container.name).join(' ')}]`
  const finished = phase === 'Succeeded'
  const readiness = (type: string): Condition => {
    if (finished) return {type, status: 'False', reason: 'PodCompleted'}
    if (unready.length === 0) return {type, status: 'True'}
    return {
      type,
      status: 'False',
      reason: 'ContainersNotReady',
      message: `containers with unready status: ${names(unready)}`,
    }
  }
  const wanted: Condition[] = [
    {type: 'PodReadyToStartContainers', status: facts.podIP === undefined ? 'False' : 'True'},
    incomplete.length === 0
      ? {type: 'Initialized', status: 'True'}
      : {
          type: 'Initialized',
          status: 'False',
          reason: 'ContainersNotInitialized',
          message: `containers with incomplete status: ${names(incomplete)}`,
        },
    gated(pod, readiness('Ready')),
    readiness('ContainersReady'),
    {type: 'PodScheduled', status: 'True'},
  ]
  const before: Condition[] = Array.isArray(pod.status?.conditions) ? pod.status.conditions : []
  const all = wanted.reduce<Condition[]>((list, condition) => withCondition(world, list, condition), before)
  // What others wrote stands first, then the kubelet's own in their order.
  const place = ({type}: Condition): number => wanted.findIndex((own) => own.type === type)
  return all.toSorted((a, b) => place(a) - place(b)).map(sharedCondition)
}

/** The conditions of late: pods that come up together have the same ones. */
const shared = new Map<string, Condition>()
const mostShared = 1000

function sharedCondition(condition: Condition): Condition {
  if (Object.isFrozen(condition)) return condition
  const text = JSON.stringify(condition)
  const known = shared.get(text)
  if (known) return known
  if (shared.size >= mostShared) shared.clear()
  shared.set(text, Object.freeze(condition))
  return condition
}

/** A pod with readiness gates is ready only when their conditions, which others write, hold too. */
function gated(pod: ApiObject, ready: Condition): Condition {
  const gates: {conditionType: string}[] = pod.spec.readinessGates ?? []
  const known: Condition[] = pod.status?.conditions ?? []
  if (ready.status !== 'True') return ready
  const missing = gates.flatMap(({conditionType}) => {
    const found = known.find((condition) => condition.type === conditionType)
    if (found?.status === 'True') return []
    return found
      ? `the status of pod readiness gate ${JSON.stringify(conditionType)} is not "True", but ${found.status}`
      : `corresponding condition of pod readiness gate ${JSON.stringify(conditionType)} does not exist.`
  })
  if (missing.length === 0) return ready
  return {type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: missing.join(', ')}
}

function containerStatus(
  {container, state}: ContainerRunner,
  init: readonly ContainerRunner[],
): Record<string, unknown> {
  const waitsForInit = !isInitialized(init) && 'waiting' in state.current && state.containerID === ''
  return {
    name: container.name,
    image: container.image,
    imageID: state.imageID,
    ...(state.containerID === '' ? {} : {containerID: state.containerID}),
    ready: state.ready,
    started: state.started,
    restartCount: state.restarts,
    state: waitsForInit ? {waiting: {reason: 'PodInitializing'}} : state.current,
    lastState: state.last,
  }
}
