import type {Resource} from '../kube.ts'

interface Aggregated {
  readonly kind: 'APIGroupDiscoveryList'
  readonly items?: readonly {
    readonly metadata?: {readonly name?: string}
    readonly versions?: readonly {readonly version: string; readonly resources?: readonly AggregatedResource[]}[]
  }[]
}

interface AggregatedResource {
  readonly resource: string
  readonly responseKind?: {readonly kind?: string}
  readonly scope?: string
  readonly singularResource?: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly verbs?: readonly string[]
  readonly subresources?: readonly {readonly subresource: string}[]
}

interface LegacyResource {
  readonly name: string
  readonly singularName?: string
  readonly namespaced?: boolean
  readonly kind?: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly verbs?: readonly string[]
}

/** True for an answer in the aggregated form of either version. */
export const isAggregated = (document: unknown): document is Aggregated =>
  typeof document === 'object' && document !== null && 'kind' in document && document.kind === 'APIGroupDiscoveryList'

/** Resources in the server's order: groups as listed, versions by preference. */
export function fromAggregated({items = []}: Aggregated): readonly Resource[] {
  return items.flatMap(({metadata, versions = []}) =>
    versions.flatMap(({version, resources = []}) =>
      resources.map((resource) => toResource(metadata?.name ?? '', version, resource)),
    ),
  )
}

function toResource(group: string, version: string, found: AggregatedResource): Resource {
  const kind = found.responseKind?.kind ?? ''
  return {
    group,
    version,
    plural: found.resource,
    kind,
    namespaced: found.scope === 'Namespaced',
    singular: found.singularResource || kind.toLowerCase(),
    shortNames: found.shortNames ?? [],
    categories: found.categories ?? [],
    verbs: found.verbs ?? [],
    subresources: (found.subresources ?? []).map(({subresource}) => subresource),
  }
}

/** Where the old API lists its resources: `/api/v1`, `/apis/<group>/<version>`, preferred version first. */
export function legacyGroupVersions(
  root: string,
  document: unknown,
): readonly {readonly path: string; readonly group: string; readonly version: string}[] {
  const {versions = [], groups = []} = document as {
    versions?: readonly string[]
    groups?: readonly {name: string; versions: readonly {version: string}[]; preferredVersion?: {version: string}}[]
  }
  const core = versions.map((version) => ({path: `${root}/${version}`, group: '', version}))
  const named = groups.flatMap(({name, versions: served, preferredVersion}) => {
    const all = served.map(({version}) => version)
    const first = preferredVersion && all.includes(preferredVersion.version) ? [preferredVersion.version] : []
    return [...new Set([...first, ...all])].map((version) => ({
      path: `${root}/${name}/${version}`,
      group: name,
      version,
    }))
  })
  return [...core, ...named]
}

/** An `APIResourceList`, in which subresources are entries named `pods/log`. */
export function fromLegacyList(document: unknown, group: string, version: string): readonly Resource[] {
  const {resources = []} = document as {resources?: readonly LegacyResource[]}
  const own = resources.filter(({name}) => !name.includes('/'))
  return own.map(({name, singularName, namespaced, kind = '', shortNames, categories, verbs}) => ({
    group,
    version,
    plural: name,
    kind,
    namespaced: namespaced ?? false,
    singular: singularName || kind.toLowerCase(),
    shortNames: shortNames ?? [],
    categories: categories ?? [],
    verbs: verbs ?? [],
    subresources: resources
      .filter((other) => other.name.startsWith(`${name}/`))
      .map((other) => other.name.slice(name.length + 1)),
  }))
}
