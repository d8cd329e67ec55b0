import {OmeError} from '@ome/sdk/errors'

/** Dollars above zero. Throws `usage`. */
export function usdFrom(text: string): number {
  const usd = Number(text.replace(/^\$/, '').replace(/ ?USD$/i, ''))
  if (text.trim() !== '' && Number.isFinite(usd) && usd > 0) return usd
  throw new OmeError('usage', `"${text}" is no amount of USD above 0`, ['write it as 3000'])
}
