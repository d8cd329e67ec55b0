/** A stretch of time, in milliseconds since the epoch. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

export const hoursOf = ({fromMs, toMs}: Span): number => Math.max(0, toMs - fromMs) / hourMs

/** The calendar month of a moment so far, in UTC, and the whole of it. */
export function monthOf(now: Date): {readonly soFar: Span; readonly whole: Span} {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  const fromMs = Date.UTC(year, month)
  return {soFar: {fromMs, toMs: now.getTime()}, whole: {fromMs, toMs: Date.UTC(year, month + 1)}}
}
