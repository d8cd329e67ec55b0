import type {KaitoPod} from '@ome/kaito/kaito-pod'
import type {KaitoReport, KaitoSubject} from '@ome/kaito/kaito-report'
import {nodeCounts} from '@ome/kaito/kaito-report'
import {catalogueQuote} from '@ome/pricing/catalogue-quote'
import type {Quote} from '@ome/pricing/quote'
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

/** Money for the nodes it shall have. Nodes that are brought along have no price here. */
export interface HourlyCost {
  readonly nodes: number
  readonly usdPerHour: number
  readonly quote: Quote
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

/** The list price of the nodes an object shall have; undefined without an instance type, or for one nobody prices. */
export function hourlyCost({subject, claims = []}: KaitoReport): HourlyCost | undefined {
  const {instanceType} = subject
  const {target} = nodeCounts(subject)
  if (instanceType === undefined || target === undefined) return undefined
  const region = claims.find((claim) => claim.region !== undefined)?.region
  const quote = catalogueQuote(instanceType, region)
  return quote && {nodes: target, usdPerHour: quote.usdPerHour * target, quote}
}

/** Core Services that answer for an object: its own, or those of its Workspaces. A tuning has none. */
export function servicesOf(subject: KaitoSubject): readonly string[] {
  if (subject.noun === 'inferenceset') return subject.children.map(({name}) => name)
  return subject.noun === 'workspace' && subject.task === 'tuning' ? [] : [subject.name]
}

/** Pods that run and are not ready: they may be loading. */
export const loadingPods = ({pods}: KaitoReport): readonly KaitoPod[] =>
  pods.filter(({phase, ready, leads, terminating}) => phase === 'Running' && !ready && leads && !terminating)
