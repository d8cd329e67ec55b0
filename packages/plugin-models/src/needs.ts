import type {Need} from '@ome/sdk/need'

export const ome = (
  resources: readonly string[],
  verbs: readonly string[],
  scope: Need['scope'],
  why: string,
): Need => ({
  apiGroups: ['ome.io'],
  resources,
  verbs,
  scope,
  why,
})
export const other = (group: string, resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  apiGroups: [group],
  resources,
  verbs,
  scope: 'cluster',
  why,
})
export const optional = (need: Need): Need => ({...need, optional: true})

export const reports = (verbs: readonly string[]): Need =>
  other('', ['configmaps'], verbs, 'to read what the agents report')

export const machines: readonly Need[] = [
  optional(other('', ['nodes', 'pods'], ['list'], 'to see which GPUs there are and which are free')),
  optional(ome(['acceleratorclasses'], ['list'], 'cluster', 'to know the accelerators by their class')),
]

export const runtimes = (scope: Need['scope']): Need => {
  const resource = scope === 'cluster' ? 'clusterservingruntimes' : 'servingruntimes'
  return optional(ome([resource], ['list'], scope, 'to show the runtimes that fit'))
}

/** Searching works without a cluster; with one it says what fits and what is there. */
export const search: readonly Need[] = [
  optional(ome(['clusterbasemodels'], ['list'], 'cluster', 'to mark the models that were imported')),
  optional(reports(['list'])),
  runtimes('cluster'),
  ...machines,
]

/** A BaseModel is made in the namespace of `-n` or, for a claim, in that of the claim. */
const importInNamespace: readonly Need[] = [
  optional(ome(['basemodels'], ['list', 'create', 'patch'], 'namespace', 'to create the model in a namespace')),
  optional(ome(['basemodels'], ['get'], 'namespace', 'to show the difference (--diff)')),
  optional(ome(['basemodels'], ['watch'], 'namespace', 'to follow the download (--wait)')),
  runtimes('namespace'),
]

const importForAll: readonly Need[] = [
  optional(ome(['clusterbasemodels'], ['create', 'patch'], 'cluster', 'to create the model for the whole cluster')),
  optional(ome(['clusterbasemodels'], ['get'], 'cluster', 'to show the difference (--diff)')),
  optional(ome(['clusterbasemodels'], ['watch'], 'cluster', 'to follow the download (--wait)')),
  optional(ome(['basemodels'], ['list'], 'cluster', 'to find models of the same name in namespaces')),
]

const importing: readonly Need[] = [
  ome(['clusterbasemodels'], ['list'], 'cluster', 'to find out whether the model is there already'),
  ...importInNamespace,
  runtimes('cluster'),
  ...machines,
  optional(other('apps', ['daemonsets'], ['list'], "to find the agent's folder on the nodes")),
  optional(reports(['list', 'watch'])),
]

export const importStored: readonly Need[] = [...importing, ...importForAll]

export const importClaim: readonly Need[] = [
  ...importing,
  optional(other('apps', ['deployments'], ['list'], 'to find out which version of OME runs')),
]

export const importFromHub: readonly Need[] = [
  ...importing,
  ...importForAll,
  optional(other('', ['secrets'], ['get'], "to check the token for gated models, by default in the agents' namespace")),
]

export const suggestRuntime: readonly Need[] = [
  ome(['clusterbasemodels', 'clusterservingruntimes'], ['list'], 'cluster', 'to rank the runtimes for the model'),
  ome(['basemodels', 'servingruntimes'], ['list'], 'namespace', 'to include those of the namespace'),
  optional(reports(['list'])),
  ...machines,
  optional(ome(['inferenceservices'], ['create'], 'namespace', 'to have the choice confirmed by a dry run')),
]

export const downloads: readonly Need[] = [
  ome(['clusterbasemodels'], ['list'], 'cluster', 'to find the models'),
  optional(ome(['clusterbasemodels'], ['watch'], 'cluster', 'to follow one (--watch)')),
  optional(ome(['basemodels'], ['list'], 'namespace', 'to include those of the namespace')),
  optional(ome(['basemodels'], ['watch'], 'namespace', 'to follow one (--watch)')),
  reports(['list']),
  optional(reports(['watch'])),
  optional(other('', ['nodes'], ['list'], 'to know which nodes there are')),
]
