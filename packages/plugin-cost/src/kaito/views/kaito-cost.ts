import {quoteSource, rateText} from '@ome/pricing/quote'
import type {Block, View} from '@ome/sdk/view'
import {totalText, unknownPrice} from '../../domain/money.ts'
import type {TokenPrice} from '../../spend/domain/token-price.ts'
import {tokenText} from '../../spend/views/token-text.ts'
import type {HeldMachines, KaitoCost, Period} from '../domain/kaito-cost.ts'

/** An object's cost, over these stretches of time. */
export interface PeriodCost {
  readonly cost: KaitoCost
  readonly periods: readonly Period[]
  /** Tokens at the rates of runs that were saved. */
  readonly benchmarks?: readonly TokenPrice[]
}

const titles: Readonly<Record<KaitoCost['noun'], string>> = {
  workspace: 'Workspace',
  inferenceset: 'InferenceSet',
  ragengine: 'RAGEngine',
}

/** What every figure leaves out. */
export const scopeNote = 'USD; only GPU nodes are counted: no disks, no traffic, no system nodes; a month has 730 hours'

export const kaitoCostView: View<PeriodCost> = {
  kind: 'KaitoCost',
  blocks: ({cost, periods, benchmarks = []}) => [
    {
      type: 'fields',
      rows: [
        {label: titles[cost.noun], value: `${cost.namespace}/${cost.name}`},
        ...(cost.model === undefined ? [] : [{label: 'Model', value: cost.model}]),
        ...(cost.nodes === 0 ? [{label: 'Machines', value: 'no GPU nodes of its own'}] : []),
        ...cost.machines.map((machines) => ({label: 'Machines', value: machineText(machines)})),
        ...cost.machines.flatMap(({quote}) => (quote ? [{label: 'Price', value: quoteSource(quote)}] : [])),
        {label: 'Amounts', value: scopeNote},
      ],
    },
    {
      type: 'table',
      header: ['PERIOD', 'NODES', 'RATE', 'TOTAL'],
      rows: periods.map(({name, hours}) => [
        name,
        cost.nodes,
        cost.usdPerHour === undefined ? unknownPrice : rateText(cost.usdPerHour),
        cost.usdPerHour === undefined ? unknownPrice : totalText(cost.usdPerHour * hours),
      ]),
    },
    ...benchmarks.map((each): Block => ({type: 'text', text: tokenText(each)})),
  ],
  json: ({cost, periods, benchmarks}) => ({...kaitoCostJson(cost, periods), ...(benchmarks && {benchmarks})}),
  name: ({cost}) => `${cost.noun}.kaito.sh/${cost.name}`,
}

function machineText({nodes, machine, quote}: HeldMachines): string {
  const what = machine.instanceType ?? machine.product ?? 'of unknown type'
  const rate = quote ? `${rateText(quote.usdPerHour)} an hour each` : 'price not known'
  return `${nodes} x ${what}${machine.region === undefined ? '' : ` in ${machine.region}`}, ${rate}`
}

export const kaitoCostJson = (cost: KaitoCost, periods: readonly Period[]) => ({
  noun: cost.noun,
  namespace: cost.namespace,
  name: cost.name,
  model: cost.model ?? null,
  currency: 'USD',
  nodes: cost.nodes,
  machines: cost.machines.map(({nodes, machine, quote}) => ({
    nodes,
    instanceType: machine.instanceType ?? null,
    region: quote?.region ?? machine.region ?? null,
    usdPerHour: quote?.usdPerHour ?? null,
    priceKind: quote?.kind ?? null,
    priceSource: quote ? quoteSource(quote) : null,
    priceDate: quote?.date ?? null,
  })),
  usdPerHour: cost.usdPerHour ?? null,
  totals: periods.map(({name, hours}) => ({
    period: name,
    hours,
    usd: cost.usdPerHour === undefined ? null : cost.usdPerHour * hours,
  })),
})
