import {OmeError} from '@ome/sdk/errors'
import {formatDuration} from '@ome/sdk/units'
import type {KubeflowObject, ObjectStore} from '../domain/kubeflow-object.ts'
import {objectWord} from '../domain/object-name.ts'

export interface Waiting {
  readonly timeoutMs: number
  readonly now: () => Date
  readonly pause: () => Promise<void>
  /** Why its pods do not run, where they say so: kinds do not tell. */
  readonly cause: (object: KubeflowObject) => Promise<string | undefined>
  /** Told of each state that differs from the one before, the one that was waited for last. */
  readonly onState: (object: KubeflowObject) => void
}

/** Looks in a row that must find it bad before the waiting ends: what is tried again may get better. */
const patience = 5

/**
 * Looks at an object until it is as wished: looked at again and again, since not every role of Kubeflow may watch. Throws
 * `unmet` with the cause when it stays bad or the time is over, and `not-found` when it goes.
 */
export async function waitForState(
  objects: ObjectStore,
  object: KubeflowObject,
  isDone: (object: KubeflowObject) => boolean,
  {timeoutMs, now, pause, cause, onState}: Waiting,
): Promise<KubeflowObject> {
  const until = now().getTime() + timeoutMs
  let told = ''
  for (let bad = 0; ; await pause()) {
    const seen = await objects.get(object.kind, object.name, object.namespace ?? '')
    if (!seen)
      throw new OmeError('not-found', `${objectWord(object)} was deleted while it was waited for`, [
        `what there is: ome kf status -n ${object.namespace ?? ''}`,
      ])
    if (isDone(seen)) {
      if (told !== '') onState(seen)
      return seen
    }
    const detail = (await cause(seen)) ?? seen.detail
    const words = `${seen.state} ${detail}`
    if (words !== told) onState({...seen, detail})
    told = words
    bad = seen.health === 'bad' ? bad + 1 : 0
    if (bad >= patience) throw stillNot({...seen, detail}, 'it stays so')
    if (now().getTime() >= until) throw stillNot({...seen, detail}, `waited ${formatDuration(timeoutMs)}`)
  }
}

const stillNot = (object: KubeflowObject, why: string): OmeError =>
  new OmeError(
    'unmet',
    `${objectWord(object)} is ${object.state}${object.detail === '' ? '' : `: ${object.detail}`} (${why})`,
    [`see what keeps it: ome kf status info ${objectWord(object)} -n ${object.namespace ?? ''}`],
    {object: objectWord(object)},
  )
