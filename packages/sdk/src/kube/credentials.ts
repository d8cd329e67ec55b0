import {readFileSync} from 'node:fs'
import type {Connection, UserEntry} from '../kubeconfig.ts'
import type {ExecSurroundings} from './exec-credential.ts'
import {type ClientCertificate, material, unreadable} from './material.ts'

export interface Credentials {
  /** `authorization` and the impersonation headers. */
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly certificate?: ClientCertificate
}

/** Who the client is, on every request anew: token files change and exec credentials run out. */
export interface Identity {
  current(): Promise<Credentials>
  /** After a 401: true when asking again may give better credentials. */
  renew(): boolean
}

/** The identity of a connection's user. Files and plugins are first touched by `current`. */
export function identityOf(connection: Connection, around: ExecSurroundings): Identity {
  const {user} = connection
  const {exec} = user
  if (!exec || user.token || user.tokenFile || user.username) return fixedIdentity(user)
  const impersonation = impersonationHeaders(user)
  let plugin: Promise<import('./exec-credential.ts').ExecCredentials> | undefined
  let loaded: import('./exec-credential.ts').ExecCredentials | undefined
  return {
    async current() {
      plugin ??= import('./exec-credential.ts').then(({execCredentials}) =>
        execCredentials(exec, connection.cluster, around),
      )
      loaded = await plugin
      const {token, certificate} = await loaded.current()
      const own = certificate ?? certificateOf(user)
      return {
        headers: {...impersonation, ...(token ? {authorization: `Bearer ${token}`} : {})},
        ...(own ? {certificate: own} : {}),
      }
    },
    renew: () => loaded?.forget() ?? false,
  }
}

function fixedIdentity(user: UserEntry): Identity {
  const certificate = certificateOf(user)
  const impersonation = impersonationHeaders(user)
  let seen = user.tokenFile ? tokenOf(user) : undefined
  return {
    async current() {
      const authorization = user.username ? basic(user) : bearer(user)
      return {
        headers: {...impersonation, ...(authorization ? {authorization} : {})},
        ...(certificate ? {certificate} : {}),
      }
    },
    renew() {
      if (!user.tokenFile) return false
      const before = seen
      seen = tokenOf(user)
      return seen !== before
    },
  }
}

const basic = ({username, password}: UserEntry) =>
  `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}`

const bearer = (user: UserEntry): string | undefined => {
  const token = tokenOf(user)
  return token ? `Bearer ${token}` : undefined
}

function tokenOf({token, tokenFile}: UserEntry): string | undefined {
  if (tokenFile === undefined) return token?.trim()
  try {
    return readFileSync(tokenFile, 'utf8').trim()
  } catch (error) {
    if (token) return token.trim()
    throw unreadable('token file', tokenFile, error)
  }
}

function certificateOf(user: UserEntry): ClientCertificate | undefined {
  const cert = material('client certificate', user.clientCertificateData, user.clientCertificate)
  const key = material('client key', user.clientKeyData, user.clientKey)
  return cert === undefined || key === undefined ? undefined : {cert, key}
}

/** Header names of extra keys are percent-encoded outside of token characters, as client-go's transport does. */
function impersonationHeaders(user: UserEntry): Record<string, string | string[]> {
  const extra = Object.entries(user.asUserExtra ?? {}).map(
    ([key, values]) => [`impersonate-extra-${headerName(key)}`, [...values]] as const,
  )
  return {
    ...(user.as ? {'impersonate-user': user.as} : {}),
    ...(user.asUid ? {'impersonate-uid': user.asUid} : {}),
    ...(user.asGroups?.length ? {'impersonate-group': [...user.asGroups]} : {}),
    ...Object.fromEntries(extra),
  }
}

const headerName = (key: string) =>
  key.toLowerCase().replace(/[^a-z0-9!#$&'*+.^_`|~-]/g, (letter) => encodeURIComponent(letter).toLowerCase())
