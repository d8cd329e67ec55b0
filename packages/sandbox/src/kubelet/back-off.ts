/** Kubernetes' growing pauses: the first retry at once, then 10 s doubled up to 5 minutes. */
export interface BackOff {
  next(): number
  reset(): void
}

const firstMs = 10_000
const longestMs = 300_000

/** A back-off that has not failed yet. */
export function backOff(): BackOff {
  let count = 0
  return {
    next() {
      const pause = count === 0 ? 0 : Math.min(longestMs, firstMs * 2 ** (count - 1))
      count++
      return pause
    },
    reset() {
      count = 0
    },
  }
}

/** Milliseconds as Go prints them: `10s`, `2m40s`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}
