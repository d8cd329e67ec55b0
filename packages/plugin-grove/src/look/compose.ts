import type {Context} from '@ome/sdk/context'
import type {Sha256} from '../domain/grove-objects.ts'
import type {GroveReader} from '../domain/grove-reader.ts'
import {groveReader} from '../kube/grove-reader.ts'
import {sha256} from '../kube/sha256.ts'

export interface Look {
  readonly reader: GroveReader
  readonly sha256: Sha256
}

export const look = async (context: Context): Promise<Look> => ({reader: groveReader(await context.kube()), sha256})
