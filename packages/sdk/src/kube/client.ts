import type {IncomingMessage} from 'node:http'
import type {OmeError} from '../errors.ts'
import type {ConnectionOptions, KubeClient, KubeObject, RawResponse, ResourceRef, WatchEvent} from '../kube.ts'
import type {Connection} from '../kubeconfig.ts'
import {parseJson} from './body.ts'
import {callerOf} from './caller.ts'
import {type ConfigSurroundings, loadConnection} from './connection.ts'
import {identityOf} from './credentials.ts'
import type {ExecSurroundings} from './exec-credential.ts'
import {fetchTable, getObject, listObjects} from './read.ts'
import {serverStatus} from './status.ts'
import {createTransport, type RequestRecord, type TransportOptions} from './transport.ts'
import {pause} from './wire.ts'
import {writer} from './write.ts'

/** The world around a client: variables, folders, who asks, and where to report. */
export interface KubeEnvironment extends ConfigSurroundings, ExecSurroundings {
  /** Folder for what discovery found; entries in it are 0600. */
  readonly cacheFolder: string
  readonly signal: AbortSignal
  /** Version of the product and name of the plugin: `User-Agent: ome/<version> (<plugin>)`, field manager `ome-<plugin>`. */
  readonly version: string
  readonly plugin: string
  readonly now: () => Date
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** Called for every exchange (`--verbose`). */
  readonly onRequest?: (record: RequestRecord) => void
  /** Called once per text with the server's `Warning:` headers. */
  readonly onWarning?: (text: string) => void
  /** Called with the error of a request that got no answer; what it resolves to is thrown. */
  readonly explain?: (error: OmeError, connection: Connection) => Promise<OmeError>
  /** Called with what keeps watches from going on, in words for people, and with undefined when all go on again. */
  readonly onTrouble?: (text: string | undefined) => void
}

/**
 * A client for the API server that kubeconfig, flags and variables choose. Reads the kubeconfig, sends nothing yet.
 * Throws `usage` for a kubeconfig that cannot be used.
 */
export async function kubeClient(options: ConnectionOptions, environment: KubeEnvironment): Promise<KubeClient> {
  const connection = await loadConnection(options, environment)
  const sleep = environment.sleep ?? pause
  const transport = transportOf(connection, options, {...environment, sleep})
  const discovery = once(async () => (await import('./discovery.ts')).discovery(transport, environment))
  const tellLost = lostWatchers(environment.onTrouble)
  /** Another cluster may have come to its address, or a kind may be gone: what was found before is then not true any more. */
  const knowing = async <Value>(resource: ResourceRef, asking: Promise<Value>): Promise<Value> => {
    try {
      return await asking
    } catch (error) {
      const {code, reason} = serverStatus(error) ?? {}
      if (code === 404 && reason === '') (await discovery()).doubt(resource)
      throw error
    }
  }

  return {
    server: transport.server,
    ...(connection.contextName === undefined ? {} : {contextName: connection.contextName}),
    get caller() {
      return callerOf(connection)
    },
    get: async <Object extends KubeObject>(resource: ResourceRef, name: string, scope = {}) =>
      (await knowing(resource, getObject(transport, resource, name, scope))) as Object | undefined,
    list: async <Object extends KubeObject>(resource: ResourceRef, scope = {}) =>
      (await knowing(resource, listObjects(transport, resource, scope))).items as Object[],
    table: (resource, scope = {}) => knowing(resource, fetchTable(transport, resource, scope)),
    async *watch<Object extends KubeObject>(resource: ResourceRef, scope = {}) {
      const {watchObjects} = await import('./watch.ts')
      const watcher = {}
      const around = {signal: environment.signal, sleep, onLost: (lost: boolean) => tellLost(watcher, lost)}
      try {
        for await (const event of watchObjects(transport, resource, scope, around)) yield event as WatchEvent<Object>
      } finally {
        tellLost(watcher, false)
      }
    },
    ...writer(transport, `ome-${environment.plugin}`),
    resources: async (how = {}) => (await discovery()).resources(how.fresh ?? false),
    resolve: async (word) => (await discovery()).resolve(word),
    async *logs(pod, scope = {}) {
      const {podLog} = await import('./logs.ts')
      yield* podLog(transport, pod, scope)
    },
    async request(method, path, how = {}) {
      const headers = {'accept-encoding': 'identity', accept: '*/*', ...how.headers}
      return toRaw(
        await transport.send({
          method,
          path,
          headers,
          stream: true,
          signal: how.signal,
          ...(how.body === undefined ? {} : {body: how.body}),
          ...(how.idleMs === undefined ? {} : {idleMs: how.idleMs}),
        }),
      )
    },
    upgrade: (path) => transport.upgrade(path),
    async version() {
      const {text} = await transport.fetch({method: 'GET', path: '/version'})
      return parseJson(text, 'GET /version') as {major: string; minor: string; gitVersion: string}
    },
    get warnings() {
      return transport.warnings
    },
    close: () => transport.close(),
  }
}

const transportOf = (
  connection: Connection,
  {requestTimeoutMs = 0}: ConnectionOptions,
  around: KubeEnvironment & {readonly sleep: TransportOptions['sleep']},
) =>
  createTransport(connection, {
    identity: identityOf(connection, around),
    userAgent: `ome/${around.version} (${around.plugin})`,
    signal: around.signal,
    requestTimeoutMs,
    env: around.env,
    sleep: around.sleep,
    onRequest: around.onRequest,
    onWarning: around.onWarning,
    explain: around.explain,
  })

/** Several watches of one server are lost together; it is told once. */
function lostWatchers(report: KubeEnvironment['onTrouble']): (watcher: object, lost: boolean) => void {
  const all = new Set<object>()
  return (watcher, lost) => {
    const before = all.size
    if (lost) all.add(watcher)
    else all.delete(watcher)
    if (before === 0 && lost) report?.('connection lost, trying again …')
    else if (before > 0 && all.size === 0) report?.(undefined)
  }
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}

function toRaw(answer: IncomingMessage): RawResponse {
  const headers = Object.entries(answer.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return {status: answer.statusCode ?? 0, headers: Object.fromEntries(headers), body: answer}
}
