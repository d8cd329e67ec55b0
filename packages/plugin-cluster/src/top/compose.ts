import type {Context} from '@ome/sdk/context'
import {pause} from '@ome/sdk/pause'
import type {LoadReader} from './domain/load.ts'
import {loadReader} from './kube/load-reader.ts'

export interface Loading {
  readonly load: LoadReader
  /** Rejects when the command is cancelled. */
  readonly pause: (ms: number) => Promise<unknown>
}

export async function loading(context: Context): Promise<Loading> {
  return {
    load: loadReader(await context.kube(), context.now),
    pause: (ms) => pause(context, ms),
  }
}
