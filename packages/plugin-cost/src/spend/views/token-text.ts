import {formatDuration} from '@ome/sdk/units'
import {totalText} from '../../domain/money.ts'
import type {TokenPrice} from '../domain/token-price.ts'

/** One line about what tokens cost, and by whose measure. */
export function tokenText({
  usdPerMillion,
  usdPerMillionInAll,
  tokensPerSecond,
  seconds,
  isLifetime,
  source,
}: TokenPrice): string {
  const all = usdPerMillionInAll === undefined ? '' : ` (${totalText(usdPerMillionInAll)} with the prompts')`
  const span = isLifetime
    ? ' since the engines began'
    : seconds === undefined
      ? ''
      : ` in ${formatDuration(seconds * 1000)}`
  return `${totalText(usdPerMillion)} per 1M output tokens${all}, at ${tokensPerSecond.toFixed(1)} tokens/s${span} (${source})`
}
