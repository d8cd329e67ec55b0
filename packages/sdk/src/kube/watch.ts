import {isOmeError, type OmeError} from '../errors.ts'
import type {KubeObject, ListOptions, ResourceRef, WatchEvent} from '../kube.ts'
import {lines} from './lines.ts'
import {collectionPath, withQuery} from './paths.ts'
import {type Listed, listObjects} from './read.ts'
import {serverStatus, statusError} from './status.ts'
import type {Transport} from './transport.ts'

export interface WatchSurroundings {
  readonly signal: AbortSignal
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
}

/** The server is asked to end the stream itself, so that a silent one is a dead one. */
const serverSeconds = 290
const idleMs = (serverSeconds + 30) * 1000
const firstPauseMs = 1000
const longestPauseMs = 30_000
/** Failures in a row, without one event between them, after which the last one is thrown (about 90 s). */
const patience = 8

/**
 * Existing objects as ADDED, then every change. A broken or ended stream goes on where it stopped; a state that the
 * server no longer has (410) is listed anew and told as differences. Ends with either signal. Throws what will not
 * pass by itself (denied, not found), a first list that fails, and a server that stays unreachable for about 90 s.
 */
export async function* watchObjects(
  transport: Transport,
  resource: ResourceRef,
  options: ListOptions,
  around: WatchSurroundings,
): AsyncGenerator<WatchEvent> {
  const signal = options.signal ? AbortSignal.any([around.signal, options.signal]) : around.signal
  const scope = {...options, signal}
  const known = new Map<string, KubeObject>()
  let resourceVersion: string | undefined
  let begun = false
  let failures = 0
  while (!signal.aborted) {
    let quiet = true
    try {
      if (resourceVersion === undefined) {
        const listed = await listObjects(transport, resource, scope)
        begun = true
        yield* differences(known, listed)
        resourceVersion = listed.resourceVersion
      }
      for await (const event of streamedEvents(transport, resource, scope, resourceVersion)) {
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
      if (!expired || failures > 1) await pause(failures, around, signal)
    }
  }
}

type StreamedEvent = WatchEvent | {readonly type: 'BOOKMARK'; readonly object: KubeObject}

/** One stream from `resourceVersion` on, until it ends or breaks. An ERROR event is thrown as the status it carries. */
async function* streamedEvents(
  transport: Transport,
  resource: ResourceRef,
  scope: ListOptions,
  resourceVersion: string,
): AsyncGenerator<StreamedEvent> {
  const {namespace, labelSelector, fieldSelector, signal} = scope
  const path = withQuery(collectionPath(resource, namespace), {
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
    headers: {'accept-encoding': 'identity'},
    stream: true,
    idleMs,
    signal,
  })
  try {
    for await (const line of lines(answer)) {
      const {type, object} = parseEvent(line)
      if (type === 'ERROR')
        throw statusError(errorCode(object), JSON.stringify(object), {method: 'GET', path, server: transport.server})
      if (isEventType(type)) yield {type, object}
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
function differences(known: Map<string, KubeObject>, {items}: Listed): readonly WatchEvent[] {
  const now = new Map(items.map((object) => [keyOf(object), object]))
  const gone = [...known].filter(([key]) => !now.has(key)).map(([, object]) => ({type: 'DELETED', object}) as const)
  const changed = [...now].flatMap(([key, object]): WatchEvent[] => {
    const before = known.get(key)
    if (!before) return [{type: 'ADDED', object}]
    return before.metadata.resourceVersion === object.metadata.resourceVersion ? [] : [{type: 'MODIFIED', object}]
  })
  known.clear()
  for (const [key, object] of now) known.set(key, object)
  return [...gone, ...changed]
}

const passes = (error: OmeError): boolean => error.kind === 'unreachable' || (serverStatus(error)?.code ?? 0) >= 500

/** Waits longer after each failure. Ends early, without an error, when the signal comes. */
async function pause(failures: number, around: WatchSurroundings, signal: AbortSignal): Promise<void> {
  try {
    await around.sleep(Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs), signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
