import type {JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject, LocalApi} from '../../api.ts'

const group = 'rbac.authorization.k8s.io'
const readVerbs = ['get', 'list', 'watch']
const writeVerbs = ['create', 'delete', 'deletecollection', 'patch', 'update']

const readable = [
  'bindings configmaps endpoints events limitranges namespaces/status persistentvolumeclaims persistentvolumeclaims/status pods pods/log pods/status replicationcontrollers replicationcontrollers/scale replicationcontrollers/status resourcequotas resourcequotas/status serviceaccounts services services/status namespaces',
  'apps controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
  'autoscaling horizontalpodautoscalers horizontalpodautoscalers/status',
  'batch cronjobs cronjobs/status jobs jobs/status',
  'discovery.k8s.io endpointslices',
  'networking.k8s.io ingresses ingresses/status networkpolicies',
  'policy poddisruptionbudgets poddisruptionbudgets/status',
]
const writable = [
  'configmaps endpoints events persistentvolumeclaims pods pods/eviction replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services',
  'apps daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
  'autoscaling horizontalpodautoscalers',
  'batch cronjobs jobs',
  'networking.k8s.io ingresses networkpolicies',
  'policy poddisruptionbudgets',
]
const namedGroups = new Set(['apps', 'autoscaling', 'batch', 'policy', 'discovery.k8s.io', 'networking.k8s.io'])

function rulesFrom(lines: readonly string[], verbs: readonly string[]): JsonObject[] {
  return lines.map((line) => {
    const [first = '', ...rest] = line.split(' ')
    return namedGroups.has(first)
      ? {apiGroups: [first], resources: rest, verbs}
      : {apiGroups: [''], resources: [first, ...rest], verbs}
  })
}

const connect = {
  apiGroups: [''],
  resources: ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'],
  verbs: readVerbs,
}
const connectWrite = {
  apiGroups: [''],
  resources: ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'services/proxy'],
  verbs: writeVerbs,
}
const paths = (...nonResourceURLs: string[]): JsonObject => ({nonResourceURLs, verbs: ['get']})
const reviews = (group: string, ...resources: string[]): JsonObject => ({
  apiGroups: [group],
  resources,
  verbs: ['create'],
})
const aggregated = (name: string): JsonObject => ({
  clusterRoleSelectors: [{matchLabels: {[`rbac.authorization.k8s.io/aggregate-to-${name}`]: 'true'}}],
})

const viewRules = rulesFrom(readable, readVerbs)
const editRules = [connect, connectWrite, ...rulesFrom(writable, writeVerbs)]
const adminRules = [
  {apiGroups: [group], resources: ['rolebindings', 'roles'], verbs: [...readVerbs, ...writeVerbs]},
  reviews('authorization.k8s.io', 'localsubjectaccessreviews'),
]

interface Role {
  readonly name: string
  readonly rules: readonly JsonObject[]
  /** Gathers the rules of the roles with this label. */
  readonly aggregates?: string
  /** The role whose rules this one is a part of. */
  readonly partOf?: string
}

/** The roles every cluster begins with, as far as people are given them. */
const roles: readonly Role[] = [
  {
    name: 'cluster-admin',
    rules: [
      {apiGroups: ['*'], resources: ['*'], verbs: ['*']},
      {nonResourceURLs: ['*'], verbs: ['*']},
    ],
  },
  {name: 'system:aggregate-to-view', rules: viewRules, partOf: 'view'},
  {name: 'system:aggregate-to-edit', rules: editRules, partOf: 'edit'},
  {name: 'system:aggregate-to-admin', rules: adminRules, partOf: 'admin'},
  {name: 'view', rules: viewRules, aggregates: 'view', partOf: 'edit'},
  {name: 'edit', rules: [...editRules, ...viewRules], aggregates: 'edit', partOf: 'admin'},
  {name: 'admin', rules: [...adminRules, ...editRules, ...viewRules], aggregates: 'admin'},
  {
    name: 'system:service-account-issuer-discovery',
    rules: [paths('/.well-known/openid-configuration', '/openid/v1/jwks')],
  },
  {
    name: 'system:discovery',
    rules: [
      paths(
        '/api',
        '/api/*',
        '/apis',
        '/apis/*',
        '/healthz',
        '/livez',
        '/openapi',
        '/openapi/*',
        '/readyz',
        '/version',
        '/version/',
      ),
    ],
  },
  {name: 'system:public-info-viewer', rules: [paths('/healthz', '/livez', '/readyz', '/version', '/version/')]},
  {
    name: 'system:basic-user',
    rules: [
      reviews('authorization.k8s.io', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews'),
      reviews('authentication.k8s.io', 'selfsubjectreviews'),
    ],
  },
]

const bindings: readonly (readonly [name: string, ...groups: string[]])[] = [
  ['cluster-admin', 'system:masters'],
  ['system:discovery', 'system:authenticated'],
  ['system:basic-user', 'system:authenticated'],
  ['system:service-account-issuer-discovery', 'system:serviceaccounts'],
  ['system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'],
]

const labels = {'kubernetes.io/bootstrapping': 'rbac-defaults'}
const apiVersion = `${group}/v1`

/** Creates the default cluster roles and their bindings that are not there yet. */
export function installRoles(api: LocalApi): void {
  const put = (plural: string, object: ApiObject) => {
    if (!api.get({group, plural}, object.metadata.name)) api.create({group, plural}, object)
  }
  for (const {name, rules, aggregates, partOf} of roles)
    put('clusterroles', {
      apiVersion,
      kind: 'ClusterRole',
      metadata: {
        name,
        labels: partOf ? {...labels, [`rbac.authorization.k8s.io/aggregate-to-${partOf}`]: 'true'} : labels,
      },
      rules,
      ...(aggregates && {aggregationRule: aggregated(aggregates)}),
    })
  for (const [name, ...groups] of bindings)
    put('clusterrolebindings', {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: {name, labels},
      roleRef: {apiGroup: group, kind: 'ClusterRole', name},
      subjects: groups.map((one) => ({apiGroup: group, kind: 'Group', name: one})),
    })
}

const systemPriorities = {'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000}

/** Creates the two priority classes of the system that are not there yet. */
export function installPriorityClasses(api: LocalApi): void {
  const classes = {group: 'scheduling.k8s.io', plural: 'priorityclasses'}
  for (const [name, value] of Object.entries(systemPriorities))
    if (!api.get(classes, name))
      api.create(classes, {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: {name},
        value,
        preemptionPolicy: 'PreemptLowerPriority',
        description: 'Used for system critical pods.',
      })
}
