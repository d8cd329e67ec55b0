import type {Need} from '@ome/sdk/need'

const grove = (resources: readonly string[], verbs: readonly string[], why: string, optional = false): Need => ({
  apiGroups: ['grove.io'],
  resources,
  verbs,
  scope: 'namespace',
  ...(optional ? {optional} : {}),
  why,
})

const own = (apiGroup: string, resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
  scope: 'namespace',
  optional: true,
  why,
})

const wide = (apiGroup: string, resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  ...own(apiGroup, resources, verbs, why),
  scope: 'cluster',
})

/** What the tree of a set is made of: without a part its columns are unknown. */
export const readTree: readonly Need[] = [
  grove(['podcliquesets'], ['list'], 'reads sets'),
  grove(['podcliques', 'podcliquescalinggroups'], ['list'], 'reads roles', true),
  own('scheduler.grove.io', ['podgangs'], ['list'], 'reads gangs'),
  own('', ['pods'], ['list'], 'reads the pods of sets'),
  own('', ['configmaps'], ['list'], 'reads revisions and rollouts'),
  own('autoscaling', ['horizontalpodautoscalers'], ['list'], 'tells which numbers an autoscaler owns'),
  own('scheduling.run.ai', ['podgroups'], ['list'], 'tells why a gang waits'),
  wide('', ['nodes'], ['list'], 'tells where pods lie'),
  wide('grove.io', ['clustertopologybindings'], ['list'], 'names the levels of the topology'),
  wide('apps', ['deployments'], ['list'], 'looks whether the operator runs'),
]

/** The same, followed. */
export const watchTree: readonly Need[] = readTree.map((need) => ({...need, verbs: ['watch'], optional: true}))
