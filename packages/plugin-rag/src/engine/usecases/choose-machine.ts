import {chooseInstance, findInstance, retiredNote} from '@ome/kaito/instance-choice'
import {type OperatorProfile, provisions} from '@ome/kaito/operator-profile'
import {usd} from '@ome/kaito/sizing'
import {type Quote, quoteSource} from '@ome/pricing/quote'
import {OmeError} from '@ome/sdk/errors'
import type {Prices} from '../domain/prices.ts'

export interface MachineChoice {
  readonly instanceType: string
  readonly notes: readonly string[]
}

/** The embedding model that the service holds in memory beside its index. */
const embedding = {name: 'the embedding model', weightGiB: 0.13, bytesPerToken: 0}

/** The machine of `--instance-type`, or the cheapest in the place of one that is not offered any more. */
export async function chooseMachine(
  profile: OperatorProfile,
  prices: Prices,
  {instanceType, region}: {readonly instanceType?: string | undefined; readonly region?: string | undefined},
): Promise<MachineChoice | undefined> {
  if (instanceType === undefined) return undefined
  if (!provisions(profile))
    throw new OmeError('usage', `--instance-type ${instanceType}: KAITO makes no nodes in this cluster`, [
      'leave it out: the engine runs where there is room',
    ])
  const quote = await prices(profile, region)
  if (isPlain(profile, instanceType)) {
    const note = 'it has no GPU, and KAITO asks for no part of it: the engine embeds on its CPU'
    return {instanceType, notes: [costNote(instanceType, quote(instanceType, region)), note]}
  }
  const typed = findInstance(profile, instanceType)
  if (typed.found === 'known') {
    const chosen = typed.instance.instanceType
    return {instanceType: chosen, notes: [costNote(chosen, quote(chosen, region))]}
  }
  const {row} = chooseInstance(profile, {model: embedding, quote, region})
  const chosen = row.instance.instanceType
  return {instanceType: chosen, notes: [retiredNote(typed, row, {quote, region}), costNote(chosen, row.quote)]}
}

/** Engines run on machines without GPUs too, of which KAITO has no list. Source: KAITO v0.12 `ragengine_validation.go`. */
const isPlain = ({cloud}: OperatorProfile, instanceType: string): boolean =>
  cloud === 'azure' && /^Standard_D\w+$/.test(instanceType)

const costNote = (instanceType: string, quote: Quote | undefined): string =>
  quote
    ? `1 node ${instanceType}, ${usd(quote.usdPerHour)}/h (${quoteSource(quote)}); only GPU nodes are counted`
    : `1 node ${instanceType}, price <unknown>`
