import {OmeError} from '@ome/sdk/errors'

/** Beyond it sums would no longer be exact to the cent, and nothing costs so much. */
export const mostUsd = 1e9

/** Dollars above zero. Throws `usage`. */
export function usdFrom(text: string): number {
  const usd = Number(text.replace(/^\$/, '').replace(/ ?USD$/i, ''))
  if (text.trim() !== '' && usd > mostUsd && Number.isFinite(usd))
    throw new OmeError('usage', `${text} USD is more than anything costs`, [`${mostUsd} is the most`])
  if (text.trim() !== '' && Number.isFinite(usd) && usd > 0) return usd
  throw new OmeError('usage', `"${text}" is no amount of USD above 0`, ['write it as 3000'])
}
