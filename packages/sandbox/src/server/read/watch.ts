import type {IncomingMessage, ServerResponse} from 'node:http'
import {forbiddenField} from '@ome/kinds/validation/cause'
import {ApiError, type ApiObject} from '../../api.ts'
import {encoded} from '../codec/json.ts'
import type {Accepted} from '../codec/negotiate.ts'
import {metadataOnly, presented} from '../codec/present.ts'
import {invalid} from '../errors.ts'
import {commonHeaders} from '../reply.ts'
import {isTrue} from '../request-info.ts'
import {storageKey} from '../resource-type.ts'
import type {Change, Store} from '../store.ts'
import {type Table, tableOf} from '../table/table.ts'
import {burstSender} from './burst-sender.ts'
import {countOf, type Selection, selects, versionOf} from './list.ts'

export interface WatchRequest {
  readonly store: Store
  readonly selection: Selection
  readonly query: URLSearchParams
  readonly accepted: Accepted
  readonly includeObject: 'Metadata' | 'Object' | 'None'
  /** Cluster time, for ages in tables. */
  now(): number
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'

const bookmarkEveryMs = 60_000
const defaultTimeoutSeconds = 1800
const maxBufferedBytes = 64 * 1024 * 1024

/** Streams changes, one JSON document a line, until the client leaves or the time is up. */
export function serveWatch(watch: WatchRequest, request: IncomingMessage, response: ServerResponse): void {
  const {store, selection, query} = watch
  const version = versionOf(query.get('resourceVersion'))
  const initial = checkInitialEvents(query)
  const backlog = version ? startFrom(store, version, initial) : undefined
  const seconds = countOf(query.get('timeoutSeconds'), 'timeoutSeconds') || defaultTimeoutSeconds * (1 + Math.random())
  const stream = openStream(watch, response)
  if (backlog instanceof ApiError) {
    response.end(`${JSON.stringify({type: 'ERROR', object: backlog.status})}\n`)
    return
  }
  const resource = storageKey(selection.type)
  if (backlog && !initial) for (const change of backlog) if (change.resource === resource) stream.change(change)
  if (!backlog || initial)
    for (const object of store.list(resource, {namespace: selection.namespace}))
      if (selects(selection, object)) stream.event('ADDED', object)
  if (initial && isTrue(query.get('allowWatchBookmarks'))) stream.bookmark(true)

  const future = version !== undefined && version > store.revision ? version : 0
  const unsubscribe = store.subscribe(resource, (change) => {
    if (change.revision > future) stream.change(change)
  })
  const bookmarks = isTrue(query.get('allowWatchBookmarks'))
    ? setInterval(() => stream.bookmark(false), bookmarkEveryMs).unref()
    : undefined
  const timeout = setTimeout(() => {
    if (bookmarks) stream.bookmark(false)
    stream.end()
  }, seconds * 1000).unref()
  response.on('close', () => {
    unsubscribe()
    clearInterval(bookmarks)
    clearTimeout(timeout)
  })
  request.resume()
}

function checkInitialEvents(query: URLSearchParams): boolean {
  if (query.get('sendInitialEvents') === null) {
    if (query.get('resourceVersionMatch'))
      throw invalid({kind: 'ListOptions', group: 'meta.k8s.io'}, '', [
        forbiddenField(
          'resourceVersionMatch',
          'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
        ),
      ])
    return false
  }
  if (query.get('resourceVersionMatch') !== 'NotOlderThan')
    throw invalid({kind: 'ListOptions', group: 'meta.k8s.io'}, '', [
      forbiddenField('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    ])
  return isTrue(query.get('sendInitialEvents'))
}

/** The changes to begin with; the refusal when some of them are forgotten. */
function startFrom(store: Store, version: number, initial: boolean): readonly Change[] | ApiError {
  if (initial || version > store.revision) return []
  try {
    return store.since(version)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
}

interface EventStream {
  event(type: EventType, object: ApiObject): void
  change(change: Change): void
  /** A bookmark at the newest revision; the end of the initial events carries its annotation. */
  bookmark(endOfInitial: boolean): void
  /** Ends the response when everything has been written. */
  end(): void
}

function openStream(watch: WatchRequest, response: ServerResponse): EventStream {
  const {store, selection, accepted, includeObject} = watch
  const {type} = selection
  let columnsSent = false
  response.writeHead(200, {
    ...commonHeaders(),
    'Content-Type': accepted.as === 'Table' ? tableType(accepted.version) : 'application/json',
  })
  response.flushHeaders()

  const sender = burstSender(response)
  const line = (eventType: EventType, object: ApiObject): Uint8Array => {
    const shown = presented(object, type)
    if (accepted.as === 'object') return eventLine(eventType, shown)
    if (accepted.as === 'PartialObjectMetadata') return eventLine(eventType, metadataOnly(shown, accepted.version))
    return Buffer.from(`{"type":"${eventType}","object":${JSON.stringify(oneRow(shown))}}\n`)
  }
  const oneRow = (object: ApiObject): Table => {
    const table = tableOf(
      type,
      [object],
      {resourceVersion: object.metadata.resourceVersion ?? ''},
      {nowMs: watch.now(), includeObject},
    )
    const first = !columnsSent
    columnsSent = true
    return first ? table : {...table, columnDefinitions: null}
  }
  const stream: EventStream = {
    event(eventType, object) {
      if (response.writableLength > maxBufferedBytes) response.destroy()
      else sender.send(line(eventType, object))
    },
    end() {
      sender.flush()
      response.end()
    },
    change(change) {
      const found = transition(selection, change)
      if (found) stream.event(found.type, found.object)
    },
    bookmark(endOfInitial) {
      const annotations = endOfInitial ? {annotations: {'k8s.io/initial-events-end': 'true'}} : {}
      const metadata = {resourceVersion: String(store.revision), ...annotations}
      stream.event('BOOKMARK', {kind: type.kind, apiVersion: type.apiVersion, metadata} as unknown as ApiObject)
    },
  }
  return stream
}

/** The last event written out: its watchers are told one after the other, and share its bytes. */
let lastEvent: {readonly type: EventType; readonly object: ApiObject; readonly bytes: Buffer} | undefined

function eventLine(type: EventType, object: ApiObject): Buffer {
  if (lastEvent?.object === object && lastEvent.type === type) return lastEvent.bytes
  const bytes = Buffer.from(`{"type":"${type}","object":${encoded(object)}}\n`)
  if (Object.isFrozen(object)) lastEvent = {type, object, bytes}
  return bytes
}

const tableType = (version: string): string => `application/json;as=Table;v=${version};g=meta.k8s.io`

/** What a change means to a watcher with a selection: objects come and go as they start and stop to match. */
function transition(
  selection: Selection,
  {type, object, previous}: Change,
): {type: EventType; object: ApiObject} | undefined {
  const before = previous !== undefined && selects(selection, previous)
  if (type === 'DELETED') return before ? {type, object} : undefined
  const now = selects(selection, object)
  if (now) return {type: before ? 'MODIFIED' : 'ADDED', object}
  if (!before || !previous) return undefined
  const resourceVersion = object.metadata.resourceVersion ?? ''
  return {type: 'DELETED', object: {...previous, metadata: {...previous.metadata, resourceVersion}}}
}
