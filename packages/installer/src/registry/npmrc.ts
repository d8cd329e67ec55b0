import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {homeFolder} from '@ome/sdk/disk/home-folder'
import {OmeError} from '@ome/sdk/errors'

type Environment = Readonly<Record<string, string | undefined>>

/** The user's `.npmrc`: `NPM_CONFIG_USERCONFIG`, else `~/.npmrc`. A project's file is not read: it is not the user's word. */
export const npmrcPath = (env: Environment): string =>
  env['NPM_CONFIG_USERCONFIG'] || env['npm_config_userconfig'] || join(homeFolder(env), '.npmrc')

/**
 * The `Authorization` header that `.npmrc` gives for an address, by the longest line `//host/path/:…` above it:
 * `_authToken`, `_auth`, or `username` with `_password`. Undefined without one. `${NAME}` stands for a variable.
 */
export function npmAuthorization(url: URL, env: Environment): string | undefined {
  const path = npmrcPath(env)
  if (!existsSync(path)) return undefined
  const settings = readNpmrc(readFileSync(path, 'utf8'))
  const value = (key: string): string | undefined => {
    const text = settings.get(key)
    return text === undefined ? undefined : expanded(text, env, path)
  }
  for (const place of placesAbove(url)) {
    const token = value(`${place}:_authToken`)
    if (token !== undefined) return header(`Bearer ${token}`, path)
    const pair = value(`${place}:_auth`)
    if (pair !== undefined) return header(`Basic ${pair}`, path)
    const [user, password] = [value(`${place}:username`), value(`${place}:_password`)]
    if (user !== undefined && password !== undefined)
      return `Basic ${Buffer.from(`${user}:${Buffer.from(password, 'base64')}`).toString('base64')}`
  }
  return undefined
}

/** `//host/a/b/`, `//host/a/`, `//host/`: npm's order, each with and without its last stroke. */
function placesAbove({host, pathname}: URL): readonly string[] {
  const parts = pathname.split('/').filter((part) => part !== '')
  return Array.from({length: parts.length + 1}, (_, up) => parts.slice(0, parts.length - up)).flatMap((above) => {
    const place = `//${[host, ...above].join('/')}`
    return [`${place}/`, place]
  })
}

/** `key = value` lines; `;` and `#` begin comments, quotes around a value are taken off. The last line of a key counts. */
function readNpmrc(text: string): ReadonlyMap<string, string> {
  const rows = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const at = line.indexOf('=')
    if (at === -1 || /^\s*[;#]/.test(line)) return []
    return [[line.slice(0, at).trim(), unquoted(line.slice(at + 1).trim())]]
  })
  return new Map(rows)
}

const unquoted = (text: string): string => (/^(["']).*\1$/.test(text) ? text.slice(1, -1) : text)

function expanded(text: string, env: Environment, path: string): string {
  return text.replace(/\$\{([^}?]+)(\?)?\}/g, (_, name: string, optional: string | undefined) => {
    const value = env[name]
    if (value !== undefined) return value
    if (optional !== undefined) return ''
    throw new OmeError('usage', `${path} names the variable ${name}, which is not set`, [
      `set it: export ${name}=TOKEN`,
    ])
  })
}

function header(value: string, path: string): string {
  if (/^[\x21-\x7e]+ [\x21-\x7e]+$/.test(value)) return value
  throw new OmeError('usage', `${path}: the token is empty or holds characters that a header cannot`, [
    'write a new one: npm login --registry URL',
  ])
}
