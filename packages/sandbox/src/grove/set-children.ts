import type {ApiObject, ResourceName} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {autoscalers, roleBindings, roles, secrets, serviceAccounts, services} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import type {ApplyChild} from '../ome/apply.ts'
import {groupName, label, replicaName, setLabels, standaloneName} from './names.ts'
import {scoped} from './objects.ts'
import {type AutoScaling, groupsOf, indexIn, standaloneCliques, templateOf} from './template.ts'

const child = (set: ApiObject, kind: string, apiVersion: string, name: string, component: string): ApiObject => ({
  apiVersion,
  kind,
  metadata: {
    name,
    ...(set.metadata.namespace === undefined ? {} : {namespace: set.metadata.namespace}),
    labels: {
      ...setLabels(set.metadata.name),
      [label.name]: name.replaceAll(':', '-'),
      [label.component]: component,
    },
    ownerReferences: [controlledBy(set)],
  },
})

/** What the waiting init containers of a set need: an account that may look at its pods. */
export function syncRights(world: World, apply: ApplyChild, set: ApiObject): void {
  const {name, namespace = 'default'} = set.metadata
  const role = `grove.io:pcs:${name}`
  const rbac = 'rbac.authorization.k8s.io'
  apply(serviceAccounts, child(set, 'ServiceAccount', 'v1', name, 'pod-service-account'))
  apply(roles, {
    ...child(set, 'Role', `${rbac}/v1`, role, 'pod-role'),
    rules: [{apiGroups: [''], resources: ['pods', 'pods/status'], verbs: ['get', 'list', 'watch']}],
  })
  apply(roleBindings, {
    ...child(set, 'RoleBinding', `${rbac}/v1`, role, 'pod-role-binding'),
    roleRef: {apiGroup: rbac, kind: 'Role', name: role},
    subjects: [{kind: 'ServiceAccount', name, namespace}],
  })
  const secret = child(set, 'Secret', 'v1', `${name}-ic-sat`, 'pod-sa-token-secret')
  if (world.api.get(secrets, secret.metadata.name, namespace)) return
  const account = world.api.get(serviceAccounts, name, namespace)
  world.api.create(secrets, {
    ...secret,
    metadata: {
      ...secret.metadata,
      annotations: {
        'kubernetes.io/service-account.name': name,
        'kubernetes.io/service-account.uid': account?.metadata.uid ?? '',
      },
    },
    type: 'kubernetes.io/service-account-token',
    data: {token: Buffer.from(world.random.suffix(64)).toString('base64')},
  })
}

/** The headless Service through which the pods of a replica find each other. */
export function syncService(apply: ApplyChild, set: ApiObject, replica: number): void {
  const name = replicaName(set.metadata.name, replica)
  const body = child(set, 'Service', 'v1', name, 'pcs-headless-service')
  const index = {[label.setReplica]: String(replica)}
  apply(services, {
    ...body,
    metadata: {...body.metadata, labels: {...body.metadata.labels, ...index}},
    spec: {
      selector: {...setLabels(set.metadata.name), ...index},
      clusterIP: 'None',
      publishNotReadyAddresses: templateOf(set).headlessServiceConfig?.publishNotReadyAddresses ?? true,
    },
  })
}

/** Autoscalers of the cliques and groups that ask for one, and of no others. */
export function syncAutoscalers(world: World, apply: ApplyChild, set: ApiObject, replicas: readonly number[]): void {
  const template = templateOf(set)
  const wanted = replicas.flatMap((replica) => [
    ...standaloneCliques(template).flatMap(({name, spec}) =>
      spec.autoScalingConfig
        ? [autoscaler(set, 'PodClique', standaloneName(set.metadata.name, replica, name), spec.autoScalingConfig)]
        : [],
    ),
    ...groupsOf(template).flatMap(({name, scaleConfig}) =>
      scaleConfig
        ? [autoscaler(set, 'PodCliqueScalingGroup', groupName(set.metadata.name, replica, name), scaleConfig)]
        : [],
    ),
  ])
  const names = new Set(wanted.map(({metadata}) => metadata.name))
  const labels = {[label.partOf]: set.metadata.name, [label.component]: 'pcs-hpa'}
  for (const {metadata} of scoped(world, autoscalers, set, labels)) {
    if (!names.has(metadata.name)) world.api.delete(autoscalers, metadata.name, metadata.namespace)
  }
  for (const body of wanted) apply(autoscalers, body)
}

function autoscaler(set: ApiObject, kind: string, name: string, config: AutoScaling): ApiObject {
  return {
    ...child(set, 'HorizontalPodAutoscaler', 'autoscaling/v2', name, 'pcs-hpa'),
    spec: {
      scaleTargetRef: {apiVersion: 'grove.io/v1alpha1', kind, name},
      minReplicas: config.minReplicas ?? 1,
      maxReplicas: config.maxReplicas,
      ...(config.metrics ? {metrics: config.metrics} : {}),
    },
  }
}

/** Removes the Services of replicas that the set has no longer. */
export function removeServices(world: World, set: ApiObject, replicas: readonly number[]): void {
  const labels = {[label.partOf]: set.metadata.name, [label.component]: 'pcs-headless-service'}
  for (const service of scoped(world, services, set, labels)) {
    if (!replicas.includes(indexIn(service, label.setReplica))) deleteOnce(world, services, service)
  }
}

/** Deletes an object that is not being deleted already. */
export function deleteOnce(world: World, resource: ResourceName, object: ApiObject): void {
  if (!isTerminating(object)) world.api.delete(resource, object.metadata.name, object.metadata.namespace)
}
