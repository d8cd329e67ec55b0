import {readsOperator} from '@ome/kaito/operator-reader'
import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace'} as const
const shared = {scope: 'cluster', optional: true} as const

/** Prices of machines: their types and regions, classes with a cost, an OpenCost. */
export const readPrices: readonly Need[] = [
  {...shared, apiGroups: [''], resources: ['nodes'], verbs: ['list'], why: 'tells the types of the machines'},
  {
    ...shared,
    apiGroups: ['ome.io'],
    resources: ['acceleratorclasses'],
    verbs: ['list'],
    why: 'tells the prices of your own administrators',
  },
  {
    ...shared,
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get'],
    why: 'asks OpenCost for prices and a Prometheus for what ran',
  },
]

/** Hours of pods. */
export const readHours: readonly Need[] = [
  {...shared, apiGroups: [''], resources: ['services'], verbs: ['list'], why: 'looks for a Prometheus'},
]

const aroundServices: readonly Need[] = [
  {...own, apiGroups: [''], resources: ['pods'], verbs: ['list'], why: 'reads what they hold'},
  {
    ...own,
    apiGroups: [''],
    resources: ['persistentvolumeclaims'],
    verbs: ['list'],
    optional: true,
    why: 'tells the size of their volumes',
  },
]

/** What services hold now, and its prices. */
export const readHeld: readonly Need[] = [
  {...own, apiGroups: ['ome.io'], resources: ['inferenceservices'], verbs: ['list'], why: 'lists the services'},
  ...aroundServices,
  ...readPrices,
]

export const readServices: readonly Need[] = [...readHeld, ...readHours]

/** A cluster may have OME, KAITO, or both: what is of the one that it lacks is not missed. */
export const optional = (needs: readonly Need[]): readonly Need[] => needs.map((need) => ({...need, optional: true}))

export const readCosts: readonly Need[] = [
  {
    ...own,
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['get'],
    optional: true,
    why: 'reads the service',
  },
  ...optional(readServices),
  {
    ...own,
    apiGroups: [''],
    resources: ['pods/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks the engines how many tokens they made',
  },
  {
    ...shared,
    apiGroups: ['ome.io'],
    resources: ['clusterbasemodels'],
    verbs: ['get'],
    why: 'tells the size of its model, for cheaper accelerators',
  },
  {
    ...own,
    apiGroups: ['ome.io'],
    resources: ['basemodels'],
    verbs: ['get'],
    optional: true,
    why: 'tells the size of its model, for cheaper accelerators',
  },
  {
    ...own,
    apiGroups: ['kaito.sh'],
    resources: ['workspaces', 'inferencesets', 'ragengines'],
    verbs: ['get', 'list'],
    optional: true,
    why: 'reads what KAITO runs',
  },
  ...readsOperator,
]
