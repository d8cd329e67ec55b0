import type {View} from '@ome/sdk/view'
import {type StoredDocument, shortId, sourceOf} from '../domain/stored-document.ts'

export const documentList: View<readonly StoredDocument[]> = {
  kind: 'RagDocumentList',
  columns: [
    {header: 'ID', value: shortId},
    {header: 'SOURCE', value: (each) => sourceOf(each) ?? '<none>'},
    {header: 'CHUNKS', value: ({chunks}) => chunks, align: 'right'},
    {header: 'CHARS', value: ({characters}) => characters, align: 'right'},
    {header: 'DOC-ID', value: ({docId}) => docId, wide: true},
  ],
  name: (each) => `document/${shortId(each)}`,
  json: ({docId, chunks, characters, metadata}) => ({docId, chunks, characters, metadata}),
  empty: 'the index holds no documents',
}
