import {homeRegion} from '@ome/pricing/catalogue-quote'
import {loadPrices} from '@ome/pricing/load-prices'
import type {Context} from '@ome/sdk/context'
import type {KubeClient} from '@ome/sdk/kube'
import {instancesOf, type OperatorProfile} from './operator-profile.ts'
import type {QuoteOf} from './sizing.ts'

export interface QuoteQuestion {
  /** Value of `--region`, else that of the cluster's nodes; the cloud's home region when absent. */
  readonly region?: string | undefined
  /** Value of `--prices`. */
  readonly file?: string | undefined
  /** Machines that the cloud may take back; the catalogue has no prices of these. */
  readonly spot?: boolean | undefined
  /** Value of `--online`. */
  readonly online?: boolean | undefined
  /** Of the cluster whose OpenCost is asked. */
  readonly kube?: KubeClient | undefined
  readonly note: (text: string) => void
}

/** Prices of all instance types of a cloud, from every source there is here. */
export async function loadQuotes(
  context: Context,
  profile: Pick<OperatorProfile, 'cloud'>,
  {region = homeRegion(profile.cloud), file, spot = false, online, kube, note}: QuoteQuestion,
): Promise<QuoteOf> {
  const machines = instancesOf(profile).map(({instanceType}) => machineOf(instanceType, region, spot))
  const {book} = await loadPrices(context, {machines, file, online, kube, note})
  return (instanceType, other = region) => book.quote(machineOf(instanceType, other, spot))
}

const machineOf = (instanceType: string, region: string | undefined, spot: boolean) => ({
  instanceType,
  ...(spot && {spot}),
  ...(region !== undefined && {region}),
})
