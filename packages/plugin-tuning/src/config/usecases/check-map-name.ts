import {OmeError} from '@ome/sdk/errors'

/** Throws `usage` for what cannot be the name of a ConfigMap. */
export function checkMapName(name: string): void {
  if (/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/.test(name) && !/\.[-.]|-\./.test(name)) return
  throw new OmeError('usage', `"${name}" cannot be the name of a ConfigMap`, [
    'names are lower-case letters, digits, hyphens and dots, beginning and ending with a letter or digit',
  ])
}
