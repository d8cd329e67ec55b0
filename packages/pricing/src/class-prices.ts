import type {PriceSource} from './quote.ts'

/** What an accelerator class says of its price; the cluster's accelerators are such. */
export interface ClassPrice {
  readonly name: string
  /** Names of the nodes it covers. */
  readonly nodes: readonly string[]
  /** US dollars per accelerator-hour. OME does not define whether it is one of the node; this product takes it so. */
  readonly costPerHour?: number
  readonly spotCostPerHour?: number
}

/** The administrator's own prices, for machines that a class covers. A spot price counts for spot machines only. */
export const classPrices = (classes: readonly ClassPrice[]): PriceSource => ({
  kind: 'accelerator-class',
  quote({name, spot, gpus, instanceType}) {
    const owner = name === undefined ? undefined : classes.find(({nodes}) => nodes.includes(name))
    const cost = spot ? (owner?.spotCostPerHour ?? owner?.costPerHour) : owner?.costPerHour
    if (!owner || cost === undefined || !gpus) return undefined
    return {
      usdPerHour: cost * gpus,
      gpus,
      kind: 'accelerator-class',
      source: owner.name,
      ...(instanceType !== undefined && {instanceType}),
    }
  },
})
