import {OmeError} from '@ome/sdk/errors'
import type {SecretKey} from './worker-objects.ts'

const secretName = /^(?:authorization|proxy-authorization|cookie|.*(?:key|token|secret|password)s?)$/

/** Headers that workers may be given in a ConfigMap. Throws `usage` for those that hold secrets. */
export function plainHeaders(typed: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const secret = typed.find(([name, value]) => value.startsWith('@') || secretName.test(name))
  if (secret)
    throw new OmeError('usage', `header ${secret[0]} looks like a secret, and is not written into the cluster`, [
      'the key of the engine comes from a Secret there: --api-key-secret NAME/KEY',
      'or send the load from here: --from here',
    ])
  return Object.fromEntries(typed)
}

/** `NAME/KEY` of a Secret of the namespace. */
export function parseSecretKey(typed: string): SecretKey {
  const [secret = '', key = '', more] = typed.split('/')
  const isName = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(secret)
  if (isName && /^[-._a-zA-Z0-9]{1,253}$/.test(key) && more === undefined) return {secret, key}
  throw new OmeError('usage', `--api-key-secret ${typed} is no NAME/KEY of a Secret`, [
    'for example --api-key-secret engine-key/token',
  ])
}
