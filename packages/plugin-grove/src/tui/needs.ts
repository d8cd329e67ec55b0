import type {Need} from '@ome/sdk/need'

const get = (
  apiGroup: string,
  resources: readonly string[],
  why: string,
  scope: Need['scope'] = 'namespace',
): Need => ({
  apiGroups: [apiGroup],
  resources,
  verbs: ['get'],
  scope,
  optional: true,
  why,
})

/** What one row is shown with. */
export const readOne: readonly Need[] = [
  get('grove.io', ['podcliquesets', 'podcliques', 'podcliquescalinggroups'], 'shows YAML'),
  get('scheduler.grove.io', ['podgangs'], 'shows YAML'),
  get('', ['pods'], 'shows YAML'),
  get('', ['pods/log'], 'shows logs'),
  get('', ['nodes'], 'shows YAML', 'cluster'),
]

/** What the page does without. */
export const maybe = (needs: readonly Need[]): readonly Need[] => needs.map((need) => ({...need, optional: true}))
