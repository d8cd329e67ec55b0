import type {EngineName} from '../../domain/engine-name.ts'
import type {RagService} from '../../domain/rag-service.ts'
import type {Deletion} from '../domain/deletion.ts'
import {documentsNamed, type StoredDocument} from '../domain/stored-document.ts'
import {storedDocuments} from './stored-documents.ts'

export async function planDeletion(
  service: RagService,
  input: {readonly engine: EngineName; readonly index?: string | undefined; readonly typed: readonly string[]},
): Promise<Deletion> {
  const {index, documents} = await storedDocuments(service, {...input, sizes: false})
  const found = input.typed.map((word) => ({word, documents: documentsNamed(word, documents)}))
  return {
    index,
    documents: [...new Set(found.flatMap((each) => each.documents))],
    missing: found.flatMap((each) => (each.documents.length === 0 ? [each.word] : [])),
  }
}

/** The documents that went. */
export async function deleteDocuments(
  service: RagService,
  {index, documents}: Deletion,
): Promise<readonly StoredDocument[]> {
  if (documents.length === 0) return []
  const gone = new Set(
    await service.remove(
      index,
      documents.map(({docId}) => docId),
    ),
  )
  return documents.filter(({docId}) => gone.has(docId))
}
