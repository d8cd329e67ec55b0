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

export const validateModels: readonly Need[] = [
  ome(['clusterbasemodels'], ['list'], 'cluster', 'to check the models'),
  optional(ome(['basemodels'], ['list'], 'namespace', 'to include those of the namespace')),
  optional(reports(['list'])),
  runtimes('cluster'),
  runtimes('namespace'),
  ...machines,
  optional(other('apps', ['daemonsets'], ['list'], "to find the agent's folder on the nodes")),
  optional(other('apps', ['deployments'], ['list'], 'to find out which version of OME runs')),
  optional(other('', ['secrets'], ['get'], 'to check the credentials that models name')),
]

export const deleteModels: readonly Need[] = [
  ome(['clusterbasemodels'], ['list'], 'cluster', 'to find the models'),
  optional(ome(['basemodels'], ['list'], 'namespace', 'to find those of the namespace')),
  users,
  optional(reports(['list'])),
  optional(other('', ['nodes'], ['list'], 'to know which nodes have the files')),
  optional(ome(['clusterbasemodels'], ['get', 'delete'], 'cluster', 'to delete models of the cluster')),
  optional(ome(['basemodels'], ['get', 'delete'], 'namespace', 'to delete models of the namespace')),
]
