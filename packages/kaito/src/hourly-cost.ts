import {catalogueQuote} from '@ome/pricing/catalogue-quote'
import type {Quote} from '@ome/pricing/quote'
import {type KaitoReport, nodeCounts} from './kaito-report.ts'

/** Money for the nodes it shall have. Nodes that are brought along have no price here. */
export interface HourlyCost {
  readonly nodes: number
  readonly usdPerHour: number
  readonly quote: Quote
}

/** The list price of the nodes an object shall have; undefined without an instance type, or for one nobody prices. */
export function hourlyCost({subject, claims = []}: Pick<KaitoReport, 'subject' | 'claims'>): HourlyCost | undefined {
  const {instanceType} = subject
  const {target} = nodeCounts(subject)
  if (instanceType === undefined || target === undefined) return undefined
  const region = claims.find((claim) => claim.region !== undefined)?.region
  const quote = catalogueQuote(instanceType, region)
  return quote && {nodes: target, usdPerHour: quote.usdPerHour * target, quote}
}
