import type {Context} from '@ome/sdk/context'
import type {ObjectStore} from './domain/kubeflow-object.ts'
import type {PodStore} from './domain/object-pod.ts'
import type {ObjectRemoval} from './domain/object-removal.ts'
import type {Detection} from './domain/served.ts'
import {detection} from './kube/detection.ts'
import {objectRemoval} from './kube/object-removal.ts'
import {objectStore} from './kube/object-store.ts'
import {podStore} from './kube/pod-store.ts'
import type {EventStore} from './observe/domain/object-info.ts'
import {eventStore} from './observe/kube/event-store.ts'

export interface Kubeflow {
  readonly detection: Detection
  readonly objects: ObjectStore
  readonly pods: PodStore
  readonly events: EventStore
}

export async function kubeflow(context: Context): Promise<Kubeflow> {
  const kube = await context.kube()
  return {detection: detection(kube), objects: objectStore(kube), pods: podStore(kube), events: eventStore(kube)}
}

export const removing = async (context: Context): Promise<Kubeflow & {readonly removal: ObjectRemoval}> => ({
  ...(await kubeflow(context)),
  removal: objectRemoval,
})
