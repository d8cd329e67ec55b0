import type {Need} from '@ome/sdk/need'
import * as shared from '../needs.ts'
import {readCanary, recordHistory, startCanary} from '../rollout/needs.ts'

const services = {apiGroups: ['ome.io'], resources: ['inferenceservices'], scope: 'namespace'} as const

export const deploy: readonly Need[] = [
  ...shared.deploy,
  {...services, verbs: ['list'], optional: true, why: 'with --batch, finds those that are there'},
  ...startCanary,
  ...recordHistory,
]

/** Where the canary may not be read, it cannot be looked for: whoever changes a service reads ConfigMaps too. */
export const scale: readonly Need[] = [...shared.scale, ...recordHistory]
export const updates: readonly Need[] = [...shared.updates, ...readCanary, ...recordHistory]
