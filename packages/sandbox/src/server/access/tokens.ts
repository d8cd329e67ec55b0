import {createHash, createPrivateKey, createPublicKey, randomUUID, sign, verify} from 'node:crypto'
import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {keyOf, type Store} from '../store.ts'
import type {User} from '../write.ts'
import {serviceAccountGroups, type TokenCheck} from './authenticate.ts'

/** Who signs the tokens of service accounts, and the audience of tokens that name none. */
export const issuer = 'https://kubernetes.default.svc.cluster.local'

export interface AccountToken {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly audiences: readonly string[]
  /** Milliseconds, cluster time. */
  readonly expires: number
  /** The object with which the token ends, such as a pod. */
  readonly bound?: {readonly kind: string; readonly name: string; readonly uid: string}
}

/** Signs and checks the tokens of service accounts, and publishes the key for others to check them with. */
export interface AccountTokens {
  issue(token: AccountToken): string
  readonly check: TokenCheck
  /** The body of `/openid/v1/jwks`. */
  keySet(): string
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const maxKnown = 1000

interface Verified {
  readonly user: User
  readonly audiences: readonly string[]
  readonly expires: number
  /** Where the account is stored, to see that it still is. */
  readonly account: string
  readonly pod: {readonly key: string; readonly uid: string} | undefined
}

/** Tokens under an EC P-256 key in PEM; the key is read when the first token is made or checked. */
export function accountTokens(pem: string, store: Store, nowMs: () => number): AccountTokens {
  const known = new Map<string, Verified>()
  let keys: ReturnType<typeof readKeys> | undefined
  const pair = () => {
    keys ??= readKeys(pem)
    return keys
  }

  function verified(token: string): Verified | undefined {
    const found = known.get(token)
    if (found) return found
    const claims = readClaims(token, pair().publicKey)
    if (!claims) return undefined
    if (known.size >= maxKnown) known.clear()
    known.set(token, claims)
    return claims
  }

  return {
    issue(token) {
      const {privateKey, id} = pair()
      const unsigned = `${part({alg: 'ES256', kid: id})}.${part(claimsOf(token, nowMs()))}`
      const signature = sign('sha256', Buffer.from(unsigned), {key: privateKey, dsaEncoding: 'ieee-p1363'})
      return `${unsigned}.${signature.toString('base64url')}`
    },
    check(token, audiences = [issuer]) {
      const found = verified(token)
      if (!found || found.expires < nowMs()) return undefined
      const shared = audiences.filter((one) => found.audiences.includes(one))
      const lives = store.get('/serviceaccounts', found.account)?.metadata.uid === found.user.uid
      const bound = !found.pod || store.get('/pods', found.pod.key)?.metadata.uid === found.pod.uid
      return shared.length > 0 && lives && bound ? {user: found.user, audiences: shared} : undefined
    },
    keySet() {
      const {publicKey, id} = pair()
      const {crv, x, y} = publicKey.export({format: 'jwk'})
      return JSON.stringify({keys: [{use: 'sig', kty: 'EC', kid: id, crv, alg: 'ES256', x, y}]})
    },
  }
}

function readKeys(pem: string) {
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(pem)
  const id = createHash('sha256')
    .update(publicKey.export({type: 'spki', format: 'der'}))
    .digest('base64url')
  return {privateKey, publicKey, id}
}

function claimsOf({namespace, name, uid, audiences, expires, bound}: AccountToken, now: number): object {
  const issued = Math.floor(now / 1000)
  return {
    aud: audiences,
    exp: Math.floor(expires / 1000),
    iat: issued,
    iss: issuer,
    jti: randomUUID(),
    'kubernetes.io': {
      namespace,
      ...(bound && {[bound.kind.toLowerCase()]: {name: bound.name, uid: bound.uid}}),
      serviceaccount: {name, uid},
    },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
}

function readClaims(token: string, publicKey: ReturnType<typeof createPublicKey>): Verified | undefined {
  const [header = '', claims = '', signature = '', ...more] = token.split('.')
  if (!claims || more.length > 0) return undefined
  const bytes = Buffer.from(signature, 'base64url')
  const unsigned = Buffer.from(`${header}.${claims}`)
  if (bytes.length !== 64 || !verify('sha256', unsigned, {key: publicKey, dsaEncoding: 'ieee-p1363'}, bytes))
    return undefined
  const body: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString())
  return isObject(body) && body['iss'] === issuer ? verifiedOf(body) : undefined
}

function verifiedOf(body: JsonObject): Verified {
  const own = asObject(body['kubernetes.io'])
  const [account, pod] = [asObject(own['serviceaccount']), asObject(own['pod'])]
  const namespace = asText(own['namespace'])
  const name = asText(body['sub'])
  const podName = asText(pod['name'])
  return {
    user: {
      name,
      uid: asText(account['uid']),
      groups: serviceAccountGroups(name),
      extra: {
        'authentication.kubernetes.io/credential-id': [`JTI=${asText(body['jti'])}`],
        ...(podName && {
          'authentication.kubernetes.io/pod-name': [podName],
          'authentication.kubernetes.io/pod-uid': [asText(pod['uid'])],
        }),
      },
    },
    audiences: isList(body['aud']) ? body['aud'].map(asText) : [],
    expires: Number(body['exp']) * 1000,
    account: keyOf(namespace, asText(account['name'])),
    pod: podName ? {key: keyOf(namespace, podName), uid: asText(pod['uid'])} : undefined,
  }
}

/** Checks fixed tokens first, which are for the server alone, then those of service accounts. */
export function tokenCheck(fixed: Readonly<Record<string, User>>, accounts: AccountTokens): TokenCheck {
  return (token, audiences = [issuer]) => {
    const user = Object.hasOwn(fixed, token) ? fixed[token] : undefined
    return user ? {user, audiences: [issuer]} : accounts.check(token, audiences)
  }
}
