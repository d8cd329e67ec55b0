import type {Need} from '@ome/sdk/need'
import {need, optional} from '../needs.ts'

export const makeBoard: readonly Need[] = [
  need('tensorboard.kubeflow.org', ['tensorboards'], ['get'], 'looks whether it is there'),
  need('tensorboard.kubeflow.org', ['tensorboards'], ['create'], 'makes the tensorboard'),
  optional(need('apps', ['deployments'], ['get'], 'sees that nothing of its name is in the way')),
  optional(need('', ['services'], ['get'], 'sees that nothing of its name is in the way')),
  optional(need('networking.istio.io', ['virtualservices'], ['get'], 'sees that nothing of its name is in the way')),
  optional(need('', ['persistentvolumeclaims'], ['list'], 'finds the claim with the logs')),
]
