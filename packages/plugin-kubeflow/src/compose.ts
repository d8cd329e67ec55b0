import type {Context} from '@ome/sdk/context'
import type {ObjectStore} from './domain/kubeflow-object.ts'
import type {Detection} from './domain/served.ts'
import {detection} from './kube/detection.ts'
import {objectStore} from './kube/object-store.ts'

export interface Kubeflow {
  readonly detection: Detection
  readonly objects: ObjectStore
}

export async function kubeflow(context: Context): Promise<Kubeflow> {
  const kube = await context.kube()
  return {detection: detection(kube), objects: objectStore(kube)}
}
