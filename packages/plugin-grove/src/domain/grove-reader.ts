import type {GroveObjects} from './grove-objects.ts'

/** Kinds that only some commands need, beside those every tree is built from. */
export type Extra = 'clusterPods' | 'autoscalers' | 'podGroups' | 'operators' | 'state' | 'warnings' | 'events'

export interface Ask {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  /** Only what belongs to this set; the other sets are read all the same, for names that are near. */
  readonly set?: string | undefined
  readonly extras: readonly Extra[]
  /**
   * For those that hold many pods for long: only what trees are made of is kept of them, and what takes long to read is
   * told in parts, the objects of the first ones being `isPartial`.
   */
  readonly isLean?: boolean
}

/** Reads what trees are built from: one LIST per kind, in pages. */
export interface GroveReader {
  /** Throws `denied` when sets may not be listed, and `not-found` when the cluster has no Grove. */
  read(ask: Ask): Promise<GroveObjects>
  /** The same, and again after changes, joined for a quarter of a second, until the signal is aborted. */
  follow(ask: Ask, signal: AbortSignal): AsyncIterable<GroveObjects>
}
