import {hoursPerMonth, type PriceTable} from './price.ts'
import {gpusOf, type Replica, type Workload} from './workload.ts'

export type Reason = 'not serving' | 'idle' | 'oversized'

/** A service that holds more GPUs than it needs. */
export interface Saving {
  readonly namespace: string
  readonly service: string
  readonly reason: Reason
  readonly gpus: number
  readonly needed: number
  /** Absent when the price of its GPUs is not known: unknown is not zero. */
  readonly usdPerMonth?: number
  /** What was seen, and whose price it is. */
  readonly source: string
}

const settledSeconds = 15 * 60
const idleSeconds = 60 * 60
/** Share of a replica's cache that may be in use before another replica is of use. */
const fullCache = 0.8

/** What can be given back, largest first. Young replicas say nothing yet, and without an engine's word nothing is idle. */
export function findSavings(workloads: readonly Workload[], prices: PriceTable): readonly Saving[] {
  return workloads
    .map((workload) => toSaving(workload, prices))
    .filter((saving) => saving !== undefined)
    .sort((a, b) => b.gpus - b.needed - (a.gpus - a.needed) || (a.service < b.service ? -1 : 1))
}

function toSaving(workload: Workload, prices: PriceTable): Saving | undefined {
  const found = judge(workload.replicas)
  if (found === undefined) return undefined
  const gpus = gpusOf(workload)
  const price = workload.accelerator === undefined ? undefined : prices.usdPerGpuHour[workload.accelerator]
  const priced = price === undefined ? `no price for ${workload.accelerator ?? 'its GPUs'}` : pricedBy(prices)
  return {
    namespace: workload.namespace,
    service: workload.name,
    reason: found.reason,
    gpus,
    needed: found.needed,
    ...(price === undefined ? {} : {usdPerMonth: Math.round((gpus - found.needed) * price * hoursPerMonth)}),
    source: `${found.seen}; ${priced}`,
  }
}

const pricedBy = ({source, date}: PriceTable): string => `${source} ${date}`

interface Judgement {
  readonly reason: Reason
  readonly needed: number
  readonly seen: string
}

function judge(replicas: readonly Replica[]): Judgement | undefined {
  const youngest = Math.min(...replicas.map(({ageSeconds}) => ageSeconds))
  if (youngest < settledSeconds) return undefined
  const ready = replicas.filter(({isReady}) => isReady)
  if (ready.length === 0) return {reason: 'not serving', needed: 0, seen: `no replica ready for ${span(youngest)}`}
  const loads = ready.map(({load}) => load).filter((load) => load !== undefined)
  if (loads.length < ready.length || ready.length < replicas.length || replicas.length < 2) return undefined
  const perReplica = Math.max(...replicas.map(({gpus}) => gpus))
  if (youngest >= idleSeconds && loads.every(({running, waiting, served}) => running + waiting + served === 0))
    return {reason: 'idle', needed: perReplica, seen: `no request in ${span(youngest)}`}
  const busy = loads.reduce((sum, {cache}) => sum + cache, 0)
  const enough = Math.max(1, Math.ceil(busy / fullCache))
  if (loads.some(({waiting}) => waiting > 0) || enough >= replicas.length) return undefined
  const percent = Math.round((busy / replicas.length) * 100)
  return {reason: 'oversized', needed: enough * perReplica, seen: `${percent}% of its cache in use`}
}

const span = (seconds: number): string => {
  const hours = Math.floor(seconds / 3600)
  if (hours >= 48) return `${Math.floor(hours / 24)}d`
  return hours >= 1 ? `${hours}h` : `${Math.floor(seconds / 60)}m`
}
