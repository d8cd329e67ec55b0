import {basename} from 'node:path'
import type {Kubeconfig, UserEntry} from '@ome/sdk/kubeconfig'
import {aliasWords} from '../../routes/expand-alias.ts'
import {findRoute} from '../../routes/find-route.ts'
import type {RouteIndex} from '../../routes/route-index.ts'
import {entryFields, settingRules} from '../../settings/schema.ts'

/** What stands where something may be a secret. Shapes are rebuilt from what is known to be harmless; the rest is this. */
export const hidden = '[hidden]'

type Tree = Readonly<Record<string, unknown>>

/** An address without user, query and fragment. */
export function safeUrl(text: string): string {
  const url = text.includes('://') ? text : `http://${text}`
  if (!URL.canParse(url)) return hidden
  const {protocol, host, pathname} = new URL(url)
  return `${protocol}//${host}${pathname}`
}

/** config.yaml: values of known settings, and of aliases the command and the names of its flags. */
export function safeConfig(
  config: Tree,
  index: Pick<RouteIndex, 'commands' | 'aliases' | 'valueFlags' | 'offers'>,
): Tree {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, safeEntry(key, value, index)]))
}

function safeEntry(key: string, value: unknown, index: Parameters<typeof safeConfig>[1]): unknown {
  if (key === 'aliases') return mapTree(value, (text) => (typeof text === 'string' ? safeAlias(text, index) : hidden))
  if (key === 'contexts' || key === 'plugins' || key === 'registries') {
    const {required, optional} = entryFields[key]
    const known = [...required, ...optional]
    return Array.isArray(value)
      ? value.map((row) => mapTree(row, (item, name) => safeField(name, item, known)))
      : hidden
  }
  if (isTree(value)) return mapTree(value, (item, name) => safeSetting(`${key}.${name}`, item))
  return safeSetting(key, value)
}

function safeSetting(key: string, value: unknown): unknown {
  const rule = settingRules[key]
  if (!rule) return hidden
  return rule.type === 'url' ? safeUrl(String(value)) : value
}

function safeField(name: string, value: unknown, known: readonly string[]): unknown {
  if (!known.includes(name)) return hidden
  return (name === 'url' || name === 'npm') && typeof value === 'string' && value.includes('://')
    ? safeUrl(value)
    : value
}

/** `get services -o wide` is `get services -o [hidden]`: of what is typed only commands and flags are known words. */
export function safeAlias(text: string, index: Parameters<typeof safeConfig>[1]): string {
  const words = aliasWords(text)
  const route = findRoute(index, words)
  const command = route.type === 'command' ? words.slice(0, words.length - route.argv.length) : []
  const rest = route.type === 'command' ? route.argv : words
  const flags = rest.map((word) =>
    word.startsWith('-') ? word.split('=', 1)[0] + (word.includes('=') ? `=${hidden}` : '') : hidden,
  )
  return [...command, ...flags].join(' ')
}

/** Names, servers and the kinds of credentials; no credential. */
export const safeKubeconfig = ({files, currentContext, clusters, contexts, users}: Kubeconfig): Tree => ({
  files,
  currentContext: currentContext ?? null,
  contexts: Object.fromEntries(
    [...contexts].map(([name, {cluster, user, namespace}]) => [name, {cluster, user, namespace}]),
  ),
  clusters: Object.fromEntries(
    [...clusters].map(([name, {server, proxyUrl, insecureSkipTlsVerify, ...rest}]) => [
      name,
      {
        ...(server === undefined ? {} : {server: safeUrl(server)}),
        ...(proxyUrl === undefined ? {} : {proxyUrl: safeUrl(proxyUrl)}),
        ...(insecureSkipTlsVerify ? {insecureSkipTlsVerify} : {}),
        has: present(rest),
      },
    ]),
  ),
  users: Object.fromEntries(
    [...users].map(([name, {exec, ...rest}]) => [
      name,
      {
        has: present(rest),
        ...(exec
          ? {
              exec: {
                command: basename(exec.command),
                args: exec.args.length,
                env: Object.keys(exec.env),
                apiVersion: exec.apiVersion,
              },
            }
          : {}),
      },
    ]),
  ),
})

const present = (entry: object): string[] =>
  Object.entries(entry)
    .filter(([key, value]) => value !== undefined && key !== 'file')
    .map(([key]) => key)

const shownVariables = new Set([
  'OME_OUTPUT',
  'OME_ACCESS',
  'OME_ROUTE',
  'OME_NAMESPACE',
  'OME_CONTEXT',
  'OME_CONFIG_DIR',
  'OME_DATA_DIR',
  'OME_CACHE_DIR',
  'KUBECONFIG',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'NODE_EXTRA_CA_CERTS',
  'NO_PROXY',
  'no_proxy',
  'LANG',
  'TERM',
  'SHELL',
  'PATH',
])
const proxyVariable = /^(https?|all)_proxy$/i

/** Variables that the program looks at: harmless values, addresses without credentials, of others that they are set. */
export const safeEnvironment = (env: Readonly<Record<string, string | undefined>>): Tree =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value = '']) => {
      if (shownVariables.has(name)) return [[name, value]]
      if (proxyVariable.test(name)) return [[name, safeUrl(value)]]
      return /^(OME_|NPM_CONFIG_|NODE_)/.test(name) ? [[name, hidden]] : []
    }),
  )

/** The keys of an .npmrc; of registries the address. */
export const safeNpmrc = (text: string): Tree =>
  Object.fromEntries(
    npmrcEntries(text).map(([key, value]) => [key, /(^|:)registry$/.test(key) ? safeUrl(value) : hidden]),
  )

const npmrcEntries = (text: string): (readonly [string, string])[] =>
  text.split('\n').flatMap((line) => {
    const at = line.indexOf('=')
    return at === -1 || /^\s*[#;]/.test(line) ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const]
  })

export interface Secretive {
  readonly kubeconfig: Kubeconfig | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly npmrc: string
  readonly aliases: readonly string[]
}

/** Every text known to be a secret, longest first: none of them may be anywhere in a bundle, whatever brought it there. */
export function knownSecrets({kubeconfig, env, npmrc, aliases}: Secretive): string[] {
  const found = [
    ...[...(kubeconfig?.users.values() ?? [])].flatMap(userSecrets),
    ...[...(kubeconfig?.clusters.values() ?? [])].flatMap(({server = '', proxyUrl = ''}) => [
      ...urlSecrets(server),
      ...urlSecrets(proxyUrl),
    ]),
    ...Object.entries(env).flatMap(([name, value = '']) => [
      ...(/(token|secret|passw(or)?d|(api|access|private)_?key|credential)/i.test(name) ? [value] : []),
      ...urlSecrets(value),
    ]),
    ...npmrcEntries(npmrc).flatMap(([key, value]) => (/registry$/.test(key) ? urlSecrets(value) : [value])),
    ...aliases.flatMap((text) =>
      aliasWords(text).flatMap((word) =>
        /^--?[\w-]*(token|secret|password|key)[\w-]*=/.test(word)
          ? [word.slice(word.indexOf('=') + 1)]
          : urlSecrets(word),
      ),
    ),
  ]
  return [...new Set(found)]
    .filter((text) => text.length >= 6 && text !== 'true' && text !== 'false')
    .sort((a, b) => b.length - a.length)
}

const userSecrets = ({token, password, username, clientKeyData, clientCertificateData, exec}: UserEntry): string[] =>
  [
    token,
    password,
    username,
    clientKeyData,
    clientCertificateData,
    ...(exec ? [...exec.args, ...Object.values(exec.env)] : []),
  ].filter((text) => text !== undefined)

function urlSecrets(text: string): string[] {
  if (!/:\/\/[^/]*@|[?&]/.test(text) || !URL.canParse(text)) return []
  const {username, password, searchParams} = new URL(text)
  return [username, password, decodeURIComponent(username), decodeURIComponent(password), ...searchParams.values()]
}

function mapTree(value: unknown, change: (item: unknown, key: string) => unknown): unknown {
  return isTree(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item, key)]))
    : hidden
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)
