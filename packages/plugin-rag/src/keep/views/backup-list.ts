import type {View} from '@ome/sdk/view'
import type {BackedUp} from '../domain/backed-up.ts'

export const backupView: View<BackedUp> = {
  kind: 'RagBackup',
  blocks: ({indexes}) => [
    {
      type: 'table',
      header: ['INDEX', 'DOCUMENTS', 'CHUNKS', 'WHERE'],
      rows: indexes.map(({name, documents, chunks, where}) => [name, documents, chunks, where]),
    },
  ],
  json: ({manifest}) => ({...manifest, snapshotPath: manifest.snapshotPath ?? null}),
}
