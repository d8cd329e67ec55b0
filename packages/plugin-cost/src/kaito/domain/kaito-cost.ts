import {kaitoInstance} from '@ome/capacity/kaito-instances'
import type {Node} from '@ome/inference-model/node'
import {type KaitoSubject, nodeCounts} from '@ome/kaito/kaito-report'
import {hoursPerMonth, type PricedMachine, type Quote} from '@ome/pricing/quote'
import {OmeError} from '@ome/sdk/errors'
import {sum} from '../../domain/money.ts'

/** Equal machines of an object. */
export interface HeldMachines {
  readonly nodes: number
  readonly machine: PricedMachine
  readonly quote?: Quote
}

/** What an object of KAITO costs: its machines, each paid whole. */
export interface KaitoCost {
  readonly noun: KaitoSubject['noun']
  readonly namespace: string
  readonly name: string
  readonly model?: string
  /** Nodes it shall have; those it has where the operator has not said. */
  readonly nodes: number
  readonly machines: readonly HeldMachines[]
  /** Absent where the price of a machine is not known. */
  readonly usdPerHour?: number
}

/** A stretch of time that is paid for. */
export interface Period {
  readonly name: string
  readonly hours: number
}

/** The one that was asked for, else the usual three. */
export const periodsOf = (durationMs: number | undefined, name = ''): readonly Period[] =>
  durationMs === undefined
    ? [
        {name: 'hour', hours: 1},
        {name: 'day', hours: 24},
        {name: 'month', hours: hoursPerMonth},
      ]
    : [{name, hours: durationMs / 3_600_000}]

/** Names of the nodes an object holds. */
export const nodesOf = (subject: KaitoSubject): readonly string[] =>
  subject.noun === 'inferenceset' ? subject.children.flatMap(({nodes}) => nodes) : subject.nodes

/**
 * The machines of an object. Those that are there are told by their nodes; those that are not yet there are of the type
 * that the object asks for. `region` wins over what nodes say.
 */
export function machinesOf(
  subject: KaitoSubject,
  nodes: readonly Node[],
  {region, provider}: {readonly region?: string | undefined; readonly provider: string},
): readonly HeldMachines[] {
  const held = nodes.filter(({name}) => nodesOf(subject).includes(name))
  const counts = nodeCounts(subject)
  const missing = Math.max(0, (counts.target ?? counts.ready) - held.length)
  const present = held.map((node) => ({nodes: 1, machine: machineOf(node, subject.instanceType, region)}))
  const type = subject.instanceType ?? held[0]?.instanceType
  const place = region ?? held[0]?.region
  const absent: PricedMachine = {
    provider,
    ...(type !== undefined && {instanceType: type, ...gpusOf(provider, type)}),
    ...(place !== undefined && {region: place}),
  }
  return missing === 0 ? present : [...present, {nodes: missing, machine: absent}]
}

function machineOf(node: Node, asked: string | undefined, region: string | undefined): PricedMachine {
  const type = node.instanceType ?? asked
  const place = region ?? node.region
  return {
    name: node.name,
    spot: node.spot,
    gpus: node.gpus,
    ...(type !== undefined && {instanceType: type}),
    ...(place !== undefined && {region: place}),
    ...(node.provider !== undefined && {provider: node.provider}),
    ...(node.product !== undefined && {product: node.product}),
  }
}

const gpusOf = (cloud: string, type: string): {readonly gpus?: number} => {
  const gpus = kaitoInstance(cloud, type)?.gpus
  return gpus === undefined ? {} : {gpus}
}

export function kaitoCostOf(
  subject: KaitoSubject,
  machines: readonly HeldMachines[],
  quote: (machine: PricedMachine) => Quote | undefined,
): KaitoCost {
  const {noun, namespace, name} = subject
  const priced = grouped(machines.map((each) => withQuote(each, quote(each.machine))))
  const model = noun === 'ragengine' ? undefined : subject.model
  const isKnown = priced.every((each) => each.quote !== undefined)
  return {
    noun,
    namespace,
    name,
    ...(model !== undefined && {model}),
    nodes: sum(machines.map(({nodes}) => nodes)),
    machines: priced,
    ...(isKnown && {usdPerHour: sum(priced.map((each) => each.nodes * (each.quote?.usdPerHour ?? 0)))}),
  }
}

const withQuote = (machines: HeldMachines, quote: Quote | undefined): HeldMachines => ({
  ...machines,
  ...(quote && {quote}),
})

/** Machines of one type, place and price are one line. */
function grouped(machines: readonly HeldMachines[]): readonly HeldMachines[] {
  const groups = Map.groupBy(machines, ({machine, quote}) =>
    [machine.instanceType, machine.region, quote?.kind, quote?.usdPerHour].join(' '),
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first ? [{...first, nodes: sum(group.map(({nodes}) => nodes))}] : []
  })
}

/** Throws `failed` where a machine has no known price, since the total would be a part of it. */
export function demandPrice(cost: KaitoCost): number {
  if (cost.usdPerHour !== undefined) return cost.usdPerHour
  const open = cost.machines.find(({quote}) => quote === undefined)?.machine
  const what = open?.instanceType ?? open?.product ?? 'its machines'
  const where = open?.region === undefined ? '' : ` in ${open.region}`
  throw new OmeError('failed', `the price of ${what}${where}${open?.spot ? ' (spot)' : ''} is not known`, [
    'state it: --prices FILE',
    'ask the cloud: --online',
    'take that of another region: --region REGION',
  ])
}
