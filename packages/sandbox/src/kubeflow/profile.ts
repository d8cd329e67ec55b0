import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {keyOf, reconciler, splitKey} from '../controllers/reconciler.ts'
import {namespaces, roleBindings, serviceAccounts} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {type ApplyChild, childApplier} from '../ome/apply.ts'
import {authorizationPolicies, profiles} from './resources.ts'

const finalizer = 'profile-finalizer'
const quotas = {group: '', plural: 'resourcequotas'}
const quotaName = 'kf-resource-quota'

const namespaceLabels = {
  'istio-injection': 'enabled',
  'app.kubernetes.io/part-of': 'kubeflow-profile',
  'katib.kubeflow.org/metrics-collector-injection': 'enabled',
  'pipelines.kubeflow.org/enabled': 'true',
  'serving.kubeflow.org/inferenceservice': 'enabled',
}

/** Profiles: a namespace with accounts, the rights of its owner and a quota. */
export const profileController: Controller = (world) => {
  const apply = childApplier(world)
  return reconciler(world, {
    name: 'profile-controller',
    sources: [
      {resource: profiles, keys: (object) => [keyOf(object)]},
      {resource: namespaces, keys: (object) => [object.metadata.name]},
    ],
    reconcile(key) {
      const {name} = splitKey(key)
      const profile = world.api.get(profiles, name)
      if (!profile) return
      if (profile.metadata.deletionTimestamp) return end(world, profile)
      const namespace = world.api.get(namespaces, name)
      const owner: string = profile.spec?.owner?.name ?? ''
      if (namespace && namespace.metadata.annotations?.['owner'] !== owner) return refuse(world, profile, owner)
      if (!profile.metadata.finalizers?.includes(finalizer))
        world.api.patch(profiles, name, undefined, {
          metadata: {finalizers: [...(profile.metadata.finalizers ?? []), finalizer]},
        })
      if (!namespace) world.api.create(namespaces, namespaceOf(profile, owner))
      if (!world.api.get(namespaces, name)?.metadata.deletionTimestamp) furnish(world, apply, profile, owner)
    },
  })
}

const namespaceOf = (profile: ApiObject, owner: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: profile.metadata.name,
    annotations: {owner},
    labels: namespaceLabels,
    ownerReferences: [controlledBy(profile)],
  },
})

function refuse(world: World, profile: ApiObject, owner: string): void {
  const message = `namespace already exist, but not owned by profile creator ${owner}`
  const known: readonly {message?: string}[] = profile['status']?.conditions ?? []
  if (known.at(-1)?.message === message) return
  const conditions = [...known, {type: 'Failed', status: 'True', message}]
  world.api.patch(profiles, profile.metadata.name, undefined, {status: {conditions}}, 'status')
}

/** The namespace goes first; the profile is released when it has gone. */
function end(world: World, profile: ApiObject): void {
  const {name, finalizers = []} = profile.metadata
  if (!finalizers.includes(finalizer)) return
  const namespace = world.api.get(namespaces, name)
  const isOwn = namespace?.metadata.annotations?.['owner'] === profile.spec?.owner?.name
  if (namespace && isOwn) {
    if (!namespace.metadata.deletionTimestamp) world.api.delete(namespaces, name)
    return
  }
  world.api.patch(profiles, name, undefined, {metadata: {finalizers: finalizers.filter((one) => one !== finalizer)}})
}

function furnish(world: World, apply: ApplyChild, profile: ApiObject, owner: string): void {
  const namespace = profile.metadata.name
  const meta = (name: string, annotations?: Record<string, string>): ApiObject['metadata'] => ({
    name,
    namespace,
    ...(annotations ? {annotations} : {}),
    ownerReferences: [controlledBy(profile)],
  })
  for (const [account, role] of [
    ['default-editor', 'edit'],
    ['default-viewer', 'view'],
  ] as const) {
    apply(serviceAccounts, {apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta(account)})
    apply(roleBindings, binding(meta(account), role, {kind: 'ServiceAccount', name: account, namespace}))
  }
  const subject = {kind: profile.spec?.owner?.kind ?? 'User', name: owner, apiGroup: 'rbac.authorization.k8s.io'}
  apply(roleBindings, binding(meta('namespaceAdmin', {user: owner, role: 'admin'}), 'admin', subject))
  if (world.api.serves(authorizationPolicies))
    apply(authorizationPolicies, {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: meta('ns-owner-access-istio', {user: owner, role: 'admin'}),
      spec: {rules: [{when: [{key: 'request.headers[kubeflow-userid]', values: [owner]}]}]},
    })
  const hard = profile.spec?.resourceQuotaSpec?.hard
  if (hard && Object.keys(hard).length > 0)
    apply(quotas, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: meta(quotaName),
      spec: profile.spec.resourceQuotaSpec,
    })
  else if (world.api.get(quotas, quotaName, namespace)) world.api.delete(quotas, quotaName, namespace)
}

const binding = (metadata: ApiObject['metadata'], role: string, subject: Record<string, unknown>): ApiObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata,
  roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `kubeflow-${role}`},
  subjects: [subject],
})
