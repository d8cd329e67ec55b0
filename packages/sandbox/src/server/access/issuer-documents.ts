import type {Reply} from '../reply.ts'
import {type AccountTokens, issuer} from './tokens.ts'

const configuration = JSON.stringify({
  issuer,
  jwks_uri: `${issuer}/openid/v1/jwks`,
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
})

/** What others need to check the tokens of service accounts; undefined for every other path. */
export function serveIssuer(path: string, tokens: AccountTokens): Reply | undefined {
  const headers = {'Cache-Control': 'public, max-age=3600'}
  if (path === '/.well-known/openid-configuration') return {code: 200, body: configuration, headers}
  if (path === '/openid/v1/jwks') return {code: 200, body: tokens.keySet(), type: 'application/jwk-set+json', headers}
  return undefined
}
