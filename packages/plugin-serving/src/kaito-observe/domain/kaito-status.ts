import type {HourlyCost} from '@ome/kaito/hourly-cost'
import type {KaitoPod} from '@ome/kaito/kaito-pod'
import type {KaitoReport, KaitoSubject} from '@ome/kaito/kaito-report'
import type {BenchmarkTimes} from './benchmark.ts'

/** How far a pod is with the weights of its model. */
export interface Download {
  readonly pod: string
  readonly bytesPerSecond?: number
  readonly remainingSeconds?: number
}

/** What an object says of itself when it is asked over HTTP. */
export interface Asked {
  /** Names it answers to; absent where it did not answer. */
  readonly served?: readonly string[]
  /** Why it did not answer. */
  readonly silence?: string
  readonly downloads: readonly Download[]
  readonly times?: BenchmarkTimes
  /** Address of its load balancer, where it has one. */
  readonly external?: string
}

export interface KaitoStatus {
  readonly report: KaitoReport
  readonly asked: Asked
  readonly cost?: HourlyCost
}

/** Asks what runs; implemented over the API server's proxy. */
export interface KaitoProbe {
  ask(report: KaitoReport): Promise<Asked>
  /** Address of its load balancer, where it has one. */
  external(report: KaitoReport): Promise<string | undefined>
}

/** Core Services that answer for an object: its own, or those of its Workspaces. A tuning has none. */
export function servicesOf(subject: KaitoSubject): readonly string[] {
  if (subject.noun === 'inferenceset') return subject.children.map(({name}) => name)
  return subject.noun === 'workspace' && subject.task === 'tuning' ? [] : [subject.name]
}

/** Pods that run and are not ready: they may be loading. */
export const loadingPods = ({pods}: KaitoReport): readonly KaitoPod[] =>
  pods.filter(({phase, ready, leads, terminating}) => phase === 'Running' && !ready && leads && !terminating)
