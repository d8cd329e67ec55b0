import type {IDaemonSet} from 'kubernetes-models/apps/v1/DaemonSet'
import type {IDeployment} from 'kubernetes-models/apps/v1/Deployment'
import type {IReplicaSet} from 'kubernetes-models/apps/v1/ReplicaSet'
import type {IStatefulSet} from 'kubernetes-models/apps/v1/StatefulSet'
import type {IHorizontalPodAutoscaler} from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import type {IJob} from 'kubernetes-models/batch/v1/Job'
import type {IConfigMap} from 'kubernetes-models/v1/ConfigMap'
import type {IEvent} from 'kubernetes-models/v1/Event'
import type {INamespace} from 'kubernetes-models/v1/Namespace'
import type {INode} from 'kubernetes-models/v1/Node'
import type {IPersistentVolumeClaim} from 'kubernetes-models/v1/PersistentVolumeClaim'
import type {IPod} from 'kubernetes-models/v1/Pod'
import type {ISecret} from 'kubernetes-models/v1/Secret'
import type {IService} from 'kubernetes-models/v1/Service'
import type {IServiceAccount} from 'kubernetes-models/v1/ServiceAccount'
import type {KindName} from './crds/custom-kind.ts'
import type {Metadata} from './notation/shape.ts'

/** The built-in kinds that commands read and write: names and shapes alone. The whole table is in `core.ts`. */

const named = <Group extends string, Plural extends string, Kind extends string>(
  group: Group,
  version: string,
  plural: Plural,
  kind: Kind,
  scope: 'namespaced' | 'cluster' = 'namespaced',
) => ({group, version, plural, kind, namespaced: scope === 'namespaced'}) as const satisfies KindName

/** Addresses {@link Pod}. */
export const pods = named('', 'v1', 'pods', 'Pod')
/** Addresses {@link Node}. */
export const nodes = named('', 'v1', 'nodes', 'Node', 'cluster')
/** Addresses {@link Service}. */
export const services = named('', 'v1', 'services', 'Service')
/** Addresses {@link Event}. */
export const events = named('', 'v1', 'events', 'Event')
/** Addresses {@link ConfigMap}. */
export const configMaps = named('', 'v1', 'configmaps', 'ConfigMap')
/** Addresses {@link Secret}. */
export const secrets = named('', 'v1', 'secrets', 'Secret')
/** Addresses {@link Namespace}. */
export const namespaces = named('', 'v1', 'namespaces', 'Namespace', 'cluster')
/** Addresses {@link ServiceAccount}. */
export const serviceAccounts = named('', 'v1', 'serviceaccounts', 'ServiceAccount')
/** Addresses {@link PersistentVolumeClaim}. */
export const persistentVolumeClaims = named('', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim')
/** Addresses {@link Deployment}. */
export const deployments = named('apps', 'v1', 'deployments', 'Deployment')
/** Addresses {@link ReplicaSet}. */
export const replicaSets = named('apps', 'v1', 'replicasets', 'ReplicaSet')
/** Addresses {@link StatefulSet}. */
export const statefulSets = named('apps', 'v1', 'statefulsets', 'StatefulSet')
/** Addresses {@link DaemonSet}. */
export const daemonSets = named('apps', 'v1', 'daemonsets', 'DaemonSet')
/** Addresses {@link Job}. */
export const jobs = named('batch', 'v1', 'jobs', 'Job')
/** Addresses {@link HorizontalPodAutoscaler}. */
export const horizontalPodAutoscalers = named(
  'autoscaling',
  'v2',
  'horizontalpodautoscalers',
  'HorizontalPodAutoscaler',
)
/** Addresses the definitions of custom resources. */
export const customResourceDefinitions = named(
  'apiextensions.k8s.io',
  'v1',
  'customresourcedefinitions',
  'CustomResourceDefinition',
  'cluster',
)
/** Addresses {@link NodeMetrics}; served only where a metrics server runs. */
export const nodeMetrics = named('metrics.k8s.io', 'v1beta1', 'nodes', 'NodeMetrics', 'cluster')
/** Addresses {@link PodMetrics}; served only where a metrics server runs. */
export const podMetrics = named('metrics.k8s.io', 'v1beta1', 'pods', 'PodMetrics')

/** A type of the npm package as the API server returns it: with a name. */
type Stored<Type> = {[Key in keyof Type as Key extends 'metadata' ? never : Key]: Type[Key]} & {metadata: Metadata}

/** Containers that run together on one node. */
export type Pod = Stored<IPod>
/** A machine of the cluster. */
export type Node = Stored<INode>
/** A stable address of pods. */
export type Service = Stored<IService>
/** Something that happened to an object. */
export type Event = Stored<IEvent>
/** Plain data. */
export type ConfigMap = Stored<IConfigMap>
/** Data that few may read, as base64. */
export type Secret = Stored<ISecret>
/** A scope for names and rights. */
export type Namespace = Stored<INamespace>
/** An identity for pods. */
export type ServiceAccount = Stored<IServiceAccount>
/** A request for storage. */
export type PersistentVolumeClaim = Stored<IPersistentVolumeClaim>
/** Like pods, replaced step by step. */
export type Deployment = Stored<IDeployment>
/** Like pods, kept at a number. */
export type ReplicaSet = Stored<IReplicaSet>
/** Numbered pods. */
export type StatefulSet = Stored<IStatefulSet>
/** One pod per node. */
export type DaemonSet = Stored<IDaemonSet>
/** Pods that run to their end. */
export type Job = Stored<IJob>
/** Scaling by metrics. */
export type HorizontalPodAutoscaler = Stored<IHorizontalPodAutoscaler>

/** What a node uses: quantities such as `1250m` and `23456Ki`. */
export interface NodeMetrics {
  apiVersion: string
  kind: string
  metadata: Metadata
  timestamp: string
  /** Over how long, as `10.062s`. */
  window: string
  usage: Record<string, string>
}

/** What the containers of a pod use. */
export interface PodMetrics {
  apiVersion: string
  kind: string
  metadata: Metadata
  timestamp: string
  /** Over how long, as `10.062s`. */
  window: string
  containers: {name: string; usage: Record<string, string>}[]
}
