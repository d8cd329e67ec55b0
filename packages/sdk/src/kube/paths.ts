import {OmeError} from '../errors.ts'
import type {ResourceRef} from '../kube.ts'

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** `/api/v1/namespaces/<ns>/pods`: the namespace is left out for cluster-scoped resources and for whole-cluster lists. */
export function collectionPath(resource: ResourceRef, namespace: string | undefined): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`
  const scope =
    namespace === undefined || resource.namespaced === false ? '' : `/namespaces/${segment(namespace, 'namespace')}`
  return `${root}${scope}/${resource.plural}`
}

/** Path of one object. Throws `bug` when a namespaced resource comes without a namespace. */
export function objectPath(
  resource: ResourceRef,
  name: string,
  {namespace, subresource}: {readonly namespace?: string | undefined; readonly subresource?: string | undefined},
): string {
  if (resource.namespaced && namespace === undefined)
    throw new OmeError('bug', `no namespace was given for ${resource.plural} "${name}"`)
  return `${collectionPath(resource, namespace)}/${segment(name, 'name')}${subresource ? `/${subresource}` : ''}`
}

/** Object names may hold dots and colons but never what would change the path (`/`, `%`, `.`, `..`). */
export function segment(name: string, what: string): string {
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name)) {
    throw new OmeError('usage', `"${name}" is no ${what} of a Kubernetes object`)
  }
  return encodeURIComponent(name).replaceAll('%3A', ':')
}

/** `path?a=1&b=2` without undefined values, keys in the given order. */
export function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`],
  )
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}
