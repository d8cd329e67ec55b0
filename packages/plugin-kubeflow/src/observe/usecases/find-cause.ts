import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import type {PodStore} from '../../domain/object-pod.ts'
import {because} from '../../domain/states/state.ts'
import type {EventStore} from '../domain/object-info.ts'

/** What keeps an object: its pods say it, and where there are none its last warning, as of a quota. */
export async function causeOf(
  {pods, events}: {readonly pods: PodStore; readonly events: EventStore},
  object: KubeflowObject,
): Promise<string | undefined> {
  const found = await pods.of(object)
  if (found.length > 0) return found.map(({trouble}) => trouble).find(Boolean)
  const warning = (await events.of(object))?.findLast(({type}) => type === 'Warning')
  return warning && because(warning)
}
