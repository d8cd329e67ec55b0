import {embeddedTypes} from './core/kubernetes-types.ts'
import type {CustomKind, KindVersion} from './crds/custom-kind.ts'
import {groveKinds} from './crds/grove/kinds.ts'
import {kaitoKinds} from './crds/kaito/kinds.ts'
import {kubeflowKinds} from './crds/kubeflow/kinds.ts'
import {omeKinds} from './crds/ome/kinds.ts'
import {relatedKinds} from './crds/related/kinds.ts'
import {type Resolve, type Schema, schemaOf} from './notation/schema.ts'

/** A CustomResourceDefinition (`apiextensions.k8s.io/v1`) without status. Its schemas are shared and frozen. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1'
  readonly kind: 'CustomResourceDefinition'
  readonly metadata: {readonly name: string}
  readonly spec: {
    readonly group: string
    readonly names: CrdNames
    readonly scope: 'Namespaced' | 'Cluster'
    readonly versions: readonly CrdVersion[]
  }
}

/** Names under which kubectl finds the kind. */
export interface CrdNames {
  readonly kind: string
  readonly listKind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
}

/** One version of the kind, with its schema. */
export interface CrdVersion {
  readonly name: string
  readonly served: boolean
  readonly storage: boolean
  readonly deprecated?: true
  readonly deprecationWarning?: string
  readonly additionalPrinterColumns?: readonly CrdColumn[]
  readonly schema: {readonly openAPIV3Schema: Schema}
  readonly subresources?: {
    readonly status?: Readonly<Record<string, never>>
    readonly scale?: {
      readonly specReplicasPath: string
      readonly statusReplicasPath: string
      readonly labelSelectorPath: string
    }
  }
}

/** A column of the table that the server makes. */
export interface CrdColumn {
  readonly name: string
  readonly type: string
  readonly jsonPath: string
  readonly priority?: number
}

const kinds: ReadonlyMap<string, CustomKind> = new Map(
  [...omeKinds, ...kaitoKinds, ...groveKinds, ...relatedKinds, ...kubeflowKinds].map((kind) => [
    `${kind.name.plural}.${kind.name.group}`,
    kind,
  ]),
)

const made = new Map<string, CustomResourceDefinition>()

/** Names of all definitions, `plural.group`, in the order of {@link allCrds}. */
export const crdNames: readonly string[] = [...kinds.keys()]

/**
 * One definition by name, such as `inferenceservices.ome.io`; made on first use, the same object afterwards.
 * Undefined for a name that this package does not describe.
 */
export const crd = (name: string): CustomResourceDefinition | undefined => {
  const known = made.get(name)
  if (known !== undefined) return known
  const kind = kinds.get(name)
  if (kind === undefined) return undefined
  const definition = defineKind(name, kind)
  made.set(name, definition)
  return definition
}

/** The definition of a kind; undefined for one that this package does not describe. */
export const crdOfKind = (group: string, kind: string): CustomResourceDefinition | undefined => {
  for (const [name, each] of kinds) if (each.name.group === group && each.name.kind === kind) return crd(name)
  return undefined
}

/**
 * All definitions, OME first, then KAITO, Grove and what they lean on. No server takes both ClusterTopology and
 * ClusterTopologyBinding: they belong to different versions of Grove and share a short name.
 */
export const allCrds = (): readonly CustomResourceDefinition[] => crdNames.flatMap((name) => crd(name) ?? [])

/** The definition of a kind, made anew by each call; `name` is `plural.group`. */
export const defineKind = (
  name: string,
  {name: names, short, categories, embeds = 36, versions}: CustomKind,
): CustomResourceDefinition => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name},
  spec: {
    group: names.group,
    names: {
      ...(categories ? {categories} : {}),
      kind: names.kind,
      listKind: `${names.kind}List`,
      plural: names.plural,
      ...(short ? {shortNames: short} : {}),
      singular: names.kind.toLowerCase(),
    },
    scope: names.namespaced ? 'Namespaced' : 'Cluster',
    versions: versions.map((version) => defineVersion(version, embeddedTypes(embeds))),
  },
})

const defineVersion = (version: KindVersion, resolve: Resolve): CrdVersion => ({
  ...(version.columns ? {additionalPrinterColumns: version.columns.map(readColumn)} : {}),
  ...(version.deprecated ? {deprecated: true, deprecationWarning: version.deprecated} : {}),
  name: version.name,
  schema: {openAPIV3Schema: rootSchema(version, resolve)},
  served: true,
  storage: version.stored ?? false,
  ...subresources(version),
})

const subresources = ({status, scale}: KindVersion): Pick<CrdVersion, 'subresources'> => {
  if (status === undefined && scale === undefined) return {}
  const paths = scale && {
    labelSelectorPath: scale.selector,
    specReplicasPath: scale.replicas,
    statusReplicasPath: scale.current,
  }
  return {subresources: {...(paths ? {scale: paths} : {}), ...(status ? {status: {}} : {})}}
}

const rootSchema = ({fields}: KindVersion, resolve: Resolve): Schema =>
  schemaOf({...fields, apiVersion: 'string', kind: 'string', metadata: 'object'}, resolve)

const readColumn = (text: string): CrdColumn => {
  const match = /^(\+?)([^:]+): (\w+) (\..+)$/.exec(text)
  if (match === null) throw new Error(`"${text}" is not a column such as "Age: date .metadata.creationTimestamp"`)
  const [, wide, name = '', type = '', jsonPath = ''] = match
  return {jsonPath, name, ...(wide ? {priority: 1} : {}), type}
}
