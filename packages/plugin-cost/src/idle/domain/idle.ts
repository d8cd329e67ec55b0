import type {BusyTime} from '@ome/engine-metrics/busy-time'
import {hoursPerMonth} from '@ome/pricing/quote'
import {sum} from '../../domain/money.ts'
import {hourMs} from '../../domain/span.ts'
import type {GpuHolder} from './ports.ts'

/** What one object holds without use. */
export interface IdleObject {
  readonly namespace: string
  /** `service/chat` */
  readonly owner: string
  readonly gpus: number
  /** Accelerator-hours that are known, and those of them without use; absent where no engine tells. */
  readonly known?: {readonly gpuHours: number; readonly idleGpuHours: number; readonly isAtLeast: boolean}
  /** Of the idle hours that are known; absent where their price is not. */
  readonly usd?: number
  /** Of a month that goes on like that. */
  readonly usdPerMonth?: number
  /** The price of some of it is not known. */
  readonly isPartial: boolean
  readonly why: string
}

/** Accelerators of nodes that no pod holds. */
export interface FreeGpus {
  readonly product: string
  readonly nodes: number
  readonly gpus: number
  readonly usdPerMonth?: number
}

export interface IdleReport {
  /** Undefined for all of them. */
  readonly namespace?: string | undefined
  readonly sinceMs: number
  /** The most money first. */
  readonly objects: readonly IdleObject[]
  /** Of a whole cluster. */
  readonly free?: readonly FreeGpus[]
}

/** What is known of a holder: use of a stretch of time, or why that is not known. */
export type HolderUse =
  | {readonly kind: 'engine'; readonly busy: BusyTime; readonly source: string}
  | {readonly kind: 'broken'; readonly sinceMs: number; readonly reason: string}
  | {readonly kind: 'bare'; readonly sinceMs: number; readonly hadPods: boolean}
  | {readonly kind: 'unknown'; readonly reason: string}

export interface JudgedHolder {
  readonly holder: GpuHolder
  readonly use: HolderUse
  /** Absent where nobody states it. */
  readonly usdPerGpuHour?: number
}

interface Part {
  readonly gpuHours: number
  readonly idleGpuHours: number
  readonly gpus: number
  readonly usdPerGpuHour: number | undefined
}

/** Objects by the money that they hold without use. Pods of a replica without an engine of their own go with the others. */
export function idleObjects(judged: readonly JudgedHolder[], nowMs: number): readonly IdleObject[] {
  const owners = Map.groupBy(judged, ({holder: {namespace, owner}}) => `${namespace} ${owner}`)
  return [...owners.values()]
    .map((own) => idleObject(own, nowMs))
    .sort((left, right) => (right.usdPerMonth ?? 0) - (left.usdPerMonth ?? 0) || (left.owner < right.owner ? -1 : 1))
}

function idleObject(own: readonly JudgedHolder[], nowMs: number): IdleObject {
  const [first] = own
  const engines = own.flatMap(({use}) => (use.kind === 'engine' ? [use.busy] : []))
  const shared = engines.length === 0 ? undefined : meanBusy(engines)
  const parts = own.flatMap((each) => partOf(each, shared, nowMs) ?? [])
  const head = {
    namespace: first?.holder.namespace ?? '',
    owner: first?.holder.owner ?? '',
    gpus: sum(own.map(({holder}) => holder.gpus)),
    why: whyOf(own, nowMs),
  }
  if (parts.length === 0) return {...head, isPartial: own.some(({usdPerGpuHour}) => usdPerGpuHour === undefined)}
  const priced = parts.filter(({usdPerGpuHour}) => usdPerGpuHour !== undefined)
  const isPartial = parts.some(({idleGpuHours, usdPerGpuHour}) => idleGpuHours > 0 && usdPerGpuHour === undefined)
  const known = {
    gpuHours: sum(parts.map(({gpuHours}) => gpuHours)),
    idleGpuHours: sum(parts.map(({idleGpuHours}) => idleGpuHours)),
    isAtLeast: engines.some(({isAtMost}) => isAtMost) || parts.length < own.length,
  }
  if (priced.length === 0 && isPartial) return {...head, known, isPartial}
  return {
    ...head,
    known,
    usd: sum(priced.map(({idleGpuHours, usdPerGpuHour = 0}) => idleGpuHours * usdPerGpuHour)),
    usdPerMonth: sum(priced.map(monthOf)),
    isPartial,
  }
}

const monthOf = ({gpuHours, idleGpuHours, gpus, usdPerGpuHour = 0}: Part): number =>
  gpuHours === 0 ? 0 : (idleGpuHours / gpuHours) * gpus * usdPerGpuHour * hoursPerMonth

function meanBusy(engines: readonly BusyTime[]): BusyTime {
  const seconds = Math.max(...engines.map((each) => each.seconds))
  return {
    share: sum(engines.map(({share}) => share)) / engines.length,
    seconds,
    isAtMost: engines.some(({isAtMost}) => isAtMost),
  }
}

function partOf({holder, use, usdPerGpuHour}: JudgedHolder, shared: BusyTime | undefined, nowMs: number) {
  const part = (hours: number, idleShare: number): Part => ({
    gpuHours: holder.gpus * hours,
    idleGpuHours: holder.gpus * hours * idleShare,
    gpus: holder.gpus,
    usdPerGpuHour,
  })
  if (use.kind === 'broken' || use.kind === 'bare') return part(Math.max(0, nowMs - use.sinceMs) / hourMs, 1)
  const busy = use.kind === 'engine' ? use.busy : holder.isJob ? undefined : shared
  return busy && part(busy.seconds / 3600, 1 - busy.share)
}

/** The worst of its pods speaks for it. */
function whyOf(own: readonly JudgedHolder[], nowMs: number): string {
  const broken = own.flatMap(({use}) => (use.kind === 'broken' ? [use] : []))
  const [worst] = broken
  if (worst) {
    const many = own.length === 1 ? '' : `${broken.length} of ${own.length} pods `
    return `${many}not ready since ${hoursText(nowMs - worst.sinceMs)}: ${worst.reason}`
  }
  const found = own.map(({use}) => use)
  const bare = found.find((use) => use.kind === 'bare')
  if (bare) return bareText(own, bare, nowMs)
  const engine = found.find((use) => use.kind === 'engine')
  if (engine) return engine.source
  const unknown = found.find((use) => use.kind === 'unknown')
  return unknown?.reason ?? ''
}

function bareText(
  [first]: readonly JudgedHolder[],
  {sinceMs, hadPods}: Extract<HolderUse, {readonly kind: 'bare'}>,
  nowMs: number,
): string {
  const {owner = '', namespace = ''} = first?.holder ?? {}
  const what = hadPods ? 'its work has ended' : 'no pod came'
  return `a node of it has no pod since ${hoursText(nowMs - sinceMs)}, ${what}: ome status ${owner.replace('/', ' ')} -n ${namespace}`
}

const hoursText = (ms: number): string =>
  ms >= 48 * hourMs ? `${Math.floor(ms / (24 * hourMs))}d` : `${Math.max(0, Math.floor(ms / hourMs))}h`

/** Of amounts in dollars: what is known, and whether some of it is not. */
export function idleTotal(objects: readonly IdleObject[]) {
  return {
    gpus: sum(objects.map(({gpus}) => gpus)),
    usd: sum(objects.map(({usd = 0}) => usd)),
    usdPerMonth: sum(objects.map(({usdPerMonth = 0}) => usdPerMonth)),
    isPartial: objects.some(({isPartial, known}) => isPartial || known === undefined),
  }
}
