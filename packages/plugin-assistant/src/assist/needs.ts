import type {Need} from '@ome/sdk/need'

/** The commands that are run have rights of their own; these are of the model that is asked. */
export const usesModels: readonly Need[] = [
  {
    scope: 'namespace',
    apiGroups: [''],
    resources: ['services'],
    verbs: ['get'],
    optional: true,
    why: 'finds the service whose model is asked, with --model service/NAME',
  },
  {
    scope: 'namespace',
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get', 'create'],
    optional: true,
    why: 'asks the model of that service through the API server',
  },
  {
    scope: 'namespace',
    apiGroups: [''],
    resources: ['secrets'],
    verbs: ['get'],
    optional: true,
    why: 'reads the key of the endpoint, where the setting ai.key-from names a Secret',
  },
]
