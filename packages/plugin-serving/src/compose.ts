import {deployWorld} from '@ome/inference-model/deploy/deploy-world'
import type {DeployWorld} from '@ome/inference-model/deploy/request'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {serviceStore} from '@ome/inference-model/service-store'
import {ownPrices} from '@ome/pricing/load-prices'
import type {Context} from '@ome/sdk/context'
import type {PodAccess} from '@ome/sdk/pod-access'
import type {ServiceWriter} from './deploy/domain/deployment.ts'
import type {ScalingWriter} from './deploy/domain/service-writer.ts'
import {scalingWriter, serviceWriter} from './deploy/kube/service-writer.ts'
import type {Engine} from './domain/engine.ts'
import {engine} from './kube/engine.ts'
import type {FactSource} from './observe/domain/fact-source.ts'
import type {ModelStore} from './observe/domain/model-finding.ts'
import type {PodLogs} from './observe/domain/pod-logs.ts'
import {factSource} from './observe/kube/fact-source.ts'
import {modelStore} from './observe/kube/model-store.ts'
import {podLogs} from './observe/kube/pod-logs.ts'
import type {PageOpener} from './reach/domain/page-opener.ts'

export interface Serving {
  readonly services: ServiceStore
  readonly models: ModelStore
  readonly logs: PodLogs
  readonly facts: FactSource
  readonly now: () => Date
  readonly engine: Engine
  readonly world: DeployWorld
  readonly writer: ServiceWriter
  readonly scaling: ScalingWriter
}

export async function podAccessOf(context: Context): Promise<PodAccess> {
  const {reachPods} = await import('@ome/sdk/reach-pods')
  return reachPods(await context.kube(), context)
}

export async function pageOpenerOf({env}: Context): Promise<PageOpener> {
  const {pageOpener} = await import('./reach/process/page-opener.ts')
  return pageOpener(env)
}

export async function serving(context: Context): Promise<Serving> {
  const kube = await context.kube()
  return {
    services: serviceStore(kube),
    models: modelStore(kube),
    logs: podLogs(kube),
    facts: factSource(kube),
    now: context.now,
    engine: engine(kube, context.now),
    world: deployWorld(kube, async () => (await ownPrices(context))?.prices),
    writer: serviceWriter(),
    scaling: scalingWriter(),
  }
}
