import type {Need} from '@ome/sdk/need'
import {machines, ome, optional, other, reports, runtimes} from '../needs.ts'

const users = optional(ome(['inferenceservices'], ['list'], 'cluster', 'to know which services use a model'))

const follow = (resources: readonly string[], scope: Need['scope']): Need =>
  optional(ome(resources, ['watch'], scope, 'to follow them (--watch)'))

export const listModels: readonly Need[] = [
  ome(['clusterbasemodels'], ['list'], 'cluster', 'to list the models'),
  optional(ome(['basemodels'], ['list'], 'namespace', 'to include those of the namespace')),
  users,
  optional(reports(['list'])),
  optional(other('', ['nodes'], ['list'], 'to know which nodes should have a model')),
  follow(['clusterbasemodels', 'inferenceservices'], 'cluster'),
  follow(['basemodels'], 'namespace'),
  optional(other('', ['configmaps', 'nodes'], ['watch'], 'to follow them (--watch)')),
]

/** A model of the hub is looked at without any right. */
export const lookAtModel: readonly Need[] = [
  optional(ome(['clusterbasemodels'], ['list'], 'cluster', 'to look at a model of the cluster')),
  optional(ome(['basemodels'], ['list'], 'namespace', 'to include those of the namespace')),
  users,
  optional(reports(['list'])),
  runtimes('cluster'),
  runtimes('namespace'),
  ...machines,
]
