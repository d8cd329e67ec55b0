import type {IncomingMessage} from 'node:http'
import {TLSSocket} from 'node:tls'
import {failure, PlainError} from '../errors.ts'
import type {User} from '../write.ts'

export interface Authenticated {
  readonly user: User
  /** Those of the asked audiences that the token is for. */
  readonly audiences: readonly string[]
}

/** Looks a bearer token up, for the audience of the server unless others are named; undefined refuses it. */
export type TokenCheck = (token: string, audiences?: readonly string[]) => Authenticated | undefined

const anonymous: User = {name: 'system:anonymous', groups: ['system:unauthenticated']}

const users = new WeakMap<object, User>()

/** Who sent a request: the bearer token decides, then the client certificate of the connection, else nobody. */
export function authenticate(request: IncomingMessage, tokens: TokenCheck): User {
  const authorization = request.headers.authorization
  if (authorization?.startsWith('Bearer ')) {
    const found = tokens(authorization.slice('Bearer '.length).trim())
    if (!found) throw failure(401, 'Unauthorized')
    return withAuthenticated(found.user)
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

/** A user who has proven to be one is in `system:authenticated`. */
export const withAuthenticated = (user: User): User =>
  user.groups.includes('system:authenticated') ? user : {...user, groups: [...user.groups, 'system:authenticated']}

/** As whom a request is to be made. */
export interface Impersonation {
  readonly user: User
  /** The groups that were asked for, not those that come with the user. */
  readonly groups: readonly string[]
}

/** Reads the impersonation headers; undefined without any. Throws 500, as the real server does, without a user. */
export function impersonated(request: IncomingMessage): Impersonation | undefined {
  const {headers} = request
  if (!asksToImpersonate(headers)) return undefined
  const name = first(headers['impersonate-user'])
  const groups = headerValues(request, 'impersonate-group')
  const uid = first(headers['impersonate-uid'])
  const extra = extraOf(request)
  if (!name) {
    const asked = [...groups.map((one) => `{Group  ${one}    }`), ...(uid ? [`{UID  ${uid}    }`] : [])]
    if (asked.length === 0 && Object.keys(extra).length === 0) return undefined
    const text = `requested [${asked.join(' ')}] without impersonating a user`
    throw new PlainError(500, `Internal Server Error: ${JSON.stringify(request.url ?? '/')}: ${text}`)
  }
  const user: User = {
    name,
    groups: groups.length > 0 ? groups : serviceAccountGroups(name),
    ...(uid && {uid}),
    ...(Object.keys(extra).length > 0 && {extra}),
  }
  if (name === anonymous.name) return {user: {...user, groups: [...new Set([...groups, ...anonymous.groups])]}, groups}
  return {user: withAuthenticated(user), groups}
}

/** Asked on every request, so without making a list of its headers. */
function asksToImpersonate(headers: object): boolean {
  for (const name in headers) if (name.startsWith('impersonate-')) return true
  return false
}

/** Repeated headers, which Node joins by a comma. */
function headerValues(request: IncomingMessage, name: string): string[] {
  return request.headersDistinct[name] ?? []
}

function extraOf(request: IncomingMessage): Record<string, string[]> {
  const prefix = 'impersonate-extra-'
  const names = Object.keys(request.headers).filter((name) => name.startsWith(prefix))
  return Object.fromEntries(names.map((name) => [decoded(name.slice(prefix.length)), headerValues(request, name)]))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // As the real server does: a key that is badly escaped is taken as it came.
    return text
  }
}

/** The groups that `system:serviceaccount:NAMESPACE:NAME` brings along; none for any other user name. */
export function serviceAccountGroups(name: string): string[] {
  const [prefix, kind, namespace] = name.split(':')
  if (prefix !== 'system' || kind !== 'serviceaccount' || !namespace) return []
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
}
