import type {Need} from '@ome/sdk/need'
import {followService, readService} from '../needs.ts'

const own = {scope: 'namespace'} as const
const services = {apiGroups: ['ome.io'], resources: ['inferenceservices']} as const
const configMaps = {apiGroups: [''], resources: ['configmaps']} as const

/** Whether a canary is on its way. */
export const readCanary: readonly Need[] = [
  {...own, ...configMaps, verbs: ['get'], optional: true, why: 'finds the canary that is on its way'},
]

/** Writing down what was changed. */
export const recordHistory: readonly Need[] = [
  {...own, ...configMaps, verbs: ['get', 'create', 'patch'], optional: true, why: 'writes down what was changed'},
]

const split: readonly Need[] = [
  {
    ...own,
    apiGroups: ['gateway.networking.k8s.io'],
    resources: ['httproutes'],
    verbs: ['get', 'create', 'patch', 'delete'],
    optional: true,
    why: 'splits the requests at the gateway',
  },
  {
    ...own,
    apiGroups: [''],
    resources: ['services'],
    verbs: ['get', 'create', 'patch', 'delete'],
    optional: true,
    why: 'splits the requests by replicas',
  },
]

const gateway: Need = {
  apiGroups: [''],
  resources: ['configmaps'],
  resourceNames: ['inferenceservice-config'],
  verbs: ['get'],
  scope: 'cluster',
  optional: true,
  why: 'finds the gateway in the settings of OME',
}

/** Beginning a canary. */
export const startCanary: readonly Need[] = [
  {...own, ...configMaps, verbs: ['get', 'patch'], optional: true, why: 'tells everybody that a canary is on its way'},
  ...split.map((need) => ({...need, verbs: need.verbs.filter((verb) => verb !== 'delete')})),
  gateway,
]

export const seeCanary: readonly Need[] = [
  ...readService,
  {...own, ...configMaps, verbs: ['get'], why: 'finds the canary that is on its way'},
  ...split.map((need) => ({...need, verbs: ['get']})),
]

export const shiftCanary: readonly Need[] = [
  ...readService,
  {...own, ...services, verbs: ['create', 'patch'], optional: true, why: 'changes the service and its canary'},
  {...own, ...configMaps, verbs: ['get', 'patch'], why: 'finds the canary and writes down its share'},
  {...own, ...configMaps, verbs: ['create'], optional: true, why: 'writes down a canary that somebody else began'},
  ...split.map((need) => ({...need, verbs: need.verbs.filter((verb) => verb !== 'delete')})),
  gateway,
]

export const endCanary: readonly Need[] = [
  ...readService,
  {...own, ...services, verbs: ['patch'], why: 'makes the service what it shall be'},
  {...own, ...services, verbs: ['delete'], optional: true, why: 'deletes the second service'},
  {...own, ...configMaps, verbs: ['get', 'patch', 'delete'], why: 'finds the canary and ends it'},
  ...split.map((need) => ({...need, verbs: ['get', 'delete']})),
  ...recordHistory,
  ...followService,
]

export const seeHistory: readonly Need[] = [
  ...readService,
  {...own, ...configMaps, verbs: ['get'], why: 'reads what was written down'},
]

export const undo: readonly Need[] = [
  ...readService,
  {...own, ...services, verbs: ['patch'], why: 'makes the service what it was'},
  {...own, ...configMaps, verbs: ['get'], why: 'reads what was written down'},
  {...own, ...configMaps, verbs: ['patch'], optional: true, why: 'writes down what was changed'},
  ...followService,
]

export const pause: readonly Need[] = [
  ...readService,
  {...own, ...services, verbs: ['patch'], why: 'tells OME to hold its rollout'},
]
