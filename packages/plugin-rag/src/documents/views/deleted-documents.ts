import type {View} from '@ome/sdk/view'
import {sourceIn} from '../../domain/metadata.ts'
import {type StoredDocument, shortId} from '../domain/stored-document.ts'

export const deletedDocuments: View<readonly StoredDocument[]> = {
  kind: 'RagDocumentsDeleted',
  blocks: (documents) => [
    {type: 'text', text: documents.map((each) => `document/${shortId(each)} deleted`).join('\n')},
  ],
  name: (each) => `document/${shortId(each)}`,
  json: ({docId, metadata}) => ({docId, source: sourceIn(metadata) ?? null, metadata}),
  empty: 'nothing was deleted',
}
