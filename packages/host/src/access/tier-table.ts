import type {ProbeRule, TierName} from '@ome/installer/policy/policy'

const rule = (apiGroup: string, resources: readonly string[], verbs: readonly string[]): ProbeRule => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
})

/**
 * Rules of kinds that every cluster has. Each tier has those of all before it; the last one's are about the whole
 * cluster, all others about a namespace. A policy may replace a tier's rules.
 */
export const tierTable: Readonly<Record<TierName, readonly ProbeRule[]>> = {
  viewer: [
    rule('', ['pods'], ['get', 'list', 'watch']),
    rule('', ['services'], ['list']),
    rule('apps', ['deployments'], ['list']),
  ],
  'data-scientist': [
    rule('', ['pods'], ['create', 'delete']),
    rule('batch', ['jobs'], ['create']),
    rule('', ['configmaps'], ['create']),
  ],
  operator: [rule('rbac.authorization.k8s.io', ['rolebindings'], ['create']), rule('', ['resourcequotas'], ['list'])],
  'cluster-admin': [rule('*', ['*'], ['*'])],
}
