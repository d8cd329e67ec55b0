import type {Context} from '@ome/sdk/context'
import {type PriceFlags, prometheusOf, spending} from '../compose.ts'
import {pricingKaito} from '../kaito/compose.ts'
import type {PricingKaito} from '../kaito/domain/ports.ts'
import type {Spending} from '../spend/domain/ports.ts'
import type {HistoryPorts} from './domain/ports.ts'
import {ledger} from './files/ledger.ts'
import {openCostHistory} from './kube/open-cost-history.ts'

/** What reading the past takes, and rating what is there now. Nodes are read once. */
export async function historyPorts(
  context: Context,
  flags: PriceFlags,
  note: (text: string) => void,
): Promise<HistoryPorts & {readonly rating: {readonly spending: Spending; readonly kaito: PricingKaito}}> {
  const kube = await context.kube()
  const [services, kaito] = await Promise.all([spending(context, flags, note), pricingKaito(context, flags, note)])
  return {
    prometheus: () => prometheusOf(context, kube),
    openCost: (namespace, span) => openCostHistory(kube, namespace, span),
    ledger: ledger(context.folders.data),
    cluster: kube.server,
    now: context.now,
    note,
    rating: {
      spending: services,
      kaito: {...kaito, nodes: async () => (await services.services.machines()).nodes},
    },
  }
}
