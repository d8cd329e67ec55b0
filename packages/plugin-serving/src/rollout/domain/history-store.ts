import type {Recorded, Revision} from './revision.ts'

export interface RecordedService {
  readonly name: string
  readonly namespace: string
  readonly uid: string
}

/** The specs that services had, kept in the cluster for everybody. */
export interface HistoryStore {
  read(namespace: string, name: string): Promise<readonly Revision[]>
  /** Who this person is to the cluster, where that can be asked. */
  person(): Promise<string | undefined>
  /** False where this person may not write it down. */
  record(service: RecordedService, change: Omit<Recorded, 'by'>): Promise<boolean>
}
