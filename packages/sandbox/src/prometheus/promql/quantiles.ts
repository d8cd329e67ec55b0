/** The quantile of a list by linear interpolation between neighbours; NaN of an empty list. */
export function quantile(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN
  if (q < 0) return Number.NEGATIVE_INFINITY
  if (q > 1) return Number.POSITIVE_INFINITY
  const sorted = [...values].sort((a, b) => a - b)
  const rank = q * (sorted.length - 1)
  const lower = Math.max(0, Math.floor(rank))
  const upper = Math.min(sorted.length - 1, lower + 1)
  const weight = rank - Math.floor(rank)
  return (sorted[lower] ?? 0) * (1 - weight) + (sorted[upper] ?? 0) * weight
}

export interface Bucket {
  readonly bound: number
  readonly count: number
}

/** The quantile within cumulative buckets, linear inside the bucket it falls into; the highest finite bound if that is +Inf. */
export function bucketQuantile(q: number, unordered: readonly Bucket[]): number {
  if (Number.isNaN(q)) return Number.NaN
  if (q < 0) return Number.NEGATIVE_INFINITY
  if (q > 1) return Number.POSITIVE_INFINITY
  const buckets = monotonic(coalesced(unordered))
  const last = buckets.at(-1)
  if (last?.bound !== Number.POSITIVE_INFINITY || buckets.length < 2 || last.count === 0 || Number.isNaN(last.count))
    return Number.NaN
  const rank = q * last.count
  const found = buckets.slice(0, -1).findIndex(({count}) => count >= rank)
  if (found < 0) return buckets.at(-2)?.bound ?? Number.NaN
  const {bound = 0, count = 0} = buckets[found] ?? {}
  if (found === 0 && bound <= 0) return bound
  const below = found === 0 ? {bound: 0, count: 0} : (buckets[found - 1] ?? {bound: 0, count: 0})
  return below.bound + (bound - below.bound) * ((rank - below.count) / (count - below.count))
}

function coalesced(unordered: readonly Bucket[]): Bucket[] {
  const sums = new Map<number, number>()
  for (const {bound, count} of unordered) sums.set(bound, (sums.get(bound) ?? 0) + count)
  return [...sums].map(([bound, count]) => ({bound, count})).sort((a, b) => a.bound - b.bound)
}

/** Scrapes are not atomic across series: a bucket never holds less than the one below it. */
function monotonic(buckets: readonly Bucket[]): Bucket[] {
  let most = Number.NEGATIVE_INFINITY
  return buckets.map(({bound, count}) => {
    most = count < most ? most : count
    return {bound, count: most}
  })
}
