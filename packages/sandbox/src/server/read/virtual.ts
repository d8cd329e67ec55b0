import type {ApiObject} from '../../api.ts'
import {apiVersionOf, type ResourceType} from '../resource-type.ts'

/** A read-only resource that is computed instead of stored, such as `metrics.k8s.io` pods. */
export interface VirtualResource {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
  list(namespace: string | undefined): readonly ApiObject[]
  get(name: string, namespace: string | undefined): ApiObject | undefined
}

/** The type under which discovery and routing know a computed resource: get and list only. */
export const virtualType = ({group, version, plural, kind, namespaced}: VirtualResource): ResourceType => ({
  group,
  version,
  plural,
  kind,
  namespaced,
  apiVersion: apiVersionOf(group, version),
  singular: '',
  listKind: `${kind}List`,
  shortNames: [],
  categories: [],
  verbs: ['get', 'list'],
  storageVersion: version,
  custom: false,
  subresources: {},
})
