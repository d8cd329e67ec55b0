import {isOmeError, type OmeError} from '../errors.ts'
import type {KubeObject, ResourceRef, Table, WatchEvent, WatchOptions} from '../kube.ts'
import {lines} from './lines.ts'
import {collectionPath, withQuery} from './paths.ts'
import {fetchTable, listObjects, tableAccept} from './read.ts'
import {serverStatus, statusError} from './status.ts'
import type {Transport} from './transport.ts'

export interface WatchSurroundings {
  readonly signal: AbortSignal
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** Told when the server can no longer be reached, and when it can again. */
  readonly onLost?: ((lost: boolean) => void) | undefined
}

/** The server is asked to end the stream itself, so that a silent one is a dead one. */
const serverSeconds = 290
const idleMs = (serverSeconds + 30) * 1000
const firstPauseMs = 1000
/** Failures in a row, without one event between them, after which the last one is thrown: after 1+2+4+8+16 seconds. */
const patience = 6

/**
 * Existing objects as ADDED (or what differs from those the caller knows), then every change. A broken or ended stream
 * goes on where it stopped; a state that the server no longer has (410) is listed anew and told as differences. Ends with either signal. Throws what will not
 * pass by itself (denied, not found), a first list that fails, and a server that stays unreachable for about 30 s.
 */
export async function* watchObjects(
  transport: Transport,
  resource: ResourceRef,
  {known: begin, ...options}: WatchOptions,
  around: WatchSurroundings,
): AsyncGenerator<WatchEvent> {
  const signal = options.signal ? AbortSignal.any([around.signal, options.signal]) : around.signal
  const scope = {...options, signal}
  const known = new Map((begin?.objects ?? []).map((object) => [keyOf(object), object]))
  let resourceVersion = begin?.resourceVersion
  let begun = resourceVersion !== undefined
  let failures = 0
  let lost = false
  const tell = (now: boolean): void => {
    if (lost !== now) around.onLost?.(now)
    lost = now
  }
  while (!signal.aborted) {
    let quiet = true
    try {
      if (resourceVersion === undefined) {
        const listed = await list(transport, resource, scope)
        begun = true
        yield* differences(known, listed.rows)
        resourceVersion = listed.resourceVersion
      }
      for await (const event of streamedEvents(transport, resource, scope, resourceVersion, () => tell(false))) {
        quiet = false
        failures = 0
        resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion
        if (event.type === 'BOOKMARK') continue
        remember(known, event)
        yield event
      }
      failures = 0
      if (quiet) await pause(1, around, signal)
    } catch (error) {
      if (signal.aborted) return
      const failure = isOmeError(error) ? error : transport.failure(error, signal)
      const expired = serverStatus(failure)?.code === 410
      failures += 1
      if (!begun || failures >= patience || !(expired || passes(failure))) throw failure
      if (expired) resourceVersion = undefined
      else tell(true)
      if (!expired || failures > 1) await pause(failures, around, signal)
    }
  }
}

type StreamedEvent = WatchEvent | (Omit<WatchEvent, 'type'> & {readonly type: 'BOOKMARK'})

interface Listed {
  readonly rows: readonly Omit<WatchEvent, 'type'>[]
  readonly resourceVersion: string
}

async function list(transport: Transport, resource: ResourceRef, scope: WatchOptions): Promise<Listed> {
  if (scope.cells) {
    const {rows, resourceVersion = ''} = await fetchTable(transport, resource, {...scope, includeObject: true})
    return {rows, resourceVersion}
  }
  const {items, resourceVersion} = await listObjects(transport, resource, scope)
  return {rows: items.map((object) => ({object})), resourceVersion}
}

/** One stream from `resourceVersion` on, until it ends or breaks. An ERROR event is thrown as the status it carries. */
async function* streamedEvents(
  transport: Transport,
  resource: ResourceRef,
  scope: WatchOptions,
  resourceVersion: string,
  onOpen: () => void,
): AsyncGenerator<StreamedEvent> {
  const {namespace, labelSelector, fieldSelector, signal, cells, keep = (object) => object} = scope
  const path = withQuery(collectionPath(resource, namespace), {
    ...(cells ? {includeObject: 'Object'} : {}),
    fieldSelector,
    labelSelector,
    resourceVersion,
    allowWatchBookmarks: true,
    timeoutSeconds: serverSeconds,
    watch: true,
  })
  const answer = await transport.open({
    method: 'GET',
    path,
    headers: {'accept-encoding': 'identity', ...(cells ? {accept: tableAccept} : {})},
    stream: true,
    idleMs,
    signal,
  })
  onOpen()
  try {
    for await (const line of lines(answer)) {
      const {type, object} = parseEvent(line)
      if (type === 'ERROR')
        throw statusError(errorCode(object), JSON.stringify(object), {method: 'GET', path, server: transport.server})
      if (!isEventType(type)) continue
      const row = rowOf(object)
      const kept = type === 'BOOKMARK' ? row.object : keep(row.object)
      if (kept !== undefined) yield {type, ...row, object: kept}
    }
  } catch (error) {
    // Whatever else happens to a begun stream is a lost connection, and a watch goes on after it as after an end.
    if (isOmeError(error) && error.kind !== 'cancelled') throw error
  } finally {
    answer.destroy()
  }
}

const parseEvent = (line: string): {readonly type?: unknown; readonly object: KubeObject} =>
  JSON.parse(line) as {type?: unknown; object: KubeObject}
/** In a watch of tables each event carries a table of one row. */
function rowOf(object: KubeObject): Omit<WatchEvent, 'type'> {
  if (object.kind !== 'Table') return {object}
  const {rows} = object as unknown as Table
  return rows[0] ?? {object}
}

const isEventType = (type: unknown): type is StreamedEvent['type'] =>
  type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED' || type === 'BOOKMARK'
const errorCode = (status: Readonly<Record<string, unknown>>): number =>
  typeof status['code'] === 'number' ? status['code'] : 500

const keyOf = ({metadata}: KubeObject) => metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`

function remember(known: Map<string, KubeObject>, {type, object}: StreamedEvent) {
  if (type === 'DELETED') known.delete(keyOf(object))
  else known.set(keyOf(object), object)
}

/** What happened between two lists, told as events; deletions first, so that a name can be taken again. */
function differences(known: Map<string, KubeObject>, rows: Listed['rows']): readonly WatchEvent[] {
  const now = new Map(rows.map((row) => [keyOf(row.object), row]))
  const gone = [...known].filter(([key]) => !now.has(key)).map(([, object]) => ({type: 'DELETED', object}) as const)
  const changed = [...now].flatMap(([key, row]): WatchEvent[] => {
    const before = known.get(key)
    if (!before) return [{type: 'ADDED', ...row}]
    return before.metadata.resourceVersion === row.object.metadata.resourceVersion ? [] : [{type: 'MODIFIED', ...row}]
  })
  known.clear()
  for (const [key, {object}] of now) known.set(key, object)
  return [...gone, ...changed]
}

const passes = (error: OmeError): boolean => error.kind === 'unreachable' || (serverStatus(error)?.code ?? 0) >= 500

/** Waits longer after each failure. Ends early, without an error, when the signal comes. */
async function pause(failures: number, around: WatchSurroundings, signal: AbortSignal): Promise<void> {
  try {
    await around.sleep(firstPauseMs * 2 ** (failures - 1), signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
