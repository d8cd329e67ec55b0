import type {Need} from '@ome/sdk/need'
import {findsKaito} from '../kaito-observe/needs.ts'

/** Asking what one may do is everybody's right. */
export const checksAccess: readonly Need[] = [
  ...findsKaito.filter(({verbs}) => verbs.includes('get')),
  {
    scope: 'cluster',
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews'],
    verbs: ['create'],
    why: 'asks what you may do',
  },
]
