import type {IncomingMessage} from 'node:http'
import {TLSSocket} from 'node:tls'
import {badRequest, failure} from './errors.ts'
import type {User} from './write.ts'

/** Looks a bearer token up; undefined refuses it. */
export type TokenCheck = (token: string) => User | undefined

const anonymous: User = {name: 'system:anonymous', groups: ['system:unauthenticated']}

const users = new WeakMap<object, User>()

/** Who sent a request: the bearer token decides, then the client certificate of the connection, else nobody. */
export function authenticate(request: IncomingMessage, tokens: TokenCheck): User {
  const authorization = request.headers.authorization
  if (authorization?.startsWith('Bearer ')) {
    const user = tokens(authorization.slice('Bearer '.length).trim())
    if (!user) throw failure(401, 'Unauthorized')
    return withAuthenticated(user)
  }
  const {socket} = request
  const known = users.get(socket)
  if (known) return known
  const user = certificateUser(socket)
  users.set(socket, user)
  return user
}

function certificateUser(socket: unknown): User {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return anonymous
  const subject = socket.getPeerCertificate().subject
  const name = first(subject?.CN)
  if (!name) return anonymous
  return withAuthenticated({name, groups: listOf(subject.O)})
}

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]
const first = (value: string | string[] | undefined): string => listOf(value)[0] ?? ''

const withAuthenticated = (user: User): User =>
  user.groups.includes('system:authenticated') ? user : {...user, groups: [...user.groups, 'system:authenticated']}

/** The service account or user that a request is to be made as; undefined without impersonation headers. */
export function impersonated(request: IncomingMessage): User | undefined {
  const {headers} = request
  const name = first(headers['impersonate-user'])
  const groups = headerValues(request, 'impersonate-group')
  const uid = first(headers['impersonate-uid'])
  const extra = extraOf(request)
  if (!name) {
    if (groups.length > 0 || uid || Object.keys(extra).length > 0)
      throw badRequest('requested [{}] without impersonating a user')
    return undefined
  }
  const own = serviceAccountGroups(name)
  return withAuthenticated({
    name,
    groups: groups.length > 0 ? groups : own,
    ...(uid && {uid}),
    ...(Object.keys(extra).length > 0 && {extra}),
  })
}

/** Repeated headers, which Node joins by a comma. */
function headerValues(request: IncomingMessage, name: string): string[] {
  return request.headersDistinct[name] ?? []
}

function extraOf(request: IncomingMessage): Record<string, string[]> {
  const prefix = 'impersonate-extra-'
  const names = Object.keys(request.headers).filter((name) => name.startsWith(prefix))
  return Object.fromEntries(
    names.map((name) => [decodeURIComponent(name.slice(prefix.length)), headerValues(request, name)]),
  )
}

/** The groups that `system:serviceaccount:NAMESPACE:NAME` brings along; none for any other user name. */
export function serviceAccountGroups(name: string): string[] {
  const [prefix, kind, namespace] = name.split(':')
  if (prefix !== 'system' || kind !== 'serviceaccount' || !namespace) return []
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
}
