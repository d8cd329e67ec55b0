import {createHash} from 'node:crypto'
import type {IncomingMessage} from 'node:http'
import {pageNotFound} from '../errors.ts'
import type {Registry} from '../registry.ts'
import type {Reply} from '../reply.ts'
import {apiVersionOf, type ResourceType} from '../resource-type.ts'
import {groupVersionDocument} from './openapi-document.ts'
import {openApiV2Document} from './openapi-v2.ts'
import {openApiV2Json} from './openapi-v2-json.ts'

/** Answers the paths below `/openapi/`. */
export type OpenApi = (path: string, request: IncomingMessage) => Reply

const prints = new WeakMap<ResourceType, string>()

/** OpenAPI v3, one document for each group version; hashes follow from the content, so clients may keep them. */
export function createOpenApi(registry: Registry): OpenApi {
  const documents = new Map<string, {hash: string; body: string}>()

  const versions = (): {path: string; group: string; version: string}[] =>
    registry
      .groups()
      .flatMap(({group, versions}) =>
        versions.map((version) => ({path: group ? `apis/${group}/${version}` : `api/${version}`, group, version})),
      )
  const hashOf = (group: string, version: string): string => {
    const hash = createHash('sha256')
    for (const type of registry.resources(group, version)) hash.update(fingerprint(type))
    return hash.digest('hex').toUpperCase()
  }

  let joined = {generation: -1, body: '', hash: ''}
  const v2 = (request: IncomingMessage): Reply => {
    if (request.headers.accept?.includes('application/com.github.proto-openapi.spec.v2'))
      return {code: 200, body: openApiV2Document(), type: v2Type}
    if (joined.generation !== registry.generation) {
      const body = openApiV2Json(registry)
      joined = {generation: registry.generation, body, hash: hashText(body)}
    }
    return tagged({code: 200, body: joined.body}, joined.hash, request)
  }

  return (path, request) => {
    if (path === '/openapi/v2') return v2(request)
    if (path === '/openapi/v3' || path === '/openapi/v3/') {
      const paths = Object.fromEntries(
        versions().map(({path: one, group, version}) => [
          one,
          {serverRelativeURL: `/openapi/v3/${one}?hash=${hashOf(group, version)}`},
        ]),
      )
      const body = JSON.stringify({paths})
      return tagged({code: 200, body}, hashText(body), request)
    }
    const found = versions().find((one) => path === `/openapi/v3/${one.path}`)
    if (!found) throw pageNotFound()
    const hash = hashOf(found.group, found.version)
    const asked = /[?&]hash=([^&]*)/.exec(request.url ?? '')?.[1]
    if (asked !== undefined && asked !== hash)
      return {code: 301, body: '', headers: {Location: `${path}?hash=${hash}`, 'Cache-Control': 'no-cache, private'}}
    const known = documents.get(found.path)
    const body =
      known?.hash === hash ? known.body : JSON.stringify(groupVersionDocument(registry, found.group, found.version))
    documents.set(found.path, {hash, body})
    return tagged({code: 200, body}, hash, request, asked === undefined ? 'public' : 'public, immutable')
  }
}

const v2Type = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
const hashText = (text: string): string => createHash('sha256').update(text).digest('hex').toUpperCase()

/** An answer that clients may keep; under the address of its hash it never changes. */
function tagged(reply: Reply, hash: string, request: IncomingMessage, caching = 'public'): Reply {
  const headers = {ETag: `"${hash}"`, Vary: 'Accept, Accept-Encoding', 'Cache-Control': caching}
  return request.headers['if-none-match'] === `"${hash}"` ? {code: 304, body: '', headers} : {...reply, headers}
}

function fingerprint(type: ResourceType): string {
  const known = prints.get(type)
  if (known !== undefined) return known
  const {kind, plural, verbs, namespaced, subresources, schema} = type
  const text = JSON.stringify([
    apiVersionOf(type.group, type.version),
    kind,
    plural,
    verbs,
    namespaced,
    subresources,
    schema ?? null,
  ])
  const print = createHash('sha256').update(text).digest('hex')
  prints.set(type, print)
  return print
}
