import {kaitoStore} from '@ome/kaito/kaito-store'
import type {Context} from '@ome/sdk/context'
import type {BackendFinder} from '../domain/backend.ts'
import {backendFinder} from '../kube/backend-finder.ts'
import {engine} from '../kube/engine.ts'
import type {HealthProbe} from './domain/health-probe.ts'
import type {KaitoProbe} from './domain/kaito-status.ts'
import {healthProbe} from './kube/health-probe.ts'
import {kaitoProbe} from './kube/kaito-probe.ts'

export const backendsOf = async (context: Context): Promise<BackendFinder> => backendFinder(await context.kube())

export async function kaitoSources(
  context: Context,
): Promise<{readonly store: ReturnType<typeof kaitoStore>; readonly probe: KaitoProbe}> {
  const kube = await context.kube()
  return {store: kaitoStore(kube), probe: kaitoProbe(kube, engine(kube, context.now), context.now)}
}

export async function healthProbeOf(context: Context): Promise<HealthProbe> {
  const kube = await context.kube()
  return healthProbe(kube, engine(kube, context.now))
}
