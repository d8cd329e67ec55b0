import type {Holder, Rollout} from './rollout.ts'

export const renewEveryMs = 10_000
export const takeOverAfterMs = 30_000

/** What a process has seen of a holder: since when, by its own clock, nothing was renewed. */
export interface Watched {
  readonly holder: Holder | undefined
  readonly sinceMs: number
}

/** Clocks differ: only how long the entry stays the same counts, by the clock of whoever looks. */
export function watched(before: Watched | undefined, holder: Holder | undefined, now: number): Watched {
  const isUnchanged =
    before !== undefined && before.holder?.session === holder?.session && before.holder?.renewedAt === holder?.renewedAt
  return isUnchanged ? before : {holder, sinceMs: now}
}

export function mayTake({holder, sinceMs}: Watched, session: string, now: number): boolean {
  return holder === undefined || holder.session === session || now - sinceMs >= takeOverAfterMs
}

export const needsRenewal = ({holder}: Pick<Rollout, 'holder'>, now: number): boolean =>
  holder === undefined || now - Date.parse(holder.renewedAt) >= renewEveryMs
