import {dirname, isAbsolute, join} from 'node:path'
import {OmeError} from '../errors.ts'
import type {ClusterEntry, ContextEntry, ExecPlugin, Kubeconfig, KubeconfigFile, UserEntry} from '../kubeconfig.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Joins parsed files as kubectl does: per name the first file that has it wins as a whole entry; so does the first
 * `current-context`. Throws `usage` naming file and field when a file is not a kubeconfig.
 */
export function mergeKubeconfig(files: readonly KubeconfigFile[]): Kubeconfig {
  const read = files.map(readFile)
  return {
    files: files.map((file) => file.path),
    currentContext: read.find((file) => file.currentContext)?.currentContext,
    clusters: firstWins(read.map((file) => file.clusters)),
    users: firstWins(read.map((file) => file.users)),
    contexts: firstWins(read.map((file) => file.contexts)),
  }
}

function firstWins<Entry>(maps: readonly ReadonlyMap<string, Entry>[]): ReadonlyMap<string, Entry> {
  return new Map(maps.toReversed().flatMap((map) => [...map]))
}

function readFile({path, content}: KubeconfigFile) {
  const root = reader(path, '', content ?? {})
  const kind = root.text('kind')
  if (kind !== undefined && kind !== 'Config') throw bad(path, `kind is "${kind}", not "Config"`)
  return {
    currentContext: root.text('current-context'),
    clusters: named(root, 'clusters', 'cluster', clusterEntry),
    users: named(root, 'users', 'user', userEntry),
    contexts: named(root, 'contexts', 'context', contextEntry),
  }
}

function named<Entry>(
  root: Reader,
  list: string,
  field: string,
  read: (entry: Reader) => Entry,
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const item of root.list(list)) {
    const name = item.text('name') ?? ''
    if (entries.has(name)) throw bad(root.file, `${list} has the name "${name}" twice`)
    entries.set(name, read(item.child(field)))
  }
  return entries
}

const clusterEntry = (entry: Reader): ClusterEntry => ({
  file: entry.file,
  server: entry.text('server'),
  certificateAuthority: entry.path('certificate-authority'),
  certificateAuthorityData: entry.text('certificate-authority-data'),
  insecureSkipTlsVerify: entry.flag('insecure-skip-tls-verify'),
  tlsServerName: entry.text('tls-server-name'),
  proxyUrl: entry.text('proxy-url'),
  disableCompression: entry.flag('disable-compression'),
  execConfig: entry
    .list('extensions')
    .find((extension) => extension.text('name') === 'client.authentication.k8s.io/exec')
    ?.value('extension'),
})

const contextEntry = (entry: Reader): ContextEntry => ({
  file: entry.file,
  cluster: entry.text('cluster'),
  user: entry.text('user'),
  namespace: entry.text('namespace'),
})

const userEntry = (entry: Reader): UserEntry => ({
  file: entry.file,
  clientCertificate: entry.path('client-certificate'),
  clientCertificateData: entry.text('client-certificate-data'),
  clientKey: entry.path('client-key'),
  clientKeyData: entry.text('client-key-data'),
  token: entry.text('token'),
  tokenFile: entry.path('tokenFile'),
  username: entry.text('username'),
  password: entry.text('password'),
  exec: entry.has('exec') ? execPlugin(entry.child('exec')) : undefined,
  authProvider: entry.has('auth-provider') ? (entry.child('auth-provider').text('name') ?? '') : undefined,
  as: entry.text('as'),
  asUid: entry.text('as-uid'),
  asGroups: entry.texts('as-groups'),
  asUserExtra: entry.has('as-user-extra') ? entry.child('as-user-extra').textLists() : undefined,
})

const interactiveModes = ['Never', 'IfAvailable', 'Always'] as const
const execVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']

function execPlugin(entry: Reader): ExecPlugin {
  const apiVersion = entry.text('apiVersion') ?? ''
  const command = entry.command('command')
  if (!execVersions.includes(apiVersion))
    throw bad(entry.file, `${entry.at}.apiVersion is "${apiVersion}", expected ${execVersions.join(' or ')}`)
  if (command === undefined)
    throw bad(entry.file, `${entry.at}.command must be specified to use exec authentication plugin`)
  const mode = entry.text('interactiveMode') ?? (apiVersion.endsWith('/v1') ? undefined : 'IfAvailable')
  const interactiveMode = interactiveModes.find((known) => known === mode)
  if (!interactiveMode)
    throw bad(entry.file, `${entry.at}.interactiveMode must be one of ${interactiveModes.join(', ')}`)
  return {
    apiVersion,
    command,
    args: entry.texts('args') ?? [],
    env: Object.fromEntries(entry.list('env').map((item) => [item.text('name') ?? '', item.text('value') ?? ''])),
    interactiveMode,
    provideClusterInfo: entry.flag('provideClusterInfo') ?? false,
    installHint: entry.text('installHint'),
  }
}

interface Reader {
  readonly file: string
  /** Path of the fields inside the file, for error texts. */
  readonly at: string
  has(key: string): boolean
  value(key: string): unknown
  text(key: string): string | undefined
  texts(key: string): readonly string[] | undefined
  textLists(): Readonly<Record<string, readonly string[]>>
  flag(key: string): boolean | undefined
  /** A file name, made absolute against the file's folder. */
  path(key: string): string | undefined
  /** A program: only one with a separator in it is a path. */
  command(key: string): string | undefined
  child(key: string): Reader
  list(key: string): readonly Reader[]
}

function reader(file: string, at: string, value: unknown): Reader {
  if (!isFields(value)) throw bad(file, `${at || 'the document'} must be a mapping`)
  const under = (key: string) => (at ? `${at}.${key}` : key)
  const typed = <Type>(key: string, what: string, is: (found: unknown) => found is Type): Type | undefined => {
    const found = value[key]
    if (found === undefined || found === null) return undefined
    if (!is(found)) throw bad(file, `${under(key)} must be ${what}`)
    return found
  }
  const text = (key: string) => typed(key, 'a string', (found) => typeof found === 'string') || undefined
  const absolute = (name: string) => (isAbsolute(name) ? name : join(dirname(file), name))
  return {
    file,
    at,
    text,
    value: (key) => value[key],
    has: (key) => value[key] !== undefined && value[key] !== null,
    texts: (key) => typed(key, 'a list of strings', isTexts),
    textLists: () =>
      Object.fromEntries(Object.keys(value).map((key) => [key, typed(key, 'a list of strings', isTexts) ?? []])),
    flag: (key) => typed(key, 'true or false', (found) => typeof found === 'boolean'),
    path: (key) => optional(text(key), absolute),
    command: (key) => optional(text(key), (name) => (/[/\\]/.test(name) ? absolute(name) : name)),
    child: (key) => reader(file, under(key), value[key] ?? {}),
    list: (key) =>
      (typed(key, 'a list', Array.isArray) ?? []).map((item: unknown, index) =>
        reader(file, `${under(key)}[${index}]`, item),
      ),
  }
}

const optional = <In, Out>(value: In | undefined, map: (value: In) => Out): Out | undefined =>
  value === undefined ? undefined : map(value)
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

const bad = (file: string, text: string): OmeError =>
  new OmeError(
    'usage',
    `cannot use the kubeconfig file ${file}: ${text}`,
    ['look at the file, or choose another one: --kubeconfig FILE'],
    {object: file},
  )
