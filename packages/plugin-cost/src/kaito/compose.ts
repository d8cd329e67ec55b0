import {ifAllowed} from '@ome/inference-model/if-allowed'
import {type Node, toNode} from '@ome/inference-model/node'
import {kaitoStore} from '@ome/kaito/kaito-store'
import {loadQuotes} from '@ome/kaito/load-quotes'
import {regionOfNodes} from '@ome/kaito/node-region'
import {assumedProfile, type KaitoCloud, type OperatorProfile} from '@ome/kaito/operator-profile'
import {readOperator} from '@ome/kaito/operator-reader'
import {loadPrices} from '@ome/pricing/load-prices'
import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, ResourceRef} from '@ome/sdk/kube'
import type {PlanningKaito, PricingKaito} from './domain/ports.ts'

export interface KaitoFlags {
  readonly prices?: string | undefined
  readonly online?: boolean | undefined
  readonly offline?: boolean | undefined
  /** Machines that the cloud may take back. */
  readonly spot?: boolean | undefined
  /** Of one GPU for one hour. */
  readonly price?: number | undefined
  /** Says the cloud, so that no cluster has to. */
  readonly cloud?: KaitoCloud | undefined
}

const nodes: ResourceRef = {group: '', version: 'v1', plural: 'nodes', namespaced: false}

/** What pricing the objects of a cluster takes. */
export async function pricingKaito(
  context: Context,
  {prices, online, price}: KaitoFlags,
  note: (text: string) => void,
): Promise<PricingKaito> {
  const kube = await context.kube()
  return {
    store: kaitoStore(kube),
    profile: async () => (await readOperator(kube)) ?? assumedProfile(),
    nodes: () => nodesIn(kube),
    prices: (machines) => loadPrices(context, {machines, price, file: prices, online, kube, note}),
    note,
  }
}

const nodesIn = async (kube: KubeClient): Promise<readonly Node[]> =>
  ((await ifAllowed(kube.list(nodes))) ?? []).map(toNode)

/** What planning takes: a cluster says its cloud, and where there is none to ask, Azure is assumed. */
export function planningKaito(context: Context, flags: KaitoFlags, note: (text: string) => void): PlanningKaito {
  const {prices, online, offline, cloud, spot} = flags
  if (offline && online) throw new OmeError('usage', '--online asks the network, which --offline forbids')
  const isAlone = offline || cloud !== undefined
  let known: Promise<OperatorProfile> | undefined
  return {
    profile() {
      known ??= isAlone ? Promise.resolve(assumedProfile({cloud})) : profileOf(context, note)
      return known
    },
    nodeRegion: async (of) => (isAlone ? undefined : regionOfNodes(await nodesOf(context), of)),
    quotes: (of) => loadQuotes(context, {cloud: of}, {file: prices, spot, online, note}),
    note,
  }
}

/** None where no cluster answers: who asks for its operator is told so. */
async function nodesOf(context: Context): Promise<readonly Node[]> {
  try {
    return await nodesIn(await context.kube())
  } catch (error) {
    if (!isOmeError(error) || !missing.has(error.kind)) throw error
    return []
  }
}

const missing: ReadonlySet<string> = new Set(['unreachable', 'not-found', 'denied'])

async function profileOf(context: Context, note: (text: string) => void): Promise<OperatorProfile> {
  try {
    const found = await readOperator(await context.kube())
    for (const text of found?.notes ?? []) note(text)
    if (found) return found
    note('KAITO is not installed in this cluster: azure is assumed; --cloud says another')
  } catch (error) {
    if (!isOmeError(error) || !missing.has(error.kind)) throw error
    note(`${error.message}; azure is assumed, --cloud says another`)
  }
  return assumedProfile()
}
