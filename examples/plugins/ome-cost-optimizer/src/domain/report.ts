import type {Reason, Saving} from './saving.ts'

/** All savings together. */
export interface Report {
  readonly gpus: number
  readonly needed: number
  readonly usdPerMonth: number
  /** Services whose price is not known: they are not part of the sum. */
  readonly unpriced: number
  readonly reasons: readonly ReasonSum[]
}

export interface ReasonSum {
  readonly reason: Reason
  readonly services: number
  readonly freeGpus: number
  readonly usdPerMonth: number
}

const order: readonly Reason[] = ['not serving', 'idle', 'oversized']

export function toReport(savings: readonly Saving[]): Report {
  const reasons = order.map((reason) => {
    const some = savings.filter((saving) => saving.reason === reason)
    return {reason, services: some.length, freeGpus: freeOf(some), usdPerMonth: moneyOf(some)}
  })
  return {
    gpus: savings.reduce((sum, {gpus}) => sum + gpus, 0),
    needed: savings.reduce((sum, {needed}) => sum + needed, 0),
    usdPerMonth: moneyOf(savings),
    unpriced: savings.filter(({usdPerMonth}) => usdPerMonth === undefined).length,
    reasons: reasons.filter(({services}) => services > 0),
  }
}

const freeOf = (savings: readonly Saving[]): number => savings.reduce((sum, {gpus, needed}) => sum + gpus - needed, 0)

const moneyOf = (savings: readonly Saving[]): number => savings.reduce((sum, {usdPerMonth = 0}) => sum + usdPerMonth, 0)
