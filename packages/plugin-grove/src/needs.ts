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

/** What any tree is made of: without a part its columns are unknown. */
const always: readonly Need[] = [
  grove(['podcliquesets'], ['list'], 'reads sets'),
  grove(['podcliques', 'podcliquescalinggroups'], ['list'], 'reads roles', true),
  own('scheduler.grove.io', ['podgangs'], ['list'], 'reads gangs'),
  own('', ['pods'], ['list'], 'reads the pods of sets'),
  wide('', ['nodes'], ['list'], 'tells where pods lie'),
  wide('grove.io', ['clustertopologybindings', 'clustertopologies'], ['list'], 'names the levels of the topology'),
]

const podGroups = own('scheduling.run.ai', ['podgroups'], ['list'], 'tells why a gang waits')

/** The tree with what belongs to it. */
export const readTree: readonly Need[] = [
  ...always,
  podGroups,
  own('', ['configmaps'], ['list'], 'reads revisions and rollouts'),
  own('autoscaling', ['horizontalpodautoscalers'], ['list'], 'tells which numbers an autoscaler owns'),
  wide('apps', ['deployments'], ['list'], 'looks whether the operator runs'),
]

const happened = own('', ['events'], ['list'], 'tells what happened lately')

/** The tree, and what happened to it. */
export const readWarnings: readonly Need[] = [...readTree, happened]

/** Where pods lie, and what others hold there. */
export const readTopology: readonly Need[] = [
  ...always,
  podGroups,
  wide('', ['pods'], ['list'], 'tells what others hold on nodes'),
]

/** How things are, with what happened and how hard GPUs work. */
export const readHealth: readonly Need[] = [
  ...readWarnings,
  wide('', ['pods'], ['list'], 'finds the exporters of GPU metrics'),
  wide('', ['pods/proxy'], ['get'], 'reads how hard GPUs work'),
]

const proxy: Need = {...own('', ['pods/proxy'], ['get'], 'asks engines for their metrics'), optional: false}

/** What engines say. */
export const readMetrics: readonly Need[] = [
  ...always,
  proxy,
  wide('', ['pods'], ['list'], 'finds the exporters of GPU metrics'),
  wide('', ['pods/proxy'], ['get'], 'reads how hard GPUs work'),
]

/** A set and the plan it was made for. */
export const readComparison: readonly Need[] = [
  ...readMetrics.map((need) => (need === proxy ? {...need, optional: true} : need)),
  {...own('', ['configmaps'], ['get'], 'reads the plan'), optional: false},
  own('', ['configmaps'], ['list'], 'finds all plans'),
]

/** The same, followed. */
const watched = (needs: readonly Need[]): readonly Need[] =>
  needs.filter(({verbs}) => verbs.includes('list')).map((need) => ({...need, verbs: ['watch'], optional: true}))

export const watchTree: readonly Need[] = watched(readTree)
export const watchTopology: readonly Need[] = watched(readTopology)
export const watchHealth: readonly Need[] = watched(readWarnings)

/** What goes into a bundle; what may not be read is left out of it. */
export const readEvidence: readonly Need[] = [
  grove(['podcliquesets', 'podcliques', 'podcliquescalinggroups', 'podgangmaps'], ['list'], 'collects sets', true),
  own('scheduler.grove.io', ['podgangs'], ['list'], 'collects gangs'),
  own('', ['pods', 'events'], ['list'], 'collects pods and events'),
  own('', ['pods/log'], ['get'], 'collects logs'),
  own('autoscaling', ['horizontalpodautoscalers'], ['list'], 'collects autoscalers'),
  own('resource.k8s.io', ['resourceclaims'], ['list'], 'collects claims of devices'),
  own('resource.nvidia.com', ['computedomains'], ['list'], 'collects domains of NVLink'),
  own('scheduling.run.ai', ['podgroups'], ['list'], 'collects what the scheduler says'),
  wide('scheduling.run.ai', ['queues'], ['list'], 'collects queues'),
  wide('kai.scheduler', ['topologies'], ['list'], 'collects topologies of the scheduler'),
  wide('', ['nodes'], ['list'], 'collects nodes'),
  wide('grove.io', ['clustertopologybindings', 'clustertopologies'], ['list'], 'collects topologies'),
  wide('apps', ['deployments'], ['list'], 'finds the operator'),
  wide('', ['pods', 'configmaps', 'events'], ['list'], "collects the operator's objects, in its namespace"),
  wide('', ['pods/log'], ['get'], "collects the operator's log, in its namespace"),
  wide(
    'admissionregistration.k8s.io',
    ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
    ['list'],
    'collects webhooks',
  ),
  wide('apiextensions.k8s.io', ['customresourcedefinitions'], ['list'], 'collects versions of definitions'),
]
