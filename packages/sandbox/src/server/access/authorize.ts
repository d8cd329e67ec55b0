import {failure, forbidden} from '../errors.ts'
import type {RequestInfo} from '../request-info.ts'
import type {Store} from '../store.ts'
import type {User} from '../write.ts'
import type {Impersonation} from './authenticate.ts'
import {type Attributes, isAllowed} from './rbac.ts'

/** Lets a request pass, or refuses it with the server's 403. */
export function authorize(store: Store, user: User, info: RequestInfo): void {
  const attributes = attributesOf(info)
  if (isAllowed(store, user, attributes)) return
  const reason = denial(user, attributes)
  const {resource} = info
  if (!resource) throw failure(403, `forbidden: ${reason}`, {})
  throw forbidden({group: attributes.group, plural: attributes.resource}, attributes.name, reason)
}

/** Checks that a user may act as another one: each of user, groups, uid and extra needs the verb `impersonate`. */
export function authorizeImpersonation(store: Store, user: User, {user: target, groups}: Impersonation): void {
  const [prefix, kind, namespace, account] = target.name.split(':')
  const isAccount = prefix === 'system' && kind === 'serviceaccount' && account !== undefined
  const wanted: {resource: string; name: string; namespace: string; group: string; subresource: string}[] = [
    isAccount
      ? {resource: 'serviceaccounts', name: account, namespace: namespace ?? '', group: '', subresource: ''}
      : {resource: 'users', name: target.name, namespace: '', group: '', subresource: ''},
  ]
  for (const name of groups) wanted.push({resource: 'groups', name, namespace: '', group: '', subresource: ''})
  if (target.uid)
    wanted.push({resource: 'uids', name: target.uid, namespace: '', group: 'authentication.k8s.io', subresource: ''})
  for (const [key, values] of Object.entries(target.extra ?? {}))
    for (const name of values)
      wanted.push({resource: 'userextras', subresource: key, name, namespace: '', group: 'authentication.k8s.io'})
  for (const one of wanted) {
    const attributes: Attributes = {...one, verb: 'impersonate'}
    if (!isAllowed(store, user, attributes))
      throw forbidden({group: attributes.group, plural: attributes.resource}, attributes.name, denial(user, attributes))
  }
}

/**
 * What RBAC judges a request by. A list pinned by `fieldSelector=metadata.name=x` counts as about x, and a namespace
 * as lying in itself.
 */
export function attributesOf({verb, path, resource, query}: RequestInfo): Attributes {
  if (!resource) return {verb, path, group: '', resource: '', subresource: '', namespace: '', name: ''}
  const {type, namespace, subresource} = resource
  const pinned = /^metadata\.name==?([^,]+)$/.exec(query.get('fieldSelector') ?? '')?.[1]
  const name = resource.name || (verb === 'list' || verb === 'watch' ? (pinned ?? '') : '')
  const inOwn = type.group === '' && type.plural === 'namespaces' ? resource.name : namespace
  return {verb, group: type.group, resource: type.plural, subresource, namespace: inOwn, name}
}

const fullName = ({resource, subresource}: Attributes): string =>
  subresource ? `${resource}/${subresource}` : resource

/** The reason of a 403, after `forbidden: `: who, which verb, on what and where. */
export function denial(user: User, attributes: Attributes): string {
  const who = `User ${JSON.stringify(user.name)} cannot`
  if (attributes.path !== undefined) return `${who} ${attributes.verb} path ${JSON.stringify(attributes.path)}`
  const scope = attributes.namespace
    ? `in the namespace ${JSON.stringify(attributes.namespace)}`
    : 'at the cluster scope'
  return `${who} ${attributes.verb} resource ${JSON.stringify(fullName(attributes))} in API group ${JSON.stringify(attributes.group)} ${scope}`
}
