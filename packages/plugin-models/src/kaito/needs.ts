import {readsOperator} from '@ome/kaito/operator-reader'
import type {Need} from '@ome/sdk/need'

/** What --admission asks of KAITO's admission. */
export const asksAdmission: readonly Need[] = [
  {
    scope: 'namespace',
    apiGroups: ['kaito.sh'],
    resources: ['workspaces'],
    verbs: ['create'],
    optional: true,
    why: 'asks the admission with --admission; nothing is created',
  },
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['nodes'],
    verbs: ['list'],
    optional: true,
    why: "tells the labels of the cluster's own GPU nodes, for --admission",
  },
]

/** Whose instance types there are; the figures need no cluster. */
export const readsMarket: readonly Need[] = readsOperator
