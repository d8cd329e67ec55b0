import type {ResourceName} from '../api.ts'
import {compareVersions, type ResourceType} from './resource-type.ts'

/** All versions of one group, preferred first. */
export interface ServedGroup {
  readonly group: string
  readonly versions: readonly string[]
}

/** What the server serves at the moment; grows and shrinks with custom resource definitions. */
export interface Registry {
  find(group: string, version: string, plural: string): ResourceType | undefined
  /** The named version, else the storage version, else any served one. */
  resolve(name: ResourceName): ResourceType | undefined
  ofKind(group: string, version: string, kind: string): ResourceType | undefined
  hasVersion(group: string, version: string): boolean
  groups(): readonly ServedGroup[]
  /** The resources of one group version, by plural. */
  resources(group: string, version: string): readonly ResourceType[]
  all(): Iterable<ResourceType>
  add(types: readonly ResourceType[]): void
  remove(group: string, plural: string): void
  /** Changes with every `add` and `remove`: the key of everything derived from the registry. */
  readonly generation: number
}

/** A registry of the given types. Finding a type by its path is one map lookup, as every request does it. */
export function createRegistry(initial: readonly ResourceType[]): Registry {
  const byPath = new Map<string, ResourceType>()
  const versionsOf = new Map<string, ResourceType[]>()
  let generation = 0

  const registry: Registry = {
    get generation() {
      return generation
    },
    find: (group, version, plural) => byPath.get(`${group}/${version}/${plural}`),
    resolve({group, plural, version}) {
      if (version) return byPath.get(`${group}/${version}/${plural}`)
      const types = versionsOf.get(`${group}/${plural}`)
      return types?.find((type) => type.version === type.storageVersion) ?? types?.[0]
    },
    ofKind(group, version, kind) {
      for (const type of byPath.values())
        if (type.kind === kind && type.group === group && type.version === version) return type
      return undefined
    },
    hasVersion(group, version) {
      for (const type of byPath.values()) if (type.group === group && type.version === version) return true
      return false
    },
    groups: () => servedGroups(byPath.values()),
    resources: (group, version) =>
      [...byPath.values()]
        .filter((type) => type.group === group && type.version === version)
        .sort((a, b) => (a.plural < b.plural ? -1 : 1)),
    all: () => byPath.values(),
    add(types) {
      for (const type of types) {
        byPath.set(`${type.group}/${type.version}/${type.plural}`, type)
        const key = `${type.group}/${type.plural}`
        const others = (versionsOf.get(key) ?? []).filter((other) => other.version !== type.version)
        versionsOf.set(key, [...others, type])
      }
      generation++
    },
    remove(group, plural) {
      for (const type of versionsOf.get(`${group}/${plural}`) ?? []) byPath.delete(`${group}/${type.version}/${plural}`)
      versionsOf.delete(`${group}/${plural}`)
      generation++
    },
  }
  registry.add(initial)
  return registry
}

function servedGroups(types: Iterable<ResourceType>): ServedGroup[] {
  const versions = new Map<string, Set<string>>()
  for (const {group, version} of types) {
    const known = versions.get(group) ?? new Set()
    versions.set(group, known.add(version))
  }
  return [...versions].map(([group, known]) => ({group, versions: [...known].sort(compareVersions)}))
}
