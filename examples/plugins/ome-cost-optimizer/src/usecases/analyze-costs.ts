import type {PriceSource} from '../domain/price.ts'
import {findSavings, type Saving} from '../domain/saving.ts'
import type {Workloads} from '../domain/workload.ts'

export interface AnalyzeCosts {
  readonly workloads: Workloads
  readonly prices: PriceSource
}

export async function analyzeCosts(
  {workloads, prices}: AnalyzeCosts,
  {namespace}: {readonly namespace?: string | undefined},
): Promise<readonly Saving[]> {
  const [found, table] = await Promise.all([workloads.list(namespace), prices.read()])
  return findSavings(found, table)
}
