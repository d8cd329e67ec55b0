import type {Need} from '@ome/sdk/need'

const maps = (verbs: readonly string[], why: string): Need => ({
  apiGroups: [''],
  resources: ['configmaps'],
  verbs,
  scope: 'namespace',
  why,
})

export const readPlans: readonly Need[] = [maps(['get', 'list'], 'reads plans')]
export const storePlans: readonly Need[] = [maps(['get', 'patch', 'create'], 'keeps plans')]
export const removePlans: readonly Need[] = [...readPlans, maps(['delete'], 'removes plans')]
