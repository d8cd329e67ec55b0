import {at, fields, list, number, text} from '@ome/capacity/fields'

/** Share of the requests that a revision of a component gets. */
export interface TrafficShare {
  readonly revision: string
  readonly percent: number
  /** `canary`, `prev` or another tag. */
  readonly tag?: string
}

/** A change of a component that is on its way, step by step. */
export interface Rollout {
  /** `Stable`, `Canarying`, `Paused`, `Promoting`, `RollingBack`, `RolledBack`, `Failed`, `Pending`. */
  readonly phase: string
  /** Counted from 1. */
  readonly step?: number
  readonly since?: string
  /** Checks that failed in this step, with what was measured. */
  readonly failures: readonly string[]
  /** What holds it back, in the controller's word and sentence. */
  readonly hold?: string
}

/** Shares of `status.components.<c>.traffic`, of every generation; nothing where one revision gets all. */
export function trafficOf(reported: unknown): {readonly traffic?: readonly TrafficShare[]} {
  const shares = list(at(reported, 'traffic')).map((entry) => {
    const tag = text(at(entry, 'tag'))
    return {
      revision: text(at(entry, 'revisionName')) ?? '',
      percent: number(at(entry, 'percent')) ?? 0,
      ...(tag !== undefined && {tag}),
    }
  })
  return shares.length > 1 ? {traffic: shares} : {}
}

/** The rollout of a component as v1.3 reports it; for serverless components of earlier versions from the share asked for. */
export function rolloutOf(reported: unknown, canaryPercent: unknown): {readonly rollout?: Rollout} {
  const phase = text(at(reported, 'rolloutPhase'))
  if (phase === undefined) {
    const percent = number(canaryPercent)
    return percent === undefined || percent === 100 ? {} : {rollout: {phase: 'Canarying', failures: []}}
  }
  const canary = fields(at(reported, 'canary'))
  const step = number(canary['currentStep'])
  const since = text(canary['stepEnteredTime'])
  const failures = list(canary['metricResults'])
    .filter((result) => at(result, 'passed') === false)
    .map((result) => text(at(result, 'message')) ?? `${text(at(result, 'name'))} is ${text(at(result, 'value'))}`)
  const {gate, reason} = fields(at(reported, 'lifecycle', 'rolloutHold'))
  const hold = [text(gate), text(reason)].filter(Boolean).join(': ')
  return {
    rollout: {
      phase,
      ...(step !== undefined && {step: step + 1}),
      ...(since !== undefined && {since}),
      failures,
      ...(hold !== '' && {hold}),
    },
  }
}
