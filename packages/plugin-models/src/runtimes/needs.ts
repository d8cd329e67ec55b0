import type {Need} from '@ome/sdk/need'
import {machines, ome, optional, other, reports} from '../needs.ts'

const around: readonly Need[] = [
  ome(['clusterbasemodels', 'clusterservingruntimes'], ['list'], 'cluster', 'to know models and runtimes'),
  optional(ome(['basemodels', 'servingruntimes'], ['list'], 'namespace', 'to include those of the namespace')),
  optional(reports(['list'])),
  ...machines,
  optional(other('apps', ['deployments'], ['list'], 'to find out which version of OME runs')),
]

export const createRuntime: readonly Need[] = [
  ...around,
  optional(
    ome(['clusterservingruntimes'], ['get', 'create', 'patch'], 'cluster', 'to copy one and create the new one'),
  ),
  optional(ome(['servingruntimes'], ['get', 'create', 'patch'], 'namespace', 'to do the same in a namespace')),
]

export const testRuntime: readonly Need[] = [
  ...around,
  optional(ome(['clusterservingruntimes'], ['get', 'patch'], 'cluster', 'to have the server check it by a dry run')),
  optional(ome(['servingruntimes'], ['get', 'patch'], 'namespace', 'to do the same in a namespace')),
  optional(ome(['inferenceservices'], ['create'], 'namespace', 'to try a service with it by a dry run')),
]
