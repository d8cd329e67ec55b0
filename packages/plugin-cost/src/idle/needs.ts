import type {Need} from '@ome/sdk/need'
import {readHours, readPrices} from '../needs.ts'

export const readsIdle: readonly Need[] = [
  {scope: 'namespace', apiGroups: [''], resources: ['pods'], verbs: ['list'], why: 'finds what holds GPUs'},
  {
    scope: 'namespace',
    apiGroups: [''],
    resources: ['pods/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks the engines for their requests',
  },
  ...readPrices,
  ...readHours,
]
