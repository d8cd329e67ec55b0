import type {Node} from '@ome/inference-model/node'
import type {KaitoStore} from '@ome/kaito/kaito-store'
import type {OperatorProfile} from '@ome/kaito/operator-profile'
import type {QuoteOf} from '@ome/kaito/sizing'
import type {LoadedPrices} from '@ome/pricing/load-prices'
import type {PricedMachine} from '@ome/pricing/quote'

export interface PricingKaito {
  readonly store: KaitoStore
  /** The cluster's operator, or what is assumed where there is none to ask. */
  profile(): Promise<OperatorProfile>
  /** Machines of the cluster; none for a person who may not list them. */
  nodes(): Promise<readonly Node[]>
  prices(machines: readonly PricedMachine[]): Promise<LoadedPrices>
  readonly note: (text: string) => void
}

/** What sizing a model takes; a cluster only says which cloud it is. */
export interface PlanningKaito {
  profile(): Promise<OperatorProfile>
  /** Region that the nodes of the cluster tell; undefined where no cluster is asked, or they are of another cloud. */
  nodeRegion(cloud: OperatorProfile['cloud']): Promise<string | undefined>
  /** Prices of a cloud's instance types. */
  quotes(cloud: OperatorProfile['cloud']): Promise<QuoteOf>
  readonly note: (text: string) => void
}
