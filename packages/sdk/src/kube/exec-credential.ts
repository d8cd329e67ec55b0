import type {SpawnOptions} from 'node:child_process'
import {OmeError} from '../errors.ts'
import type {ClusterEntry, ExecPlugin} from '../kubeconfig.ts'
import {type ClientCertificate, material} from './material.ts'

export interface ExecSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly signal: AbortSignal
  readonly now: () => Date
  /** stdin is a terminal: a plugin may ask. */
  readonly canAsk: boolean
  /** Takes what a plugin writes on stderr; without it the plugin has the process's own. */
  readonly onPluginStderr?: (text: string) => void
}

interface Obtained {
  readonly token?: string
  readonly certificate?: ClientCertificate
  /** Milliseconds since 1970; absent: good until refused. */
  readonly expiresAt?: number
}

export interface ExecCredentials {
  current(): Promise<Obtained>
  /** Drops what is held; false when nothing was. */
  forget(): boolean
}

/**
 * Credentials from a `client.authentication.k8s.io` plugin, run once and held in memory to their expiry, as kubectl
 * does: plugins keep caches of their own, and a secret on disk would outlive a log-out.
 */
export function execCredentials(plugin: ExecPlugin, cluster: ClusterEntry, around: ExecSurroundings): ExecCredentials {
  let held: Promise<Obtained> | undefined
  let expiresAt = Number.POSITIVE_INFINITY
  return {
    async current() {
      if (held && around.now().getTime() >= expiresAt) held = undefined
      held ??= obtain(plugin, cluster, around)
      const obtained = await held
      expiresAt = obtained.expiresAt ?? Number.POSITIVE_INFINITY
      return obtained
    },
    forget() {
      const had = held !== undefined
      held = undefined
      return had
    },
  }
}

async function obtain(plugin: ExecPlugin, cluster: ClusterEntry, around: ExecSurroundings): Promise<Obtained> {
  const interactive = plugin.interactiveMode !== 'Never' && around.canAsk
  if (plugin.interactiveMode === 'Always' && !interactive)
    throw failed(plugin, 'needs a terminal to ask on, and standard input is none')
  const info = {
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion,
    spec: {interactive, ...(plugin.provideClusterInfo ? {cluster: clusterInfo(cluster)} : {})},
  }
  const env = {...around.env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info)}
  const stdio: SpawnOptions['stdio'] = [
    interactive ? 'inherit' : 'ignore',
    'pipe',
    around.onPluginStderr ? 'pipe' : 'inherit',
  ]
  return parseCredential(plugin, await run(plugin, {env, cwd: around.cwd, stdio, signal: around.signal}, around))
}

const clusterInfo = (cluster: ClusterEntry) => ({
  server: cluster.server,
  'tls-server-name': cluster.tlsServerName,
  'insecure-skip-tls-verify': cluster.insecureSkipTlsVerify,
  'certificate-authority-data': material(
    'certificate authority',
    cluster.certificateAuthorityData,
    cluster.certificateAuthority,
  )?.toString('base64'),
  'proxy-url': cluster.proxyUrl,
  'disable-compression': cluster.disableCompression,
  config: cluster.execConfig,
})

const largestOutput = 1024 * 1024

async function run(plugin: ExecPlugin, options: SpawnOptions, around: ExecSurroundings): Promise<string> {
  const {spawn} = process.getBuiltinModule('node:child_process')
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.args, options)
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length > largestOutput) child.kill()
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => around.onPluginStderr?.(text))
    child.on('error', (error: NodeJS.ErrnoException) => reject(startFailure(plugin, error, around)))
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else if (output.length > largestOutput) reject(failed(plugin, 'printed more than 1 MiB'))
      else reject(failed(plugin, signal ? `was ended by ${signal}` : `failed with exit code ${code}`))
    })
  })
}

function startFailure(plugin: ExecPlugin, error: NodeJS.ErrnoException, around: ExecSurroundings): OmeError {
  if (around.signal.aborted) return new OmeError('cancelled', 'cancelled', [], {cause: error})
  const hint = plugin.installHint?.trim().split('\n')
  if (error.code === 'ENOENT') return failed(plugin, 'is not installed', hint)
  return failed(plugin, `cannot be started: ${error.message}`)
}

const nonsense = 'printed something else than an ExecCredential'

function parseCredential(plugin: ExecPlugin, output: string): Obtained {
  let credential: {
    kind?: unknown
    apiVersion?: unknown
    status?: {token?: string; clientCertificateData?: string; clientKeyData?: string; expirationTimestamp?: string}
  }
  try {
    credential = JSON.parse(output)
  } catch (cause) {
    throw failed(plugin, nonsense, undefined, cause)
  }
  if (credential.kind !== 'ExecCredential') throw failed(plugin, nonsense)
  if (credential.apiVersion !== plugin.apiVersion) {
    throw failed(
      plugin,
      `answers in ${String(credential.apiVersion)} where the kubeconfig asks for ${plugin.apiVersion}`,
    )
  }
  const {token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp} = credential.status ?? {}
  if (Boolean(cert) !== Boolean(key))
    throw failed(plugin, 'gave a client certificate without a key, or a key without one')
  if (!token && !cert) throw failed(plugin, 'gave neither a token nor a client certificate')
  const expiresAt = expirationTimestamp ? Date.parse(expirationTimestamp) : Number.NaN
  return {
    ...(token ? {token} : {}),
    ...(cert && key ? {certificate: {cert, key}} : {}),
    ...(Number.isNaN(expiresAt) ? {} : {expiresAt}),
  }
}

const failed = (
  plugin: ExecPlugin,
  what: string,
  hints: readonly string[] = [`run it alone to see what it says: ${[plugin.command, ...plugin.args].join(' ')}`],
  cause?: unknown,
) =>
  new OmeError('denied', `the credentials program "${plugin.command}" ${what}`, hints, {
    ...(cause === undefined ? {} : {cause}),
    object: plugin.command,
  })
