import {OmeError} from './errors.ts'
import type {ConnectionOptions} from './kube.ts'

/** One parsed file of the kubeconfig list, in order of precedence. */
export interface KubeconfigFile {
  readonly path: string
  readonly content: unknown
}

export interface ClusterEntry {
  /** File that defines the entry; absent for what flags and variables say. */
  readonly file?: string | undefined
  readonly server?: string | undefined
  readonly certificateAuthority?: string | undefined
  /** Base64 of a PEM bundle, as in the file. */
  readonly certificateAuthorityData?: string | undefined
  readonly insecureSkipTlsVerify?: boolean | undefined
  readonly tlsServerName?: string | undefined
  readonly proxyUrl?: string | undefined
  readonly disableCompression?: boolean | undefined
  /** Extension `client.authentication.k8s.io/exec`, handed to credential plugins that want the cluster's data. */
  readonly execConfig?: unknown
}

export interface ExecPlugin {
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always'
  readonly provideClusterInfo: boolean
  readonly installHint?: string | undefined
}

export interface UserEntry {
  readonly file?: string | undefined
  readonly clientCertificate?: string | undefined
  readonly clientCertificateData?: string | undefined
  readonly clientKey?: string | undefined
  readonly clientKeyData?: string | undefined
  readonly token?: string | undefined
  /** Read again while a command runs; its content wins over `token`. */
  readonly tokenFile?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly exec?: ExecPlugin | undefined
  /** Name of a removed `auth-provider`, kept to say so. */
  readonly authProvider?: string | undefined
  readonly as?: string | undefined
  readonly asUid?: string | undefined
  readonly asGroups?: readonly string[] | undefined
  readonly asUserExtra?: Readonly<Record<string, readonly string[]>> | undefined
}

export interface ContextEntry {
  readonly file?: string | undefined
  readonly cluster?: string | undefined
  readonly user?: string | undefined
  readonly namespace?: string | undefined
}

/** The joined view of all files: for each name the first file's whole entry. Paths are absolute. */
export interface Kubeconfig {
  readonly files: readonly string[]
  readonly currentContext: string | undefined
  readonly clusters: ReadonlyMap<string, ClusterEntry>
  readonly users: ReadonlyMap<string, UserEntry>
  readonly contexts: ReadonlyMap<string, ContextEntry>
}

/** What a pod's service account offers when there is no kubeconfig. */
export interface InCluster {
  readonly server: string
  readonly tokenFile: string
  readonly certificateAuthority: string
  readonly namespace: string
}

/** Everything needed to reach one API server as one user. Nothing is read yet: files are paths, data is base64. */
export interface Connection {
  readonly source: 'kubeconfig' | 'in-cluster' | 'default'
  readonly contextName?: string
  readonly namespace: string
  readonly cluster: ClusterEntry & {readonly server: string}
  readonly user: UserEntry
}

export interface Surroundings {
  /** `KUBERNETES_MASTER`, the server when no kubeconfig names one. */
  readonly defaultServer?: string | undefined
  readonly inCluster?: InCluster | undefined
}

/**
 * Chooses cluster and user for a command by kubectl's rules: flags over the context, the context over the defaults.
 * Throws `usage` with kubectl's words when a named context, cluster or user is missing or the entries contradict.
 */
export function resolveConnection(
  config: Kubeconfig,
  options: ConnectionOptions,
  around: Surroundings = {},
): Connection {
  if (around.inCluster && isEmpty(config) && !options.context) return inClusterConnection(around.inCluster, options)
  const contextName = options.context ?? config.currentContext
  const context = contextName === undefined ? undefined : config.contexts.get(contextName)
  if (contextName !== undefined && !context) throw missing('context', contextName, config)
  const cluster = pick(config.clusters, options.cluster, context?.cluster, 'cluster', config)
  const user = pick(config.users, options.user, context?.user, 'user', config)
  const server =
    options.server ?? cluster?.server ?? (cluster ? undefined : (around.defaultServer ?? 'http://localhost:8080'))
  if (server === undefined) throw broken(`no server found for cluster "${options.cluster ?? context?.cluster}"`, config)
  return checked({
    source: cluster || options.server ? 'kubeconfig' : 'default',
    ...(contextName === undefined ? {} : {contextName}),
    namespace: context?.namespace ?? 'default',
    cluster: {...overrideCluster(cluster ?? {}, options), server},
    user: overrideUser(user ?? {}, options),
  })
}

const isEmpty = (config: Kubeconfig): boolean =>
  config.clusters.size === 0 && config.users.size === 0 && config.contexts.size === 0 && !config.currentContext

function inClusterConnection(inCluster: InCluster, options: ConnectionOptions): Connection {
  const {server, tokenFile, certificateAuthority, namespace} = inCluster
  return checked({
    source: 'in-cluster',
    namespace,
    cluster: {...overrideCluster({certificateAuthority}, options), server: options.server ?? server},
    user: overrideUser({tokenFile}, options),
  })
}

function pick<Entry>(
  entries: ReadonlyMap<string, Entry>,
  wanted: string | undefined,
  named: string | undefined,
  what: string,
  config: Kubeconfig,
) {
  if (wanted === undefined) return named === undefined ? undefined : entries.get(named)
  const entry = entries.get(wanted)
  if (!entry) throw missing(what, wanted, config)
  return entry
}

function overrideCluster(cluster: ClusterEntry, options: ConnectionOptions): ClusterEntry {
  const trust = options.insecureSkipTlsVerify !== undefined || options.certificateAuthority !== undefined
  return {
    ...cluster,
    // Another server makes the file's name for the certificate meaningless, as in client-go's getCluster.
    ...(options.server || options.tlsServerName ? {tlsServerName: options.tlsServerName} : {}),
    ...(trust
      ? {
          insecureSkipTlsVerify: options.insecureSkipTlsVerify ?? false,
          certificateAuthority: options.certificateAuthority,
          certificateAuthorityData: undefined,
        }
      : {}),
  }
}

function overrideUser(user: UserEntry, options: ConnectionOptions): UserEntry {
  return {
    ...user,
    ...(options.token ? {token: options.token, tokenFile: undefined} : {}),
    ...(options.as ? {as: options.as} : {}),
    ...(options.asUid ? {asUid: options.asUid} : {}),
    ...(options.asGroups?.length ? {asGroups: options.asGroups} : {}),
  }
}

/** The rules of client-go's clientcmd/validation.go, except that data wins over a file instead of being refused. */
function checked(connection: Connection): Connection {
  const {cluster, user} = connection
  const who = connection.contextName === undefined ? 'the connection' : `context "${connection.contextName}"`
  const rules: readonly (readonly [boolean, string])[] = [
    [
      Boolean(cluster.insecureSkipTlsVerify && (cluster.certificateAuthority || cluster.certificateAuthorityData)),
      `${who} has both a certificate authority and insecure-skip-tls-verify`,
    ],
    [
      Boolean(user.authProvider && !user.exec),
      `${who} uses the auth-provider "${user.authProvider}", which Kubernetes removed; use an exec plugin`,
    ],
    [
      Boolean((user.token || user.tokenFile) && user.username),
      `${who} has both a token and a user name; only one is allowed`,
    ],
    [
      Boolean((user.clientCertificate || user.clientCertificateData) && !(user.clientKey || user.clientKeyData)),
      `${who} has a client certificate without client-key-data or client-key`,
    ],
    [
      Boolean(!user.as && (user.asUid || user.asGroups?.length || user.asUserExtra)),
      `${who} asks for a uid, groups or user-extra without impersonating a user (--as)`,
    ],
  ]
  const violated = rules.find(([bad]) => bad)
  if (violated) throw new OmeError('usage', violated[1], ['look at what is configured: kubectl config view --minify'])
  return connection
}

function missing(what: string, name: string, config: Kubeconfig): OmeError {
  const where = config.files.length === 0 ? 'there is no kubeconfig file' : `looked in ${config.files.join(', ')}`
  return new OmeError('usage', `${what} "${name}" does not exist (${where})`, [
    `list what is there: kubectl config get-${what}s`,
  ])
}

const broken = (text: string, config: Kubeconfig) =>
  new OmeError('usage', `${text} (${config.files.join(', ')})`, ['look at what is configured: kubectl config view'])
