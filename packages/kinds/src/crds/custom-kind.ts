import type {ObjectField} from '../notation/field.ts'

/** What addresses a kind on any API server; fits the `ResourceRef` of the sdk. */
export interface KindName {
  readonly group: string
  /** The version that clients use: the stored one. */
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
}

/** One version of a custom resource. */
export interface KindVersion {
  readonly name: string
  /** Absent: not the stored version. All versions are served. */
  readonly stored?: true
  /** Warning that the server sends with every request for this version. */
  readonly deprecated?: string
  /** `Name: type .json.path`; `+` in front: shown with `-o wide` alone. */
  readonly columns?: readonly string[]
  /** False: the definition has a section for subresources, with none in it. */
  readonly status?: boolean
  readonly scale?: {readonly replicas: string; readonly current: string; readonly selector: string}
  /** What stands beside apiVersion, kind and metadata. */
  readonly fields: ObjectField
}

/** A custom resource as data. */
export interface CustomKind {
  readonly name: KindName
  readonly short?: readonly string[]
  readonly categories?: readonly string[]
  /** Minor version of Kubernetes 1 whose types it embeds. */
  readonly embeds?: number
  readonly versions: readonly KindVersion[]
}

/** The column that nearly every kind has. */
export const age = 'Age: date .metadata.creationTimestamp'
