import {createHash} from 'node:crypto'
import type {IncomingMessage} from 'node:http'
import {pageNotFound} from '../errors.ts'
import type {Registry, ServedGroup} from '../registry.ts'
import type {Reply} from '../reply.ts'
import {apiVersionOf, type ResourceType} from '../resource-type.ts'

/** Answers `/api`, `/apis` and everything below that names no resource. */
export function createDiscovery(registry: Registry): (path: string, request: IncomingMessage) => Reply {
  const cache = new Map<string, {reply: Reply; etag: string}>()
  let generation = -1

  const cached = (key: string, build: () => Reply): {reply: Reply; etag: string} => {
    if (generation !== registry.generation) {
      generation = registry.generation
      cache.clear()
    }
    const found = cache.get(key)
    if (found) return found
    const reply = build()
    const entry = {reply, etag: `"${createHash('sha512').update(reply.body).digest('hex').toUpperCase().slice(0, 64)}"`}
    cache.set(key, entry)
    return entry
  }

  return (path, request) => {
    const parts = path.split('/').filter(Boolean)
    const version = parts.length === 1 ? aggregatedVersion(request.headers.accept) : undefined
    if (!version) return cached(parts.join('/'), () => legacy(registry, parts)).reply
    const {reply, etag} = cached(`${parts[0]} ${version}`, () => aggregated(registry, parts[0] === 'api', version))
    const headers = {...reply.headers, ETag: etag, Vary: 'Accept', 'Cache-Control': 'public'}
    if (request.headers['if-none-match'] === etag) return {...reply, code: 304, body: '', headers}
    return {...reply, headers}
  }
}

function aggregatedVersion(accept: string | undefined): string | undefined {
  for (const clause of accept?.split(',') ?? []) {
    if (!clause.includes('as=APIGroupDiscoveryList')) continue
    const version = /;\s*v=([^;]+)/.exec(clause)?.[1]?.trim()
    if (version === 'v2' || version === 'v2beta1') return version
  }
  return undefined
}

function aggregated(registry: Registry, core: boolean, version: string): Reply {
  const groups = registry.groups().filter(({group}) => (group === '') === core)
  const body = {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => aggregatedGroup(registry, group)),
  }
  return {
    code: 200,
    body: JSON.stringify(body),
    type: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
  }
}

const aggregatedGroup = (registry: Registry, {group, versions}: ServedGroup): object => ({
  metadata: group ? {name: group, creationTimestamp: null} : {creationTimestamp: null},
  versions: versions.map((version) => ({
    version,
    freshness: 'Current',
    resources: registry.resources(group, version).map(aggregatedResource),
  })),
})

const aggregatedResource = (type: ResourceType): object => ({
  resource: type.plural,
  responseKind: {group: type.group, version: type.version, kind: type.kind},
  scope: type.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: type.singular,
  verbs: type.verbs,
  ...(type.shortNames.length > 0 && {shortNames: type.shortNames}),
  ...(type.categories.length > 0 && {categories: type.categories}),
  ...(Object.keys(type.subresources).length > 0 && {
    subresources: Object.entries(type.subresources).map(([subresource, {group, version, kind, verbs}]) => ({
      subresource,
      responseKind: {group, version, kind},
      verbs,
    })),
  }),
})

const reply = (body: object): Reply => ({code: 200, body: `${JSON.stringify(body)}\n`})

function legacy(registry: Registry, parts: readonly string[]): Reply {
  const [root, first, second, ...more] = parts
  if (root === 'api') {
    if (first === undefined) return reply({kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: []})
    return second === undefined ? reply(resourceList(registry, '', first)) : notHere()
  }
  const groups = registry.groups().filter(({group}) => group !== '')
  if (first === undefined) return reply({kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf)})
  const group = groups.find((one) => one.group === first)
  if (!group || more.length > 0) return notHere()
  return second === undefined
    ? reply({kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group)})
    : reply(resourceList(registry, first, second))
}

const notHere = (): never => {
  throw pageNotFound()
}

function groupOf({group, versions}: ServedGroup): object {
  const all = versions.map((version) => ({groupVersion: `${group}/${version}`, version}))
  return {name: group, versions: all, preferredVersion: all[0]}
}

function resourceList(registry: Registry, group: string, version: string): object {
  const types = registry.resources(group, version)
  if (types.length === 0) throw pageNotFound()
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(group, version),
    resources: types.flatMap(entries),
  }
}

function entries(type: ResourceType): object[] {
  const own = {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 && {shortNames: type.shortNames}),
    ...(type.categories.length > 0 && {categories: type.categories}),
    storageVersionHash:
      createHash('sha512').update(`${type.group}/${type.storageVersion}/${type.kind}`).digest('base64').slice(0, 11) +
      '=',
  }
  const below = Object.entries(type.subresources).map(([name, {group, version, kind, verbs}]) => ({
    name: `${type.plural}/${name}`,
    singularName: '',
    namespaced: type.namespaced,
    ...((group !== type.group || version !== type.version) && {group, version}),
    kind,
    verbs,
  }))
  return [own, ...below]
}
