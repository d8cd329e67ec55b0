import type {RagMetrics} from './metrics.ts'
import {type Body, isMap, listField, mapField, RagProblem, textField, unprocessable, wholeNumber} from './request.ts'
import type {RagStore} from './store.ts'
import {
  type Hit,
  type Metadata,
  matchesFilter,
  type StoredDocument,
  type VectorIndex,
  vectorIndex,
} from './vector-index.ts'

/** One request to the service, read. */
export interface RagRequest {
  readonly store: RagStore
  readonly metrics: RagMetrics
  /** Name of an index in the path. */
  readonly name: string
  readonly query: URLSearchParams
  readonly body: () => Body
}

export interface RagRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: RegExp
  /** Name of its metrics. */
  readonly endpoint: string
  answer(request: RagRequest): unknown
}

const shown = ({docId, text, metadata}: StoredDocument): Body => ({
  doc_id: docId,
  text,
  metadata,
  hash_value: null,
  is_truncated: false,
})

/** The index of this name, or the service's 404. */
export function indexOf({indexes}: RagStore, name: string): VectorIndex {
  const found = indexes.get(name)
  if (found) return found
  throw new RagProblem(404, `No such index: '${name}' exists.`)
}

function documentsIn(body: Body): {text: string; metadata: Metadata; docId: string | undefined}[] {
  return listField(body, 'documents').map((document, index) => {
    const at = ['body', 'documents', index]
    if (!isMap(document)) throw unprocessable(at, 'Input should be a valid dictionary', 'model_attributes_type')
    const {doc_id: docId, metadata} = document
    return {
      text: textField(document, 'text', at),
      // A null is stored as it came; what it breaks is the next write to the index.
      metadata: metadata === null ? nullMetadata : mapField(document, 'metadata', at),
      docId: typeof docId === 'string' ? docId : undefined,
    }
  })
}

const nullMetadata: Metadata = {}

function refuseBroken(index: VectorIndex): void {
  if ([...index.documents.values()].some(({metadata}) => metadata === nullMetadata)) {
    throw new RagProblem(500, "'NoneType' object is not iterable")
  }
}

function addDocuments({store, metrics, body}: RagRequest): unknown {
  const given = body()
  const name = textField(given, 'index_name')
  const documents = documentsIn(given)
  const index = store.indexes.get(name) ?? vectorIndex()
  refuseBroken(index)
  if (documents.length > 0) store.indexes.set(name, index)
  const added = documents.map(({text, metadata}) => {
    metrics.stored('insert', 0.004 + text.length / 400_000, true)
    return shown(index.add(text, metadata))
  })
  if (documents.length > 0) store.changed(name)
  return added
}

function listDocuments({store, name, query}: RagRequest): unknown {
  const number = (key: string, fallback: number, bounds: readonly [number, number]): number =>
    wholeNumber(query.get(key), fallback, bounds, ['query', key])
  const limit = number('limit', 10, [1, 100])
  const offset = number('offset', 0, [0, Number.MAX_SAFE_INTEGER])
  const most = number('max_text_length', 1000, [1, Number.MAX_SAFE_INTEGER])
  const index = indexOf(store, name)
  const filter = filterIn(query.get('metadata_filter'))
  const all = index.nodes.filter(({metadata}) => matchesFilter(metadata, filter))
  const documents = all.slice(offset, offset + limit).map(({docId, text, metadata}) => ({
    doc_id: docId,
    text: text.slice(0, most),
    hash_value: null,
    metadata,
    is_truncated: text.length > most,
  }))
  return {documents, count: documents.length, total_items: all.length}
}

function filterIn(text: string | null): Metadata {
  if (text === null) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (isMap(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new RagProblem(400, 'Invalid metadata filter format: must be a JSON object')
}

function updateDocuments({store, name, body}: RagRequest): unknown {
  const index = indexOf(store, name)
  const documents = documentsIn(body())
  refuseBroken(index)
  const outcome = {updated: [] as unknown[], unchanged: [] as unknown[], absent: [] as unknown[]}
  for (const {docId = '', text, metadata} of documents) {
    const document = {docId, text, metadata}
    const kind = index.update(document)
    outcome[kind === 'unchanged' && store.isQdrant ? 'updated' : kind].push(shown(document))
  }
  store.changed(name)
  return {
    updated_documents: outcome.updated,
    unchanged_documents: outcome.unchanged,
    not_found_documents: outcome.absent,
  }
}

function deleteDocuments({store, metrics, name, body}: RagRequest): unknown {
  const index = indexOf(store, name)
  const ids = listField(body(), 'doc_ids').filter((id) => typeof id === 'string')
  const deleted = ids.filter((id) => index.remove(id))
  for (const _ of deleted) metrics.stored('delete', 0.002, true)
  store.changed(name)
  return {deleted_doc_ids: deleted, not_found_doc_ids: ids.filter((id) => !deleted.includes(id))}
}

/** Nodes as /retrieve and chat completions show them. */
export const shownNode = ({node, score}: Hit): Body => ({
  doc_id: node.docId,
  node_id: node.nodeId,
  text: node.text,
  score,
  metadata: node.metadata,
})

function retrieve({store, metrics, body}: RagRequest): unknown {
  const given = body()
  const name = textField(given, 'index_name')
  const query = textField(given, 'query')
  const most = wholeNumber(given['max_node_count'], 5, [1, 300], ['body', 'max_node_count'])
  const filter = mapField(given, 'metadata_filter')
  if (query.trim() === '') throw new RagProblem(400, 'Query string cannot be empty.')
  const hits = indexOf(store, name).search(query, most, store.isQdrant ? {} : filter)
  metrics.stored('query', 0.006 + hits.length / 2000, true)
  metrics.retrieved(hits.map(({score}) => score))
  const results = hits.map((hit) => ({...shownNode(hit), ...partsOf(hit, store.isQdrant)}))
  return {query, results, count: results.length}
}

/** Where a hit comes from, which only a server tells. */
function partsOf({similarity, keyword}: Hit, isTold: boolean): Body {
  if (!isTold) return {dense_score: null, sparse_score: null, source: null}
  const source = keyword === undefined ? 'dense_only' : similarity > 0 ? 'both' : 'sparse_only'
  return {dense_score: similarity, sparse_score: keyword ?? null, source}
}

function persist({store, name, query}: RagRequest): unknown {
  indexOf(store, name)
  const path = query.get('path') ?? `${store.persistDir}/${name}`
  store.persist(name, path)
  return {message: `Successfully persisted index ${name} to ${path}.`}
}

function load({store, name, query}: RagRequest): unknown {
  const path = query.get('path') ?? `${store.persistDir}/${name}`
  if (store.indexes.has(name) && query.get('overwrite') !== 'true') {
    throw new RagProblem(
      500,
      `Loading failed: 409: Index '${name}' already exists. Use a different name or delete the existing index first.`,
    )
  }
  if (!store.load(name, path)) throw new RagProblem(404, `Path does not exist: ${path}`)
  return {message: `Successfully loaded index ${name} from ${path}.`}
}

/** Every route but health, metrics and chat. Source: KAITO v0.12 `presets/ragengine/main.py`. */
export const ragRoutes: readonly RagRoute[] = [
  {method: 'POST', path: /^\/index$/, endpoint: 'rag_index', answer: addDocuments},
  {method: 'GET', path: /^\/indexes$/, endpoint: 'rag_indexes', answer: ({store}) => [...store.indexes.keys()]},
  {method: 'GET', path: /^\/indexes\/([^/]+)\/documents$/, endpoint: 'rag_indexes_document', answer: listDocuments},
  {
    method: 'POST',
    path: /^\/indexes\/([^/]+)\/documents$/,
    endpoint: 'rag_indexes_update_document',
    answer: updateDocuments,
  },
  {
    method: 'POST',
    path: /^\/indexes\/([^/]+)\/documents\/delete$/,
    endpoint: 'rag_indexes_delete_document',
    answer: deleteDocuments,
  },
  {
    method: 'DELETE',
    path: /^\/indexes\/([^/]+)$/,
    endpoint: 'rag_delete_index',
    answer({store, name}) {
      indexOf(store, name)
      store.indexes.delete(name)
      return {message: `Successfully deleted index ${name}.`}
    },
  },
  {method: 'POST', path: /^\/persist\/([^/]+)$/, endpoint: 'rag_persist', answer: persist},
  {method: 'POST', path: /^\/load\/([^/]+)$/, endpoint: 'rag_load', answer: load},
  {method: 'POST', path: /^\/retrieve$/, endpoint: 'rag_indexes_retrieve', answer: retrieve},
]
