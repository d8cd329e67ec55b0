import {redact} from '@ome/sdk/text'
import {isSecretKey} from './schema.ts'

const hidden = '[hidden]'

/** A setting as it may be shown: no credentials in URLs, no values of secret keys, nor of secret flags in an alias. */
export function withoutSecrets(value: unknown, key = ''): unknown {
  if (value !== undefined && value !== null && isSecretKey(key)) return hidden
  if (typeof value === 'string') return redact(withoutFlagSecrets(value))
  if (Array.isArray(value)) return value.map((entry) => withoutSecrets(entry))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withoutSecrets(entry, name)]))
}

/** `deploy --token abc` becomes `deploy --token [hidden]`. */
const withoutFlagSecrets = (text: string): string =>
  text.replaceAll(/--([A-Za-z][\w-]*)(=|\s+)("[^"]*"|'[^']*'|[^\s"'-][^\s]*)/g, (all, flag: string, between: string) =>
    isSecretKey(flag) ? `--${flag}${between}${hidden}` : all,
  )
