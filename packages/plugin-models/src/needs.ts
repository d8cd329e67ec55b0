import type {Need} from '@ome/sdk/need'

const ome = (resources: readonly string[], verbs: readonly string[], scope: Need['scope'], why: string): Need => ({
  apiGroups: ['ome.io'],
  resources,
  verbs,
  scope,
  why,
})
const core = (resources: readonly string[], verbs: readonly string[], scope: Need['scope'], why: string): Need => ({
  apiGroups: [''],
  resources,
  verbs,
  scope,
  why,
})
const optional = (need: Need): Need => ({...need, optional: true})

const machines: readonly Need[] = [
  optional(core(['nodes', 'pods'], ['list'], 'cluster', 'to see which GPUs there are and which are free')),
  optional(ome(['acceleratorclasses'], ['list'], 'cluster', 'to know the accelerators by their class')),
]

/** Searching works without a cluster; with one it says what fits and what is there. */
export const search: readonly Need[] = [
  optional(ome(['clusterbasemodels'], ['list'], 'cluster', 'to mark the models that were imported')),
  ...machines,
]

const surroundings: readonly Need[] = [
  optional(ome(['clusterservingruntimes'], ['list'], 'cluster', 'to show the runtimes that fit')),
  optional({
    apiGroups: ['apps'],
    resources: ['daemonsets'],
    verbs: ['list'],
    scope: 'cluster',
    why: "to find the agent's folder on the nodes",
  }),
  optional(core(['secrets'], ['get'], 'namespace', 'to check the token for gated models')),
]

/** Importing writes a ClusterBaseModel, with `-n` a BaseModel. */
export const importModel: readonly Need[] = [
  ome(['clusterbasemodels'], ['list'], 'cluster', 'to find out whether the model is there already'),
  optional(ome(['clusterbasemodels'], ['create', 'patch'], 'cluster', 'to create the model for the whole cluster')),
  optional(ome(['basemodels'], ['list', 'create', 'patch'], 'namespace', 'to create the model in a namespace (-n)')),
  ...surroundings,
  optional(core(['configmaps'], ['list', 'watch'], 'cluster', 'to follow the download (--wait)')),
]

export const suggestRuntime: readonly Need[] = [
  ome(['clusterbasemodels', 'clusterservingruntimes'], ['list'], 'cluster', 'to rank the runtimes for the model'),
  ome(['basemodels', 'servingruntimes'], ['list'], 'namespace', 'to include those of the namespace'),
  ...machines,
  optional(ome(['inferenceservices'], ['create'], 'namespace', 'to have the choice confirmed by a dry run')),
]

export const downloads: readonly Need[] = [
  ome(['clusterbasemodels'], ['list', 'watch'], 'cluster', 'to find the models'),
  optional(ome(['basemodels'], ['list', 'watch'], 'namespace', 'to include those of the namespace')),
  core(['configmaps'], ['list', 'watch'], 'cluster', 'to read what the agents report'),
]
