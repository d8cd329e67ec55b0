import {hourMs, type Span} from '../../domain/span.ts'
import type {Held} from './history.ts'

/** What an object held, and what that cost an hour, at one moment. */
export interface LedgerRecord {
  readonly atMs: number
  /** Which cluster: its address. */
  readonly cluster: string
  readonly namespace: string
  /** `workspace/chat` */
  readonly object: string
  readonly nodes: number
  /** Absent where the price was not known. */
  readonly usdPerHour?: number
}

/** A person's own log of what ran, on this machine. */
export interface Ledger {
  /** Where it is, for people. */
  readonly title: string
  /** Lines that cannot be read are left out, and counted. */
  read(): {readonly records: readonly LedgerRecord[]; readonly unreadable: number}
  append(records: readonly LedgerRecord[]): void
}

/** A record stands until the next one, at most so long; what is beyond is a gap. */
const longestMs = 2 * hourMs

/** The time between records of each object, cut at the span and into hours, so that days are told apart. */
export function heldByRecords(records: readonly LedgerRecord[], {fromMs, toMs}: Span): readonly Held[] {
  const objects = Map.groupBy(records, ({cluster, namespace, object}) => [cluster, namespace, object].join(' '))
  return [...objects.values()].flatMap((own) => {
    const ordered = own.toSorted((left, right) => left.atMs - right.atMs)
    return ordered.flatMap((record, index) => {
      const end = Math.min(ordered[index + 1]?.atMs ?? toMs, record.atMs + longestMs, toMs)
      return pieces({fromMs: Math.max(record.atMs, fromMs), toMs: end}, fromMs).map((piece) => heldIn(record, piece))
    })
  })
}

/** Cut where hours of the span end, so that no piece is of two days. */
function pieces({fromMs, toMs}: Span, origin: number): readonly Span[] {
  const cuts: Span[] = []
  for (let at = fromMs; at < toMs; ) {
    const next = Math.min(toMs, origin + (Math.floor((at - origin) / hourMs) + 1) * hourMs)
    cuts.push({fromMs: at, toMs: next})
    at = next
  }
  return cuts
}

function heldIn({nodes, usdPerHour}: LedgerRecord, {fromMs, toMs}: Span): Held {
  const hours = (toMs - fromMs) / hourMs
  return {
    atMs: toMs,
    nodeHours: nodes * hours,
    ...(usdPerHour !== undefined && {usd: usdPerHour * hours}),
  }
}
