import type {View} from '@ome/sdk/view'
import {sourceIn} from '../../domain/metadata.ts'
import {type StoredDocument, shortId} from '../domain/stored-document.ts'

export const documentList: View<readonly StoredDocument[]> = {
  kind: 'RagDocumentList',
  columns: [
    {header: 'ID', value: shortId},
    {header: 'SOURCE', value: ({metadata}) => sourceIn(metadata) ?? '<none>'},
    {header: 'CHUNKS', value: ({chunks}) => chunks, align: 'right'},
    {header: 'CHARS', value: ({characters}) => characters, align: 'right'},
    {header: 'DOC-ID', value: ({docId}) => docId, wide: true},
  ],
  name: (each) => `document/${shortId(each)}`,
  json: ({docId, chunks, characters, metadata}) => ({docId, chunks, characters, metadata}),
  empty: 'the index holds no documents',
}
