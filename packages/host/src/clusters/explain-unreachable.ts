import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {type ConfigSurroundings, kubeconfigPaths} from '@ome/sdk/connection'
import {OmeError} from '@ome/sdk/errors'
import type {Connection} from '@ome/sdk/kubeconfig'
import {plain} from '@ome/sdk/text'

/** `ome.localCluster` in the package.json of a plugin: a cluster that it runs on this machine. */
interface LocalCluster {
  /** Kubeconfig of the cluster, below the data folder. */
  readonly kubeconfig: string
  /** JSON with `pid` and `url`, below the data folder: there while the cluster runs, left behind when it crashed. */
  readonly record: string
  readonly hints: {
    /** How to get one when no cluster is configured. */
    readonly absent: string
    /** It runs, and the connection leads elsewhere. */
    readonly running: string
    /** The connection leads to it, and it does not run. */
    readonly stopped: string
  }
}

export interface Around extends ConfigSurroundings {
  readonly data: string
  readonly plugins: readonly {readonly root: string}[]
}

/** Why nobody answered, where that can be known from this machine: nothing is configured, or what is does not run. */
export function explainUnreachable(error: OmeError, connection: Connection, around: Around): OmeError {
  const locals = around.plugins.flatMap(({root}) => localCluster(root)).map((local) => stateOf(local, around.data))
  const isDefault = connection.source === 'default' && !around.env['KUBERNETES_MASTER']
  const files = isDefault ? kubeconfigPaths(undefined, around) : [connection.cluster.file]
  const meant = locals.find(({kubeconfig, url}) => files.includes(kubeconfig) || url === connection.cluster.server)
  const running = locals.find((local) => local.isRunning && local !== meant)
  if (isDefault) {
    const hint = meant?.hints.stopped ?? running?.hints.running ?? locals[0]?.hints.absent
    const hints = [...(hint === undefined ? [] : [hint]), 'connect a cluster: ome cluster connect --kubeconfig FILE']
    return new OmeError('unreachable', notConfigured(around, files), hints, {cause: error})
  }
  if (meant) return meant.isRunning && !wasRefused(error) ? error : withHints(error, [meant.hints.stopped])
  return running ? withHints(error, [...error.hints, running.hints.running]) : error
}

function notConfigured({env}: Around, files: readonly (string | undefined)[]): string {
  const missing = files.filter((file) => file !== undefined && !existsSync(file))
  return env['KUBECONFIG'] && missing.length > 0
    ? `no cluster is configured: KUBECONFIG names ${missing.join(', ')}, which ${missing.length === 1 ? 'does' : 'do'} not exist`
    : 'no cluster is configured'
}

const withHints = ({kind, message, cause, object}: OmeError, hints: readonly string[]): OmeError =>
  new OmeError(kind, message, hints, {cause, ...(object === undefined ? {} : {object})})

/** Nobody listens, whatever a process says that is about to end. */
const wasRefused = ({cause}: OmeError): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'

function localCluster(root: string): LocalCluster[] {
  const {ome}: {ome?: {localCluster?: LocalCluster}} = readJson(join(root, 'package.json')) ?? {}
  return ome?.localCluster ? [ome.localCluster] : []
}

interface LocalState {
  readonly kubeconfig: string
  readonly url: string | undefined
  readonly isRunning: boolean
  readonly hints: LocalCluster['hints']
}

function stateOf({kubeconfig, record, hints}: LocalCluster, data: string): LocalState {
  const {pid, url}: {pid?: unknown; url?: unknown} = readJson(join(data, record)) ?? {}
  return {
    kubeconfig: join(data, kubeconfig),
    url: typeof url === 'string' ? url : undefined,
    isRunning: typeof pid === 'number' && isAlive(pid),
    hints: {absent: plain(hints.absent), running: plain(hints.running), stopped: plain(hints.stopped)},
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Undefined for a file that is missing or damaged: the first error is what matters then. */
function readJson(path: string): object | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof found === 'object' && found !== null ? found : undefined
  } catch {
    return undefined
  }
}
