import {isOmeError, OmeError} from '../errors.ts'
import {plain} from '../text.ts'

const say: Readonly<Record<string, (host: string) => string>> = {
  ECONNREFUSED: (host) => `the connection to ${host} was refused`,
  ENOTFOUND: (host) => `the host name of ${host} cannot be resolved`,
  EAI_AGAIN: (host) => `the host name of ${host} cannot be resolved at the moment`,
  EHOSTUNREACH: (host) => `there is no route to ${host}`,
  ENETUNREACH: (host) => `there is no route to ${host}`,
  ETIMEDOUT: (host) => `${host} did not answer in time`,
  ECONNRESET: (host) => `${host} closed the connection before it had answered`,
  EPIPE: (host) => `${host} closed the connection before it had answered`,
  ECONNABORTED: (host) => `${host} closed the connection before it had answered`,
  CERT_HAS_EXPIRED: (host) => `the certificate of ${host} has expired`,
  CERT_NOT_YET_VALID: (host) => `the certificate of ${host} is not valid yet`,
  CERT_REVOKED: (host) => `the certificate of ${host} was revoked`,
  EPROTO: (host) => `${host} does not speak TLS, or refused the handshake`,
}

const untrusted = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
])

/** Next steps that depend on how the address came to be known. */
export interface Advice {
  readonly address?: string
  readonly authority?: string
  readonly name?: string
  readonly certificate?: string
}

/**
 * One clear line for a request that got no answer: who did not answer and why (refused, unresolved, TLS, reset, not
 * HTTP). `url` is shown without path and credentials. Errors that are ours already pass through.
 */
export function networkError(error: unknown, url: string, advice: Advice = {}): OmeError {
  if (isOmeError(error)) return error
  const {host, origin} = new URL(url)
  const cause = error instanceof Error ? error : new Error(String(error))
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const failed = (message: string, hint?: string) =>
    new OmeError('unreachable', message, hint ? [hint] : [], {cause, object: origin})
  if (untrusted.has(code))
    return failed(`the certificate of ${host} is signed by an unknown authority`, advice.authority)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return failed(wrongName(cause, host), advice.name)
  if (code.startsWith('HPE_')) return failed(`${host} does not speak HTTP; its address may begin with https://`)
  if (/^ERR_SSL_.*(CERTIFICATE|ALERT)/.test(code)) {
    return failed(`${host} refused the client certificate (${alert(code)})`, advice.certificate)
  }
  if (/wrong version number|packet length too long|http request/.test(cause.message)) {
    return failed(`${host} does not speak TLS; its address may begin with http://`)
  }
  const known = say[code] ?? (code.startsWith('ERR_SSL_') ? say['EPROTO'] : undefined)
  if (!known) return failed(`the request to ${host} failed: ${cause.message}`)
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return failed(known(host), 'renew it, or correct the clock of this machine')
  }
  return failed(known(host), code === 'ECONNREFUSED' || code === 'ENOTFOUND' ? advice.address : undefined)
}

function wrongName(error: Error & {readonly cert?: {readonly subjectaltname?: string}}, host: string): string {
  const names = error.cert?.subjectaltname
  return `the certificate of ${host} is for another name${names ? ` (${plain(names).slice(0, 200)})` : ''}`
}

const alert = (code: string): string =>
  code
    .replace(/^ERR_SSL_(TLSV\d+_|SSLV\d+_)?(ALERT_)?/, '')
    .toLowerCase()
    .replaceAll('_', ' ')

/** The error behind an aborted signal: the reason itself when it is ours, a time limit, or that it was cancelled. */
export function interrupted(signal: AbortSignal, who: string, timeoutMs: number): OmeError {
  const reason: unknown = signal.reason
  if (isOmeError(reason)) return reason
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new OmeError(
      'unreachable',
      `${who} did not answer within ${timeoutMs / 1000}s`,
      ['allow more time: --request-timeout 60s'],
      {cause: reason},
    )
  }
  return new OmeError('cancelled', 'cancelled', [], {cause: reason})
}
