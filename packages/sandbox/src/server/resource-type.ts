import type {JsonObject} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import type {Named} from './errors.ts'

/** A column of a table as a CRD declares it. */
export interface PrinterColumn {
  readonly name: string
  readonly type: string
  readonly format?: string
  readonly description?: string
  readonly priority?: number
  readonly jsonPath: string
}

export interface Subresource {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly verbs: readonly string[]
}

/** Where a kind keeps the numbers of its scale subresource; paths as in a CRD (`.spec.replicas`). */
export interface ScalePaths {
  readonly specReplicasPath: string
  readonly statusReplicasPath: string
  readonly labelSelectorPath?: string
}

/** How a resource shows objects that are stored in another form. Both ways leave what they do not know as it is. */
export interface Conversion {
  /** The group under which the objects are stored. */
  readonly group: string
  shown(stored: JsonObject): JsonObject
  stored(shown: JsonObject): JsonObject
}

/** One served resource in one version. */
export interface ResourceType extends Named {
  readonly version: string
  readonly apiVersion: string
  readonly singular: string
  readonly listKind: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly verbs: readonly string[]
  readonly storageVersion: string
  readonly custom: boolean
  readonly schema?: Schema
  readonly subresources: Readonly<Record<string, Subresource>>
  readonly scale?: ScalePaths
  readonly columns?: readonly PrinterColumn[]
  readonly selectableFields?: readonly string[]
  readonly deprecation?: string
  readonly conversion?: Conversion
}

/** The order in which the real server lists the verbs of custom resources. */
export const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'] as const

/** `group/version`, or the version alone in the core group. */
export const apiVersionOf = (group: string, version: string): string => (group ? `${group}/${version}` : version)

/** The table of a kind in the store: all versions of a resource share it, and groups that show the same objects. */
export const storageKey = ({
  group,
  plural,
  conversion,
}: {
  group: string
  plural: string
  conversion?: Conversion
}): string => `${conversion?.group ?? group}/${plural}`

/** Sorts versions as Kubernetes prefers them: GA, beta, alpha, higher numbers first; other words last. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [rank(a), rank(b)]
  for (let i = 0; i < 3; i++) {
    const difference = (y[i] ?? 0) - (x[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a < b ? -1 : a > b ? 1 : 0
}

const stages: Record<string, number> = {alpha: 1, beta: 2, '': 3}

function rank(version: string): readonly number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version)
  if (!match) return [0, 0, 0]
  return [stages[match[2] ?? ''] ?? 0, Number(match[1]), Number(match[3] ?? 0)]
}
