import type {Registry} from './registry.ts'
import type {ResourceType} from './resource-type.ts'

/** A request for stored objects. */
export interface ResourceRequest {
  readonly type: ResourceType
  readonly namespace: string
  readonly name: string
  readonly subresource: string
  /** What follows `/proxy`, with its slash. */
  readonly rest: string
}

/** What a request line says, before anyone is asked who sent it. */
export interface RequestInfo {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Kubernetes' verb for the request; the lower-case method outside of resources. */
  readonly verb: string
  readonly resource: ResourceRequest | undefined
}

const emptyQuery = new URLSearchParams()
const methodVerbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  GET: 'get',
  HEAD: 'get',
  DELETE: 'delete',
}

/** Reads method and URL. `resource` is undefined for paths that no registered type is served under. */
export function parseRequest(method: string, url: string, registry: Registry): RequestInfo {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = mark < 0 ? emptyQuery : new URLSearchParams(url.slice(mark + 1))
  const {resource, watching} = parseResource(path, registry)
  const verb = resource ? resourceVerb(method, resource, watching || isTrue(query.get('watch'))) : method.toLowerCase()
  return {method, path, query, verb, resource}
}

/** Whether a query parameter is set, in the spellings that clients send. */
export const isTrue = (value: string | null): boolean => value === 'true' || value === '1'

function resourceVerb(method: string, {name}: ResourceRequest, watching: boolean): string {
  const verb = methodVerbs[method] ?? method.toLowerCase()
  if (verb === 'get' && watching) return 'watch'
  if (name) return verb
  return verb === 'get' ? 'list' : verb === 'delete' ? 'deletecollection' : verb
}

interface Parsed {
  readonly resource: ResourceRequest | undefined
  readonly watching: boolean
}

const nothing: Parsed = {resource: undefined, watching: false}

function parseResource(path: string, registry: Registry): Parsed {
  if (!path.startsWith('/api')) return nothing
  const parts = path.split('/')
  if (parts.at(-1) === '' && !path.includes('/proxy')) parts.pop()
  const core = parts[1] === 'api'
  if (!core && parts[1] !== 'apis') return nothing
  const group = core ? '' : (parts[2] ?? '')
  const version = parts[core ? 2 : 3] ?? ''
  let rest = parts.slice(core ? 3 : 4)
  const watching = rest[0] === 'watch' && rest.length > 1
  if (watching) rest = rest.slice(1)
  const resource = resourceOf(rest, (plural) => registry.find(group, version, plural))
  return {resource, watching}
}

function resourceOf(
  parts: readonly string[],
  find: (plural: string) => ResourceType | undefined,
): ResourceRequest | undefined {
  const [first = '', second, third] = parts
  if (first !== 'namespaces' || third === undefined) return request(find(first), '', parts.slice(1))
  const inside = find(third)
  if (inside) return inside.namespaced ? request(inside, decode(second ?? ''), parts.slice(3)) : undefined
  return third === 'status' || third === 'finalize' ? request(find(first), '', parts.slice(1)) : undefined
}

function request(
  type: ResourceType | undefined,
  namespace: string,
  parts: readonly string[],
): ResourceRequest | undefined {
  if (!type) return undefined
  const [name = '', subresource = '', ...rest] = parts
  if (rest.length > 0 && subresource !== 'proxy') return undefined
  if (type.namespaced && name && !namespace) return undefined
  return {type, namespace, name: decode(name), subresource, rest: rest.length > 0 ? `/${rest.join('/')}` : ''}
}

function decode(part: string): string {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    // A stray percent sign is taken as it is: no object has such a name, so the answer is a plain 404.
    return part
  }
}
