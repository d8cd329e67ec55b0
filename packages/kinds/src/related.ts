import type {KindName} from './crds/custom-kind.ts'
import type {httpRoute} from './crds/related/http-route.ts'
import type {leaderWorkerSet} from './crds/related/leader-worker-set.ts'
import type {gateway} from './crds/related/ome-neighbours.ts'
import type {scaledObject} from './crds/related/scaled-object.ts'
import type {ResourceShape} from './notation/shape.ts'

/** Kinds of others that OME creates. Derived from their public API documentation. */
const named = <Name extends KindName>(name: Name): Name => name

/** Addresses {@link LeaderWorkerSet}. */
export const leaderWorkerSets = named({
  group: 'leaderworkerset.x-k8s.io',
  version: 'v1',
  plural: 'leaderworkersets',
  kind: 'LeaderWorkerSet',
  namespaced: true,
})
/** Addresses {@link ScaledObject} of KEDA. */
export const scaledObjects = named({
  group: 'keda.sh',
  version: 'v1alpha1',
  plural: 'scaledobjects',
  kind: 'ScaledObject',
  namespaced: true,
})
/** Addresses {@link HttpRoute} of the Gateway API. */
export const httpRoutes = named({
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  plural: 'httproutes',
  kind: 'HTTPRoute',
  namespaced: true,
})
/** Addresses {@link Gateway} of the Gateway API. */
export const gateways = named({
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  plural: 'gateways',
  kind: 'Gateway',
  namespaced: true,
})
/** Addresses the TriggerAuthentication of KEDA. */
export const triggerAuthentications = named({
  group: 'keda.sh',
  version: 'v1alpha1',
  plural: 'triggerauthentications',
  kind: 'TriggerAuthentication',
  namespaced: true,
})
/** Addresses the PodMonitor of the Prometheus operator. */
export const podMonitors = named({
  group: 'monitoring.coreos.com',
  version: 'v1',
  plural: 'podmonitors',
  kind: 'PodMonitor',
  namespaced: true,
})
/** Addresses the ServiceMonitor of the Prometheus operator. */
export const serviceMonitors = named({
  group: 'monitoring.coreos.com',
  version: 'v1',
  plural: 'servicemonitors',
  kind: 'ServiceMonitor',
  namespaced: true,
})
/** Addresses the PrometheusRule of the Prometheus operator. */
export const prometheusRules = named({
  group: 'monitoring.coreos.com',
  version: 'v1',
  plural: 'prometheusrules',
  kind: 'PrometheusRule',
  namespaced: true,
})

/** Groups of one leader and its workers, replicated. */
export type LeaderWorkerSet = ResourceShape<typeof leaderWorkerSet>
/** Scaling of a workload by events and metrics. */
export type ScaledObject = ResourceShape<typeof scaledObject>
/** HTTP requests of a Gateway and the services that answer them. */
export type HttpRoute = ResourceShape<typeof httpRoute>
/** A place where traffic enters the cluster. */
export type Gateway = ResourceShape<typeof gateway>
