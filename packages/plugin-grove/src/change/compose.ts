import type {Context} from '@ome/sdk/context'
import type {Sha256} from '../domain/grove-objects.ts'
import type {GroveReader} from '../domain/grove-reader.ts'
import {groveReader} from '../kube/grove-reader.ts'
import {sha256} from '../kube/sha256.ts'
import type {ApplyProbe} from './domain/apply-probe.ts'
import type {SetWriter} from './domain/set-writer.ts'
import {applyProbe} from './kube/apply-probe.ts'
import {person} from './kube/person.ts'
import {setWriter} from './kube/set-writer.ts'

export interface ChangeWorld {
  readonly reader: GroveReader
  readonly writer: SetWriter
  readonly sha256: Sha256
  /** Who asks, as the cluster knows them. */
  readonly person: () => Promise<string>
  readonly now: () => Date
  readonly canAsk: boolean
}

export async function changeWorld(context: Context): Promise<ChangeWorld> {
  const kube = await context.kube()
  return {
    reader: groveReader(kube),
    writer: setWriter(),
    sha256,
    person: () => person(kube),
    now: context.now,
    canAsk: context.io.canPrompt,
  }
}

export interface ApplyWorld extends ChangeWorld {
  readonly probe: ApplyProbe
}

export async function applyWorld(context: Context): Promise<ApplyWorld> {
  const world = await changeWorld(context)
  return {...world, probe: applyProbe(await context.kube())}
}
