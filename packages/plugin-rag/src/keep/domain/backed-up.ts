import type {BackupIndex, BackupManifest} from './backup.ts'

export interface BackedUpIndex extends BackupIndex {
  readonly where: string
}

export interface BackedUp {
  readonly manifest: BackupManifest
  readonly indexes: readonly BackedUpIndex[]
  /** Documents of more than one chunk: their text is put together again. */
  readonly patched: number
}
