import type {Need} from '@ome/sdk/need'
import {need, optional} from '../needs.ts'

const service = (group: string, verbs: readonly string[], why: string): Need =>
  optional(need(group, ['inferenceservices'], verbs, why))

/** A service of whichever product the file names. */
export const serve: readonly Need[] = [
  service('serving.kserve.io', ['get'], 'looks whether it is there and ready'),
  service('serving.kserve.io', ['create', 'patch'], 'makes the service'),
  service('ome.io', ['get'], 'looks whether it is there and ready'),
  service('ome.io', ['create', 'patch'], 'makes the service'),
  optional(need('', ['pods', 'events'], ['list'], 'tells why it is not ready')),
]
