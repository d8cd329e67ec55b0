import type {Resource, ResourceRef} from '../kube.ts'
import {parseJson} from './body.ts'
import {type DiscoveredHalf, discoveryCache} from './discovery-cache.ts'
import {fromAggregated, fromLegacyList, isAggregated, legacyGroupVersions} from './discovery-parse.ts'
import {findResource} from './resolve.ts'
import {serverStatus} from './status.ts'
import type {Transport} from './transport.ts'

export interface Discovery {
  resources(fresh: boolean): Promise<readonly Resource[]>
  resolve(word: string): Promise<Resource | undefined>
  /** The server does not know a resource that the copy has: it counts no longer. Asks nothing. */
  doubt(resource: ResourceRef): void
}

const aggregatedAccept = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',')
const freshMs = 10 * 60 * 1000

/**
 * What the server serves. A copy on disk counts for ten minutes, after that it is revalidated by ETag; a word that is
 * not found in it asks the server at once, so that a new CRD is seen.
 */
export function discovery(
  transport: Transport,
  around: {readonly cacheFolder: string; readonly now: () => Date},
): Discovery {
  const cache = discoveryCache(around.cacheFolder, transport.server)
  let asked: Promise<readonly Resource[]> | undefined

  const ask = async (): Promise<readonly Resource[]> => {
    const before = cache.read()
    const [api, apis] = await Promise.all([
      half(transport, '/api', before?.api),
      half(transport, '/apis', before?.apis),
    ])
    cache.write({api, apis, checkedAt: around.now().getTime()})
    return [...api.resources, ...apis.resources]
  }
  const renew = (): Promise<readonly Resource[]> => {
    const asking = ask()
    asked = asking
    asking.catch(() => {
      if (asked === asking) asked = undefined
    })
    return asking
  }
  const cached = (): readonly Resource[] | undefined => {
    const stored = cache.read()
    const age = stored ? around.now().getTime() - stored.checkedAt : Number.NaN
    return stored && age >= 0 && age < freshMs ? [...stored.api.resources, ...stored.apis.resources] : undefined
  }

  const known = () => asked ?? cached()

  return {
    resources: async (fresh) => (fresh ? undefined : await known()) ?? renew(),
    async resolve(word) {
      const before = await known()
      return (before && findResource(before, word)) ?? findResource(await renew(), word)
    },
    doubt({group, plural}) {
      const stored = cache.read()
      const isIn =
        stored &&
        [...stored.api.resources, ...stored.apis.resources].some(
          (each) => each.group === group && each.plural === plural,
        )
      if (!isIn) return
      asked = undefined
      cache.write({...stored, checkedAt: 0})
    },
  }
}

/** `/api` or `/apis`: unchanged (304), aggregated, or the old way of one request per group version. */
async function half(transport: Transport, path: string, before: DiscoveredHalf | undefined): Promise<DiscoveredHalf> {
  const headers = {
    accept: `${aggregatedAccept},application/json`,
    ...(before?.etag ? {'if-none-match': before.etag} : {}),
  }
  const answer = await orAbsent(transport.fetch({method: 'GET', path, headers}))
  if (!answer) return {resources: []}
  if (answer.status === 304 && before) return before
  const document = parseJson(answer.text, `GET ${path}`)
  if (isAggregated(document)) {
    const {etag} = answer.headers
    return {resources: fromAggregated(document), ...(etag ? {etag} : {})}
  }
  const lists = await Promise.all(
    legacyGroupVersions(path, document).map((groupVersion) => legacyList(transport, groupVersion)),
  )
  return {resources: lists.flat()}
}

async function legacyList(
  transport: Transport,
  {path, group, version}: {readonly path: string; readonly group: string; readonly version: string},
): Promise<readonly Resource[]> {
  try {
    const {text} = await transport.fetch({method: 'GET', path})
    return fromLegacyList(parseJson(text, `GET ${path}`), group, version)
  } catch (error) {
    // An aggregated API whose own server is down must not hide all the others.
    if (group !== '' && serverStatus(error)) return []
    throw error
  }
}

/** A server with custom resources alone has no `/api`. */
async function orAbsent<Value>(request: Promise<Value>): Promise<Value | undefined> {
  try {
    return await request
  } catch (error) {
    if (serverStatus(error)?.code === 404) return undefined
    throw error
  }
}
