import {existsSync, readFileSync} from 'node:fs'
import {delimiter, join, resolve} from 'node:path'
import {OmeError} from '../errors.ts'
import type {ConnectionOptions} from '../kube.ts'
import {
  type Connection,
  type InCluster,
  type Kubeconfig,
  type KubeconfigFile,
  resolveConnection,
} from '../kubeconfig.ts'
import {parseYaml} from '../yaml.ts'
import type {ExecSurroundings} from './exec-credential.ts'
import {mergeKubeconfig} from './kubeconfig-parse.ts'
import {readPlainYaml} from './plain-yaml.ts'

/** Where kubeconfig files and service account files are looked for. */
export interface ConfigSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The person's home folder; `<home>/.kube/config` is the file of last resort. */
  readonly home: string
}

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Reads the kubeconfig files and chooses the connection: kubectl's rules from file list to override. */
export async function loadConnection(options: ConnectionOptions, around: ConfigSurroundings): Promise<Connection> {
  const config = await readKubeconfig(options.kubeconfig, around)
  const {certificateAuthority} = options
  const absolute =
    certificateAuthority === undefined
      ? options
      : {...options, certificateAuthority: resolve(around.cwd, certificateAuthority)}
  return resolveConnection(config, absolute, {
    defaultServer: around.env['KUBERNETES_MASTER'],
    inCluster: inCluster(around.env),
  })
}

/**
 * The chosen connection as a kubeconfig of its own, for programs that talk to the cluster themselves: one context, with
 * the credentials as they are now. Without `namespace` its context has the connection's own.
 */
export async function standaloneKubeconfig(
  options: ConnectionOptions,
  around: ConfigSurroundings & ExecSurroundings,
  namespace?: string,
): Promise<{readonly contextName: string; readonly text: string}> {
  const {flatKubeconfig} = await import('./flat-kubeconfig.ts')
  const connection = await loadConnection(options, around)
  return flatKubeconfig(connection, around, namespace ?? connection.namespace)
}

/**
 * Reads and joins the kubeconfig: `explicit` alone (it must exist), else the files of `KUBECONFIG` (missing ones are
 * skipped), else `~/.kube/config`. No file at all is an empty kubeconfig.
 */
export async function readKubeconfig(explicit: string | undefined, around: ConfigSurroundings): Promise<Kubeconfig> {
  const paths = kubeconfigPaths(explicit, around)
  const files = await Promise.all(paths.map((path) => readFile(path, explicit !== undefined)))
  return mergeKubeconfig(files.filter((file) => file !== undefined))
}

/** The files that make up the kubeconfig, in order of precedence, whether they exist or not. */
export function kubeconfigPaths(explicit: string | undefined, {env, cwd, home}: ConfigSurroundings): readonly string[] {
  if (explicit !== undefined) return [resolve(cwd, explicit)]
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  if (listed.length === 0) return [join(home, '.kube', 'config')]
  return [...new Set(listed.map((path) => resolve(cwd, path)))]
}

async function readFile(path: string, mustExist: boolean): Promise<KubeconfigFile | undefined> {
  try {
    const text = readFileSync(path, 'utf8')
    return {path, content: readPlainYaml(text) ?? (await parseYaml(text))[0]}
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT' && !mustExist) return undefined
    const reason = isSystemError(error) && error.code === 'ENOENT' ? 'no such file' : firstLine(error)
    throw new OmeError(
      'usage',
      `cannot read the kubeconfig file ${path}: ${reason}`,
      ['choose another one: --kubeconfig FILE'],
      {cause: error, object: path},
    )
  }
}

function inCluster(env: ConfigSurroundings['env']): InCluster | undefined {
  const host = env['KUBERNETES_SERVICE_HOST']
  const port = env['KUBERNETES_SERVICE_PORT']
  const tokenFile = `${serviceAccount}/token`
  if (!host || !port || !existsSync(tokenFile)) return undefined
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tokenFile,
    certificateAuthority: `${serviceAccount}/ca.crt`,
    namespace: env['POD_NAMESPACE'] || readNamespace() || 'default',
  }
}

function readNamespace(): string | undefined {
  const file = `${serviceAccount}/namespace`
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
