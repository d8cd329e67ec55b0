import type {KubeClient} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import type {Deleter} from './deletion.ts'

/** Deletes exactly the object that was shown: one of the same name that came in between is left alone. */
export const deleter: Deleter = (resource, {metadata: {name, namespace, uid}}) => ({
  method: 'delete',
  resource,
  name,
  propagation: 'Background',
  ...(namespace === undefined ? {} : {namespace}),
  ...(uid === undefined ? {} : {uid}),
})

const pauseMs = 500

/** Ends when the deleted objects of a plan are gone; finalizers and children may keep them for a while. */
export async function* untilGone(kube: KubeClient, {changes}: Plan, signal: AbortSignal): AsyncGenerator<number> {
  const {setTimeout: pause} = await import('node:timers/promises')
  for (;;) {
    const there = await Promise.all(
      changes.map(async ({write}) => {
        if (write?.method !== 'delete') return false
        const object = await kube.get(write.resource, write.name, {
          signal,
          ...(write.namespace === undefined ? {} : {namespace: write.namespace}),
        })
        return object !== undefined && (write.uid === undefined || object.metadata.uid === write.uid)
      }),
    )
    const left = there.filter(Boolean).length
    if (left === 0) return
    yield left
    await pause(pauseMs, undefined, {signal})
  }
}
