import type {Context} from '@ome/sdk/context'
import {type Kubeflow, kubeflow} from '../compose.ts'
import type {ControllerStore} from './domain/controller.ts'
import {controllerStore} from './kube/controller-store.ts'

export interface Observing extends Kubeflow {
  readonly controllers: ControllerStore
}

export async function observing(context: Context): Promise<Observing> {
  const kube = await context.kube()
  return {...(await kubeflow(context)), controllers: controllerStore(kube)}
}
