import {readsOperator} from '@ome/kaito/operator-reader'
import type {Need} from '@ome/sdk/need'

/** The operator's own arguments; without them nothing can be told. */
export const readsGates: readonly Need[] = readsOperator.filter(({resources}) => resources.includes('deployments'))
