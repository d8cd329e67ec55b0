import type {ApiObject, LocalApi, ResourceName} from '../api.ts'
import * as resource from './resources.ts'
import type {World} from './world.ts'

export interface UsedKind {
  readonly resource: ResourceName
  readonly kind: string
  readonly namespaced: boolean
}

const builtIn = (name: ResourceName, kind: string, namespaced = true): UsedKind => ({resource: name, kind, namespaced})

const builtIns: readonly UsedKind[] = [
  builtIn(resource.deployments, 'Deployment'),
  builtIn(resource.replicaSets, 'ReplicaSet'),
  builtIn(resource.replicationControllers, 'ReplicationController'),
  builtIn(resource.statefulSets, 'StatefulSet'),
  builtIn(resource.daemonSets, 'DaemonSet'),
  builtIn(resource.controllerRevisions, 'ControllerRevision'),
  builtIn(resource.jobs, 'Job'),
  builtIn(resource.cronJobs, 'CronJob'),
  builtIn(resource.pods, 'Pod'),
  builtIn(resource.services, 'Service'),
  builtIn(resource.endpoints, 'Endpoints'),
  builtIn(resource.endpointSlices, 'EndpointSlice'),
  builtIn(resource.ingresses, 'Ingress'),
  builtIn(resource.networkPolicies, 'NetworkPolicy'),
  builtIn(resource.autoscalers, 'HorizontalPodAutoscaler'),
  builtIn(resource.disruptionBudgets, 'PodDisruptionBudget'),
  builtIn(resource.configMaps, 'ConfigMap'),
  builtIn(resource.secrets, 'Secret'),
  builtIn(resource.serviceAccounts, 'ServiceAccount'),
  builtIn(resource.persistentVolumeClaims, 'PersistentVolumeClaim'),
  builtIn(resource.leases, 'Lease'),
  builtIn(resource.roles, 'Role'),
  builtIn(resource.roleBindings, 'RoleBinding'),
  builtIn(resource.events, 'Event'),
  builtIn(resource.nodes, 'Node', false),
  builtIn(resource.namespaces, 'Namespace', false),
]

/** Every kind whose objects own others or are owned: the built-in ones and those of the installed definitions. */
export const kindsInUse = (world: World): UsedKind[] => kindsOf(world.api)

function kindsOf(api: LocalApi): UsedKind[] {
  const defined = api.list(resource.customResourceDefinitions).map(
    (definition): UsedKind => ({
      resource: {group: definition.spec.group, plural: definition.spec.names.plural},
      kind: definition.spec.names.kind,
      namespaced: definition.spec.scope === 'Namespaced',
    }),
  )
  return [...builtIns, ...defined].filter((used) => api.serves(used.resource))
}

const unowned: readonly UsedKind[] = [
  builtIn({group: 'rbac.authorization.k8s.io', plural: 'clusterroles'}, 'ClusterRole', false),
  builtIn({group: 'rbac.authorization.k8s.io', plural: 'clusterrolebindings'}, 'ClusterRoleBinding', false),
  builtIn(resource.storageClasses, 'StorageClass', false),
  builtIn(resource.priorityClasses, 'PriorityClass', false),
  builtIn(resource.persistentVolumes, 'PersistentVolume', false),
  builtIn(resource.customResourceDefinitions, 'CustomResourceDefinition', false),
]

/** The resource an object belongs to, by its apiVersion and kind; undefined when the cluster has none. */
export function resourceOf(api: LocalApi, object: ApiObject): UsedKind | undefined {
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : ''
  return [...kindsOf(api), ...unowned].find((used) => used.kind === object.kind && used.resource.group === group)
}
