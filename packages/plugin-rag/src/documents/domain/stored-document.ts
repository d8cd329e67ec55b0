import {OmeError} from '@ome/sdk/errors'
import {idIn, sourceIn} from '../../domain/metadata.ts'
import type {Chunk, Metadata} from '../../domain/rag-service.ts'

/** A document of an index, put together from its chunks. */
export interface StoredDocument {
  readonly docId: string
  readonly chunks: number
  readonly characters: number
  readonly metadata: Metadata
}

/** Documents in the order of their first chunks, which may come in any order. */
export function groupChunks(documents: Map<string, StoredDocument>, chunks: readonly Chunk[]): void {
  for (const {docId, text, metadata} of chunks) {
    const known = documents.get(docId)
    documents.set(docId, {
      docId,
      chunks: (known?.chunks ?? 0) + 1,
      characters: (known?.characters ?? 0) + text.length,
      metadata: known?.metadata ?? metadata,
    })
  }
}

/** What a person calls it: the id it was given, else the beginning of its digest. */
export const shortId = ({docId, metadata}: Pick<StoredDocument, 'docId' | 'metadata'>): string =>
  idIn(metadata) ?? docId.slice(0, 12)

const shortestPrefix = 4

/**
 * The documents meant by a word: those of that id or source, else the one whose digest it is or begins. Throws `usage`
 * for a beginning that several have.
 */
export function documentsNamed(typed: string, documents: readonly StoredDocument[]): readonly StoredDocument[] {
  const byName = documents.filter((each) => idIn(each.metadata) === typed || sourceIn(each.metadata) === typed)
  if (byName.length > 0) return byName
  if (typed.length < shortestPrefix) return []
  const begin = documents.filter(({docId}) => docId.startsWith(typed.toLowerCase()))
  if (begin.length < 2) return begin
  throw new OmeError('usage', `"${typed}" is the beginning of ${begin.length} ids`, ['type more of the id'])
}
