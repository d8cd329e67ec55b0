import type {OperatorProfile} from '@ome/kaito/operator-profile'
import type {QuoteOf} from '@ome/kaito/sizing'

/** Loads the prices of the operator's cloud. */
export type Prices = (profile: OperatorProfile, region: string | undefined) => Promise<QuoteOf>
