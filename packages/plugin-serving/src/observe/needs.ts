import type {Need} from '@ome/sdk/need'
import {followService, readService, report} from '../needs.ts'

const look = (
  scope: Need['scope'],
  apiGroup: string,
  resources: readonly string[],
  why: string,
  verb = 'list',
): Need => ({scope, apiGroups: [apiGroup], resources, verbs: [verb], optional: true, why})

const nodeEvents = look('cluster', '', ['events'], 'reads the warnings about nodes')
const machines = look('cluster', '', ['nodes', 'pods'], 'says where GPUs are free')
const reports = look('cluster', '', ['configmaps'], 'says how far each node is with the model')
const routes = look('namespace', 'gateway.networking.k8s.io', ['httproutes'], 'says who gets its requests')
const slices = look('namespace', 'discovery.k8s.io', ['endpointslices'], 'says whether its address leads anywhere')
const runtimes: readonly Need[] = [
  look('namespace', 'ome.io', ['servingruntimes'], 'says why no runtime fits'),
  look('cluster', 'ome.io', ['clusterservingruntimes'], 'says why no runtime fits'),
]

/** What the state of a service, and the cause of trouble, are read from. */
export const shows: readonly Need[] = [
  ...readService,
  ...followService,
  ...report,
  nodeEvents,
  machines,
  reports,
  routes,
  slices,
  ...runtimes,
]

/** What every rule looks at. */
export const debugs: readonly Need[] = [
  ...readService,
  ...report,
  nodeEvents,
  machines,
  reports,
  routes,
  look('cluster', 'discovery.k8s.io', ['endpointslices'], 'says whether addresses lead anywhere'),
  ...runtimes,
  look('cluster', 'apps', ['deployments'], "says whether OME's controller runs"),
  look('namespace', 'autoscaling', ['horizontalpodautoscalers'], 'reads its autoscaler'),
  look('namespace', 'keda.sh', ['scaledobjects'], 'reads its autoscaler'),
  look('namespace', '', ['persistentvolumeclaims', 'resourcequotas'], 'says what holds its pods up'),
]
