import {readsOperator} from '@ome/kaito/operator-reader'
import type {Need} from '@ome/sdk/need'

/** Whose instance types there are; the figures need no cluster. */
export const readsMarket: readonly Need[] = readsOperator
