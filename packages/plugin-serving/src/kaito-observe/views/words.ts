/** `1/2`; without a target only what there is. */
export const nodesText = ({ready, target}: {readonly ready: number; readonly target?: number}): string =>
  target === undefined ? String(ready) : `${ready}/${target}`

/** A rate per hour: two to four decimals. */
export const usd = (amount: number): string => {
  const fixed = amount.toFixed(4)
  return fixed.endsWith('00') ? fixed.slice(0, -2) : fixed.replace(/0$/, '')
}
