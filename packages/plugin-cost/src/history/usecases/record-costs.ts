import type {CostTarget} from '../../domain/cost-target.ts'
import type {KaitoCost} from '../../kaito/domain/kaito-cost.ts'
import type {ServiceCost} from '../../spend/domain/cost-report.ts'
import type {Ledger, LedgerRecord} from '../domain/ledger.ts'

/** What runs now, as the ledger keeps it. */
export function recordsOf(
  {services, objects}: {readonly services: readonly ServiceCost[]; readonly objects: readonly KaitoCost[]},
  {cluster, atMs}: {readonly cluster: string; readonly atMs: number},
): readonly LedgerRecord[] {
  return [
    ...services.map(({namespace, name, machines, usdPerHour, isRatePartial}) => ({
      atMs,
      cluster,
      namespace,
      object: `service/${name}`,
      nodes: machines,
      ...(!isRatePartial && {usdPerHour}),
    })),
    ...objects.map(({namespace, noun, name, nodes, usdPerHour}) => ({
      atMs,
      cluster,
      namespace,
      object: `${noun}/${name}`,
      nodes,
      ...(usdPerHour !== undefined && {usdPerHour}),
    })),
  ]
}

/** Keeps those of one object, or all; gives what was kept. */
export function record(
  ledger: Ledger,
  records: readonly LedgerRecord[],
  target: CostTarget | undefined,
): readonly LedgerRecord[] {
  const kept = records.filter(({object}) => target === undefined || object === `${target.noun}/${target.name}`)
  if (kept.length > 0) ledger.append(kept)
  return kept
}
