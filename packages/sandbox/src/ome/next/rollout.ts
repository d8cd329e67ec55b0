import type {ApiObject} from '../../api.ts'
import {durationMs} from '../../kubelet/faults.ts'
import {asFields, type Fields, list} from '../merge.ts'

export type Phase =
  | 'Stable'
  | 'Canarying'
  | 'Pending'
  | 'Paused'
  | 'Promoting'
  | 'RollingBack'
  | 'RolledBack'
  | 'Failed'

/** Where the rollout of one component stands, as its status tells. */
export interface RolloutState {
  readonly phase: Phase
  readonly stable: string
  /** Set while another revision is on its way in, or was sent back. */
  readonly canary?: string
  readonly step: number
  /** Calendar milliseconds. */
  readonly entered: number
  readonly rolledBack?: string
  readonly previous?: string
}

/** What the cluster shows of a component at this moment. */
export interface RolloutView {
  readonly now: number
  /** The revision that the service asks for. */
  readonly wanted: string
  readonly replicas: number
  /** Instances of the newest revision that serve; of all. */
  readonly updatedReady: number
  readonly ready: number
  readonly annotations: Readonly<Record<string, string>>
  readonly group: Fields | undefined
}

export interface RolloutStep {
  readonly state: RolloutState
  /** Instances of the canary; 0 without one. */
  readonly canaryReplicas: number
  /** Annotations that were acted on. */
  readonly consumed: readonly string[]
  /** When to look again although nothing changes. */
  readonly again?: number
}

const promote = 'ome.io/rollout-promote'
const rollback = 'ome.io/rollout-rollback'
const repin = 'ome.io/rollout-repin'
const defaultTimeout = '15m'

/** The next state of a rollout. Rules: OME v1.3 documentation of rollouts; analysis is never conclusive here, so it holds. */
export function nextStep(before: RolloutState, view: RolloutView): RolloutStep {
  if (!(repin in view.annotations)) return decided(before, view)
  const step = decided(isUnderWay(before) ? {...before, step: 0, entered: view.now} : before, view)
  return {...step, consumed: [...step.consumed, repin]}
}

/** The newest plan is begun at its first step, whose time to become ready begins with it. */
const isUnderWay = ({canary, phase}: RolloutState): boolean =>
  canary !== undefined && (phase === 'Canarying' || phase === 'Paused')

function decided(before: RolloutState, view: RolloutView): RolloutStep {
  const {now, wanted} = view
  const stay = (state: RolloutState, canaryReplicas = 0, more: Partial<RolloutStep> = {}): RolloutStep => ({
    state,
    canaryReplicas,
    consumed: [],
    ...more,
  })
  if (wanted === before.stable || wanted === before.rolledBack) return settle(before, view, stay)
  const steps = stepsOf(view.group)
  if (steps.length === 0) {
    return stay({phase: 'Promoting', stable: wanted, step: 0, entered: now, previous: before.stable})
  }
  const isNew = before.canary !== wanted || before.phase === 'RolledBack'
  const at: RolloutState = isNew ? {...kept(before), phase: 'Canarying', canary: wanted, step: 0, entered: now} : before
  const replicas = capacityOf(steps[at.step], view.replicas)
  if (view.annotations[rollback] === 'true') {
    const {canary: _, ...rest} = at
    return stay({...rest, phase: 'RollingBack', rolledBack: wanted, entered: now}, 0, {consumed: [rollback]})
  }
  if (view.annotations['ome.io/rollout-paused']) return stay({...at, phase: 'Paused'}, replicas)
  return isNew ? stay(at, replicas) : advance({...at, phase: 'Canarying'}, view, steps, replicas, stay)
}

type Stay = (state: RolloutState, canaryReplicas?: number, more?: Partial<RolloutStep>) => RolloutStep

const kept = ({stable, previous}: RolloutState): Pick<RolloutState, 'stable' | 'previous'> => ({
  stable,
  ...(previous === undefined ? {} : {previous}),
})

/** Nothing new is wanted: an earlier move comes to its end. */
function settle(before: RolloutState, view: RolloutView, stay: Stay): RolloutStep {
  const isDone = view.updatedReady >= view.replicas && view.ready >= view.replicas
  const {canary: _, ...rest} = before
  if (before.phase === 'RollingBack') return stay(isDone ? {...rest, phase: 'RolledBack'} : rest)
  if (before.phase === 'RolledBack' && view.wanted === before.rolledBack) return stay(rest)
  if (before.phase === 'Promoting' || before.phase === 'Pending')
    return stay(isDone ? {...rest, phase: 'Stable'} : rest)
  return stay({...kept(before), phase: 'Stable', step: 0, entered: before.entered})
}

function advance(
  at: RolloutState,
  view: RolloutView,
  steps: readonly Fields[],
  replicas: number,
  stay: Stay,
): RolloutStep {
  const {now, wanted} = view
  const next = (consumed: readonly string[] = []): RolloutStep =>
    at.step + 1 < steps.length
      ? stay({...at, step: at.step + 1, entered: now}, capacityOf(steps[at.step + 1], view.replicas), {consumed})
      : stay({phase: 'Promoting', stable: wanted, step: 0, entered: now, previous: at.stable}, 0, {consumed})
  if (view.updatedReady < replicas) {
    const timeout = at.entered + (durationMs(timeoutOf(view)) ?? 900_000)
    if (now < timeout) return stay(at, replicas, {again: timeout})
    const {canary: _, ...rest} = at
    return stay({...rest, phase: 'RollingBack', rolledBack: wanted, entered: now})
  }
  const step = steps[at.step] ?? {}
  if (view.annotations[promote] === wanted) return next([promote])
  if (step['analysis']) return stay(at, replicas)
  if (step['pause'] === undefined) return next()
  const pause = asFields(step['pause'])['duration']
  if (typeof pause !== 'string') return stay({...at, phase: 'Paused'}, replicas)
  const until = at.entered + (durationMs(pause) ?? 0)
  return now >= until ? next() : stay(at, replicas, {again: until})
}

const timeoutOf = ({annotations, group}: RolloutView): string =>
  annotations['ome.io/rollout-ready-timeout'] ?? String(asFields(group?.['canary'])['readyTimeout'] ?? defaultTimeout)

/** Steps of a canary; blue and green are one step with everything in it. */
function stepsOf(group: Fields | undefined): Fields[] {
  if (group?.['blueGreen']) return [{capacity: '100%', traffic: 100}]
  return list(asFields(group?.['canary'])['steps'])
}

function capacityOf(step: Fields | undefined, replicas: number): number {
  const text = String(step?.['capacity'] ?? 0)
  const count = text.endsWith('%') ? Math.ceil((Number(text.slice(0, -1)) / 100) * replicas) : Number(text)
  return Math.min(replicas, Math.max(0, Number.isFinite(count) ? count : 0))
}

/** The group of a service's rollout plan that a component is in. */
export const groupOf = (service: ApiObject, component: string): Fields | undefined =>
  list(service.spec.rollout?.groups).find(({components}) => Array.isArray(components) && components.includes(component))
