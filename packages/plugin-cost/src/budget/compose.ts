import {kaitoStore} from '@ome/kaito/kaito-store'
import type {Context} from '@ome/sdk/context'
import {type PriceFlags, prometheusOf, serviceReaderOf, spending} from '../compose.ts'
import {pricingKaito} from '../kaito/compose.ts'
import type {BudgetPorts} from './domain/ports.ts'

/** What telling the spent part of budgets takes. Nodes are read once. */
export async function budgetPorts(
  context: Context,
  flags: PriceFlags,
  note: (text: string) => void,
): Promise<BudgetPorts> {
  const kube = await context.kube()
  const [services, kaito] = await Promise.all([spending(context, flags, note), pricingKaito(context, flags, note)])
  return {
    spending: services,
    kaito: {...kaito, nodes: async () => (await services.services.machines()).nodes},
    prometheus: () => prometheusOf(context, kube),
    now: context.now,
    note,
  }
}

/** What says whether there is such an object. */
export async function budgetObjects(context: Context) {
  return {services: await serviceReaderOf(context), kaito: {store: kaitoStore(await context.kube())}}
}
