import type {Context} from '@ome/sdk/context'
import type {DeployWorld, ServiceWriter} from './domain/deployment.ts'
import type {Engine} from './domain/engine.ts'
import type {PodAccess} from './domain/pod-access.ts'
import type {PodLogs} from './domain/pod-logs.ts'
import type {ModelStore} from './domain/service-report.ts'
import type {ServiceStore} from './domain/service-store.ts'
import type {ScalingWriter} from './domain/service-writer.ts'
import {deployWorld} from './kube/deploy-world.ts'
import {engine} from './kube/engine.ts'
import {modelStore} from './kube/model-store.ts'
import {podLogs} from './kube/pod-logs.ts'
import {serviceStore} from './kube/service-store.ts'
import {scalingWriter, serviceWriter} from './kube/service-writer.ts'

export interface Serving {
  readonly services: ServiceStore
  readonly models: ModelStore
  readonly logs: PodLogs
  readonly engine: Engine
  readonly world: DeployWorld
  readonly writer: ServiceWriter
  readonly scaling: ScalingWriter
}

export async function podAccessOf(context: Context): Promise<PodAccess> {
  const {podAccess} = await import('./kube/pod-access.ts')
  return podAccess(await context.kube(), context)
}

export async function serving(context: Context): Promise<Serving> {
  const kube = await context.kube()
  return {
    services: serviceStore(kube),
    models: modelStore(kube),
    logs: podLogs(kube),
    engine: engine(kube, context.now),
    world: deployWorld(kube),
    writer: serviceWriter(),
    scaling: scalingWriter(),
  }
}
