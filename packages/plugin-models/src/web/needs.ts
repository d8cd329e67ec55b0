import type {Need} from '@ome/sdk/need'

/** Which kinds a page holds is known only when it is read. */
export const importPage: readonly Need[] = [
  {
    apiGroups: ['ome.io'],
    resources: ['{manifest}'],
    verbs: ['get', 'patch', 'create'],
    scope: 'namespace',
    why: 'to apply the objects of the address',
  },
]
