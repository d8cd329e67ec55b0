/** Shares `total` in the ratio of the weights, each at least its minimum; what is left over goes to the largest remainders. */
export function largestRemainder(
  total: number,
  parts: readonly {readonly weight: number; readonly minimum: number}[],
): readonly number[] {
  const sum = parts.reduce((all, {weight}) => all + weight, 0)
  const exact = parts.map(({weight}) => (sum === 0 ? total / parts.length : (total * weight) / sum))
  const shares = exact.map(Math.floor)
  const order = exact
    .map((value, index) => ({index, rest: value - Math.floor(value)}))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  const left = total - shares.reduce((all, share) => all + share, 0)
  for (const {index} of order.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1
  return raised(
    shares,
    parts.map(({minimum}) => minimum),
  )
}

/** Those below their minimum are raised at the cost of those that have most to spare. */
function raised(shares: number[], minimums: readonly number[]): readonly number[] {
  for (const [index, minimum] of minimums.entries()) {
    while ((shares[index] ?? 0) < minimum) {
      const spare = shares.map((share, other) => share - (minimums[other] ?? 0))
      const giver = spare.indexOf(Math.max(...spare))
      if ((spare[giver] ?? 0) <= 0) return shares
      shares[giver] = (shares[giver] ?? 0) - 1
      shares[index] = (shares[index] ?? 0) + 1
    }
  }
  return shares
}
