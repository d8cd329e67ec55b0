import {at, fields, list, number, text, texts} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {EngineName} from '../domain/engine-name.ts'
import type {Answered, Chunk, Found, RagService} from '../domain/rag-service.ts'
import type {Transport} from '../domain/transport.ts'
import {type Asker, asker} from './answer.ts'
import {chatBody, chatPath, streamed, usageIn} from './chat-stream.ts'

const pageSize = 100

/** Speaks the HTTP of the service of one engine. What it sends is read with bounds and never trusted to be of its shape. */
export function ragService(transport: Transport, engine: EngineName): RagService {
  const ask = asker(transport, engine)
  return {
    async health() {
      const said = fields(await ask.json('GET', '/health'))
      if (said['status'] === 'Healthy') return 'Healthy'
      throw new OmeError('failed', `ragengine "${engine.name}" says it is ${text(said['status']) ?? 'not healthy'}`)
    },
    metrics: () => ask.text('/metrics'),
    indexes: async () => [...texts((await ask.listed('GET', '/indexes', {})).found)].sort(),
    async add(index, documents) {
      const {found} = await ask.listed('POST', '/index', {body: {index_name: index, documents}})
      if (found.length !== documents.length)
        throw new OmeError('failed', `ragengine "${engine.name}" took ${found.length} of ${documents.length} documents`)
      return found.map((each) => text(at(each, 'doc_id')) ?? '')
    },
    chunks: (index, mostCharacters) => chunks(ask, index, mostCharacters),
    async remove(index, docIds) {
      const said = await ask.json('POST', `${indexPath(index)}/documents/delete`, {doc_ids: docIds})
      return texts(at(said, 'deleted_doc_ids'))
    },
    async removeIndex(index) {
      await ask.json('DELETE', indexPath(index))
    },
    async persist(index, path) {
      return message(await ask.json('POST', `/persist/${encodeURIComponent(index)}?path=${encodeURIComponent(path)}`))
    },
    async load(index, path, overwrite) {
      const query = `path=${encodeURIComponent(path)}&overwrite=${overwrite}`
      return message(await ask.json('POST', `/load/${encodeURIComponent(index)}?${query}`))
    },
    async retrieve(index, question, most) {
      const asked = {index_name: index, query: question, max_node_count: most}
      return (await ask.listed('POST', '/retrieve', {key: 'results', body: asked})).found.map(toFound)
    },
    ask: (index, question, options) => answer(ask, {...chatBody(question, options), index_name: index}),
    stream: (prompt, options) => streamed(ask, engine, prompt, options),
  }
}

const indexPath = (index: string): string => `/indexes/${encodeURIComponent(index)}`

const message = (said: unknown): string => text(at(said, 'message')) ?? ''

async function* chunks(
  ask: Asker,
  index: string,
  mostCharacters: number,
): AsyncGenerator<{readonly chunks: readonly Chunk[]; readonly total: number}> {
  for (let offset = 0; ; ) {
    const query = `limit=${pageSize}&offset=${offset}&max_text_length=${mostCharacters}`
    const {said, found} = await ask.listed('GET', `${indexPath(index)}/documents?${query}`, {key: 'documents'})
    const page = found.map(toChunk)
    const total = number(at(said, 'total_items')) ?? offset + page.length
    yield {chunks: page, total}
    offset += page.length
    if (page.length === 0 || offset >= total) return
  }
}

const toChunk = (each: unknown): Chunk => ({
  docId: text(at(each, 'doc_id')) ?? '',
  text: text(at(each, 'text')) ?? '',
  metadata: fields(at(each, 'metadata')),
  isCut: at(each, 'is_truncated') === true,
})

const toFound = (each: unknown): Found => ({
  docId: text(at(each, 'doc_id')) ?? '',
  text: text(at(each, 'text')) ?? '',
  score: number(at(each, 'score')),
  metadata: fields(at(each, 'metadata')),
})

async function answer(ask: Asker, body: unknown): Promise<Answered> {
  const {said, found} = await ask.listed('POST', chatPath, {key: 'choices', body})
  const content = text(at(found[0], 'message', 'content')) ?? ''
  const usage = usageIn(at(said, 'usage'))
  return {
    text: content,
    context: list(at(said, 'source_nodes')).map(toFound),
    ...(usage === undefined ? {} : {usage}),
  }
}
