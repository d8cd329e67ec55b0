import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import type {PodStore} from '../../domain/object-pod.ts'
import {because} from '../../domain/states/state.ts'
import {quotaRefusal, type Warning} from '../../domain/warning.ts'
import type {EventStore} from '../domain/object-info.ts'

/** What keeps an object: its pods say it, and where there are none the last warning about what makes them. */
export async function causeOf(
  {pods, events}: {readonly pods: PodStore; readonly events: EventStore},
  object: KubeflowObject,
): Promise<string | undefined> {
  const found = await pods.of(object)
  if (found.length > 0) return found.map(({trouble}) => trouble).find(Boolean)
  return whyWithoutPods(events, object)
}

/** Why the pods of an object are not made, as of a quota. */
export async function whyWithoutPods(events: EventStore, object: KubeflowObject): Promise<string | undefined> {
  return wordsOf((await events.warnings(object)).at(-1))
}

export function wordsOf(warning: Warning | undefined): string | undefined {
  if (warning === undefined) return undefined
  const quota = quotaRefusal(warning)
  return quota === undefined ? because(warning) : `the quota of the namespace refuses its pods: ${quota}`
}
