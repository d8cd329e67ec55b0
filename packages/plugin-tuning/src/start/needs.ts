import {readsOperator} from '@ome/kaito/operator-reader'
import {readsSecrets} from '@ome/kaito/secret-reader'
import type {Need} from '@ome/sdk/need'
import {followRun} from '../runs/needs.ts'

const core = (resources: readonly string[], verbs: readonly string[], why: string): Need => ({
  apiGroups: [''],
  resources,
  verbs,
  scope: 'namespace',
  optional: true,
  why,
})

export const startRun: readonly Need[] = [
  ...readsOperator,
  readsSecrets,
  core(['configmaps'], ['get'], 'reads the settings that are named'),
  {...core(['configmaps'], ['get'], "reads the operator's templates"), scope: 'cluster'},
  core(['configmaps'], ['create', 'patch'], 'makes a map of the settings of the line'),
  core(['persistentvolumeclaims'], ['get'], 'looks whether the claims are there'),
  {
    apiGroups: ['kaito.sh'],
    resources: ['workspaces'],
    verbs: ['get', 'create', 'patch'],
    scope: 'namespace',
    why: 'creates the run',
  },
  {...core(['services/proxy'], ['get'], "asks the cluster's own OpenCost for prices"), scope: 'cluster'},
  ...followRun,
]
