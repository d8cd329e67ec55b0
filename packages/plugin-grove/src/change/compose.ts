import type {Context} from '@ome/sdk/context'
import type {DriverClock} from '../driver/domain/ports.ts'
import {driverClock} from '../driver/kube/driver-clock.ts'
import {groveReader} from '../kube/grove-reader.ts'
import {sha256} from '../kube/sha256.ts'
import type {ApplyProbe} from './domain/apply-probe.ts'
import type {UpdateWorld} from './domain/change-world.ts'
import type {LoadSource} from './domain/load-source.ts'
import {applyProbe} from './kube/apply-probe.ts'
import {loadSource} from './kube/load-source.ts'
import {person} from './kube/person.ts'
import {setWriter} from './kube/set-writer.ts'

export async function changeWorld(context: Context): Promise<UpdateWorld> {
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

export interface ApplyWorld extends UpdateWorld {
  readonly probe: ApplyProbe
}

export async function applyWorld(context: Context): Promise<ApplyWorld> {
  const world = await changeWorld(context)
  return {...world, probe: applyProbe(await context.kube())}
}

export async function drainWorld(
  context: Context,
  set: string,
  pollMs = 1000,
): Promise<{load: LoadSource; clock: DriverClock}> {
  const kube = await context.kube()
  return {load: loadSource(kube, set, context.now), clock: driverClock(context.now, context.signal, pollMs)}
}
