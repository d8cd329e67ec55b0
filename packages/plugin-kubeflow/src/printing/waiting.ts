import type {Context} from '@ome/sdk/context'
import {pause} from '@ome/sdk/pause'
import {spin} from '@ome/sdk/steps'
import type {KubeflowObject, ObjectStore} from '../domain/kubeflow-object.ts'
import {objectWord} from '../domain/object-name.ts'
import type {PodStore} from '../domain/object-pod.ts'
import type {EventStore} from '../observe/domain/object-info.ts'
import {causeOf} from '../observe/usecases/find-cause.ts'
import {waitForState} from '../usecases/wait-for-state.ts'

const betweenLooksMs = 1000

/** Waits for a state and says on stderr what it waits for: on a terminal in place, in a pipe line by line. */
export async function awaitState(
  context: Context,
  {objects, pods, events}: {readonly objects: ObjectStore; readonly pods: PodStore; readonly events: EventStore},
  object: KubeflowObject,
  isDone: (object: KubeflowObject) => boolean,
  timeoutMs: number,
): Promise<KubeflowObject> {
  const {io, now} = context
  const word = objectWord(object)
  let title = `${word} ${object.state}`
  const waiting = {
    timeoutMs,
    now,
    pause: () => pause(context, betweenLooksMs),
    cause: (seen: KubeflowObject) => causeOf({pods, events}, seen),
    onState({state, detail}: KubeflowObject) {
      title = `${word} ${state}${detail === '' ? '' : `: ${detail}`}`
      if (!io.errIsTTY) io.err(`${title}\n`)
    },
  }
  return spin(() => title, waitForState(objects, object, isDone, waiting), {io})
}
