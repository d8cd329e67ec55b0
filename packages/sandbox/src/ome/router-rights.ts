import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'

/** What a router needs to find the pods it sends requests to. */
export function routerRights(service: ApiObject): {account: ApiObject; role: ApiObject; binding: ApiObject} {
  const name = `${service.metadata.name}-router`
  const metadata = {
    name,
    ...(service.metadata.namespace === undefined ? {} : {namespace: service.metadata.namespace}),
    labels: {'ome.io/inferenceservice': service.metadata.name, component: 'router'},
    ownerReferences: [controlledBy(service)],
  }
  const group = 'rbac.authorization.k8s.io'
  return {
    account: {apiVersion: 'v1', kind: 'ServiceAccount', metadata},
    role: {
      apiVersion: `${group}/v1`,
      kind: 'Role',
      metadata,
      rules: [{apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch']}],
    },
    binding: {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: {apiGroup: group, kind: 'Role', name},
      subjects: [{kind: 'ServiceAccount', name, namespace: service.metadata.namespace}],
    },
  }
}
