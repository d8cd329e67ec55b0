import type {Sha256} from '../../domain/grove-objects.ts'
import type {GroveReader} from '../../domain/grove-reader.ts'
import type {SetWriter} from './set-writer.ts'

export interface Reading {
  readonly reader: GroveReader
  readonly sha256: Sha256
}

/** What planning a change of a set takes. */
export interface UpdateWorld extends Reading {
  readonly writer: SetWriter
  /** Who asks, as the cluster knows them. */
  readonly person: () => Promise<string>
  readonly now: () => Date
  readonly canAsk: boolean
}
