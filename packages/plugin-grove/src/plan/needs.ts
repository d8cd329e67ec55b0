import type {Need} from '@ome/sdk/need'

const maps = (verbs: readonly string[], why: string): Need => ({
  apiGroups: [''],
  resources: ['configmaps'],
  verbs,
  scope: 'namespace',
  why,
})

export const listPlans: readonly Need[] = [maps(['list'], 'lists plans')]
export const readPlans: readonly Need[] = [
  maps(['get'], 'reads plans'),
  {...maps(['list'], 'says which plan was meant'), optional: true},
]
export const storePlans: readonly Need[] = [maps(['get', 'patch', 'create'], 'keeps plans')]
export const removePlans: readonly Need[] = [...readPlans, maps(['delete'], 'removes plans')]
