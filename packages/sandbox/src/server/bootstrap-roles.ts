import type {ApiObject, LocalApi} from '../api.ts'
import type {JsonObject} from './json.ts'

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

/** The roles every cluster begins with, as far as people are given them: name, rules, and what else they gather. */
const roles: readonly {name: string; rules: readonly JsonObject[]; aggregates?: string}[] = [
  {
    name: 'cluster-admin',
    rules: [
      {apiGroups: ['*'], resources: ['*'], verbs: ['*']},
      {nonResourceURLs: ['*'], verbs: ['*']},
    ],
  },
  {name: 'view', rules: viewRules, aggregates: 'view'},
  {name: 'edit', rules: [...viewRules, ...editRules], aggregates: 'edit'},
  {
    name: 'admin',
    rules: [
      ...viewRules,
      ...editRules,
      {apiGroups: [group], resources: ['rolebindings', 'roles'], verbs: [...readVerbs, ...writeVerbs]},
      reviews('authorization.k8s.io', 'localsubjectaccessreviews'),
    ],
    aggregates: 'admin',
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
  ['system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'],
]

const labels = {'kubernetes.io/bootstrapping': 'rbac-defaults'}
const apiVersion = `${group}/v1`

/** Creates the default cluster roles and their bindings that are not there yet. */
export function installRoles(api: LocalApi): void {
  const put = (plural: string, object: ApiObject) => {
    if (!api.get({group, plural}, object.metadata.name)) api.create({group, plural}, object)
  }
  for (const {name, rules, aggregates} of roles)
    put('clusterroles', {
      apiVersion,
      kind: 'ClusterRole',
      metadata: {name, labels},
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
