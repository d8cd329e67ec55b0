import {decidesServices, machines} from '@ome/inference-model/deploy/needs'
import type {Need} from '@ome/sdk/need'

const own = {scope: 'namespace'} as const
const shared = {scope: 'cluster'} as const

/** The rights of one backend, of which those of one are enough. */
export const inWay = (way: string, needs: readonly Need[]): readonly Need[] =>
  needs.map((need) => (need.optional ? need : {...need, way}))

const groups: Need = {
  ...own,
  apiGroups: ['leaderworkerset.x-k8s.io'],
  resources: ['leaderworkersets'],
  verbs: ['list'],
  optional: true,
  why: 'reads its replicas of several nodes',
}

const names: Need = {
  ...own,
  apiGroups: ['ome.io'],
  resources: ['inferenceservices'],
  verbs: ['list'],
  optional: true,
  why: 'says which service was meant',
}

/** What reading one service with its pods takes. */
export const readService: readonly Need[] = [
  {...own, apiGroups: ['ome.io'], resources: ['inferenceservices'], verbs: ['get'], why: 'reads the service'},
  {...own, apiGroups: [''], resources: ['pods'], verbs: ['list'], why: 'reads its pods'},
  {...own, apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], why: 'reads its replicas'},
  groups,
  {
    ...own,
    apiGroups: [''],
    resources: ['services'],
    verbs: ['get'],
    optional: true,
    why: 'says whether a Service of Kubernetes was meant',
  },
  names,
]

/** What following one takes besides. */
export const followService: readonly Need[] = [
  {
    ...own,
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['watch'],
    optional: true,
    why: 'follows the service',
  },
  {...own, apiGroups: [''], resources: ['pods'], verbs: ['watch'], optional: true, why: 'follows its pods'},
  {
    ...own,
    apiGroups: ['apps'],
    resources: ['deployments'],
    verbs: ['watch'],
    optional: true,
    why: 'follows its replicas',
  },
]

export const readModel: readonly Need[] = [
  {
    ...shared,
    apiGroups: ['ome.io'],
    resources: ['clusterbasemodels'],
    verbs: ['get'],
    optional: true,
    why: 'tells the size and vendor of its model',
  },
  {
    ...own,
    apiGroups: ['ome.io'],
    resources: ['basemodels'],
    verbs: ['get'],
    optional: true,
    why: 'tells the size and vendor of its model',
  },
]

/** Reading logs as they are now. */
export const readLogsOnce: readonly Need[] = [
  ...readService,
  {...own, apiGroups: [''], resources: ['pods/log'], verbs: ['get'], why: 'reads the logs of its pods'},
]

export const readLogs: readonly Need[] = [
  ...readService,
  ...followService,
  {...own, apiGroups: [''], resources: ['pods/log'], verbs: ['get'], why: 'reads the logs of its pods'},
]

/** Quoting the last error of a pod that crashes. */
const readLastRun: readonly Need[] = [
  {
    ...own,
    apiGroups: [''],
    resources: ['pods/log'],
    verbs: ['get'],
    optional: true,
    why: 'quotes the last error of a pod that crashes',
  },
]

const warnings: Need = {
  ...own,
  apiGroups: [''],
  resources: ['events'],
  verbs: ['list'],
  optional: true,
  why: 'reads the warnings about it',
}

/** What a report tells besides. */
export const report: readonly Need[] = [...readModel, ...readLastRun, warnings]

export const talk: readonly Need[] = [
  ...readService,
  {
    ...own,
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get', 'create'],
    why: 'sends the question through the API server',
  },
]

export const scale: readonly Need[] = [
  ...readService,
  {
    ...own,
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['patch'],
    why: 'changes the bounds of the service',
  },
  {
    ...own,
    apiGroups: ['apps'],
    resources: ['deployments/scale'],
    verbs: ['patch'],
    optional: true,
    why: 'stops and wakes it',
  },
  ...machines,
  ...followService,
  ...report,
]

export const deploy: readonly Need[] = [
  ...decidesServices,
  {
    ...own,
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['get', 'create', 'patch'],
    why: 'creates or changes the service',
  },
  names,
  {
    ...own,
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['list'],
    optional: true,
    why: 'follows its pods',
  },
  {
    ...own,
    apiGroups: ['apps'],
    resources: ['deployments'],
    verbs: ['list'],
    optional: true,
    why: 'follows its replicas',
  },
  groups,
  ...followService,
  ...report,
]

/** A stream asks for `create`, and for `get` up to Kubernetes 1.34. */
const reaches = (subresource: string, why: string): readonly Need[] => [
  ...readService,
  {...own, apiGroups: [''], resources: [`pods/${subresource}`], verbs: ['create'], why},
  {...own, apiGroups: [''], resources: [`pods/${subresource}`], verbs: ['get'], optional: true, why},
]

export const execs: readonly Need[] = reaches('exec', 'runs the command in a pod')

export const forwards: readonly Need[] = [...reaches('portforward', 'opens the tunnel to a pod'), ...followService]

const allOfThem = 'with --all, finds them and their pods'

/** Listing all of them. */
export const listsServices: readonly Need[] = [
  {...own, apiGroups: ['ome.io'], resources: ['inferenceservices'], verbs: ['list'], optional: true, why: allOfThem},
  {...shared, apiGroups: ['ome.io'], resources: ['inferenceservices'], verbs: ['list'], optional: true, why: allOfThem},
  {...shared, apiGroups: [''], resources: ['pods'], verbs: ['list'], optional: true, why: allOfThem},
  {...shared, apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], optional: true, why: allOfThem},
  {
    ...shared,
    apiGroups: ['leaderworkerset.x-k8s.io'],
    resources: ['leaderworkersets'],
    verbs: ['list'],
    optional: true,
    why: allOfThem,
  },
]

export const checksHealth: readonly Need[] = [
  ...talk,
  ...listsServices,
  {
    ...shared,
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get', 'create'],
    optional: true,
    why: 'with --all, tries them',
  },
]

export const restarts: readonly Need[] = [
  ...readService,
  {
    ...own,
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['patch'],
    why: 'marks the service, so that its pods are replaced',
  },
  ...followService,
]

const lists = (scope: Need['scope'], resources: readonly string[]): Need => ({
  apiGroups: ['ome.io'],
  resources,
  verbs: ['list'],
  scope,
  optional: true,
  why: 'with --model or --runtime, finds what fits',
})

export const updates: readonly Need[] = [
  ...scale,
  lists('namespace', ['basemodels', 'servingruntimes']),
  lists('cluster', ['clusterbasemodels', 'clusterservingruntimes']),
  {
    ...own,
    apiGroups: [''],
    resources: ['namespaces'],
    verbs: ['get'],
    scope: 'cluster',
    optional: true,
    why: 'says early that the namespace is missing',
  },
]
