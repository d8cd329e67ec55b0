import {readsOperator} from '@ome/kaito/operator-reader'
import {readsSecrets} from '@ome/kaito/secret-reader'
import type {Need} from '@ome/sdk/need'
import {askService, refillService} from '../needs.ts'

const own = {scope: 'namespace'} as const
const engines = {...own, apiGroups: ['kaito.sh'], resources: ['ragengines']}

const readEngine: Need = {...engines, verbs: ['get'], why: 'reads the engine'}

const machines = (verbs: readonly string[]): Need => ({
  scope: 'cluster',
  apiGroups: ['karpenter.sh'],
  resources: ['nodeclaims'],
  verbs,
  optional: true,
  why: 'says what the cloud answers to the order of a node',
})

const pods = (verbs: readonly string[], why: string): Need => ({
  ...own,
  apiGroups: [''],
  resources: ['pods'],
  verbs,
  optional: true,
  why,
})

const names: Need = {...engines, verbs: ['list'], optional: true, why: 'says which engine was meant'}
const proxy: Need = {
  ...own,
  apiGroups: [''],
  resources: ['services/proxy'],
  verbs: ['get'],
  optional: true,
  why: 'asks the service of the engine, and its model',
}

/** What `health` reads. */
export const checkEngine: readonly Need[] = [
  readEngine,
  names,
  machines(['list']),
  pods(['list'], 'reads its pods'),
  proxy,
  ...readsOperator,
]

/** What `status` reads and follows. */
export const seeEngine: readonly Need[] = [
  ...checkEngine,
  {...engines, verbs: ['watch'], optional: true, why: 'follows the engine'},
  machines(['watch']),
  pods(['watch'], 'follows its pods'),
]

/** What `deploy` reads, writes and, with --wait, follows. */
export const deployEngine: readonly Need[] = [
  {...engines, verbs: ['create', 'patch'], why: 'creates the engine'},
  {
    ...own,
    apiGroups: ['kaito.sh'],
    resources: ['workspaces'],
    verbs: ['get'],
    optional: true,
    why: 'finds the Workspace whose model answers',
  },
  {
    ...own,
    apiGroups: [''],
    resources: ['persistentvolumeclaims'],
    verbs: ['get'],
    optional: true,
    why: 'finds the claim for the index',
  },
  readsSecrets,
  {
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get'],
    scope: 'cluster',
    optional: true,
    why: "asks the cluster's own OpenCost for prices",
  },
  ...seeEngine,
]

/** What `scale` reads. */
export const findEngine: readonly Need[] = [readEngine, names]

/** What `logs` reads. */
export const logEngine: readonly Need[] = [
  readEngine,
  names,
  machines(['list']),
  {...own, apiGroups: [''], resources: ['pods'], verbs: ['list'], why: 'finds its pod'},
  {...own, apiGroups: [''], resources: ['pods/log'], verbs: ['get'], why: 'reads its log'},
]

/** What `backup` reads. */
export const keepEngine: readonly Need[] = [readEngine, ...askService]

/** What `restore` fills and, with --create, makes and follows. */
export const restoreEngine: readonly Need[] = [
  ...refillService,
  {
    ...engines,
    verbs: ['get', 'list', 'watch', 'create', 'patch'],
    optional: true,
    why: 'makes the engine again with --create',
  },
  {
    ...own,
    apiGroups: [''],
    resources: ['persistentvolumeclaims'],
    verbs: ['get'],
    optional: true,
    why: 'finds the claim of the engine',
  },
  machines(['list', 'watch']),
  pods(['list', 'watch'], 'follows its pods'),
]
