import {label} from '@ome/inference-model/manifests/manifest'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {ChangeResult} from '@ome/sdk/plan'
import type {ObjectWatch} from '../domain/object-watch.ts'
import {isSettled} from '../domain/settled.ts'

export interface AppliedObject {
  readonly resource: ResourceRef
  readonly object: KubeObject
}

/** What a plan made, changed, or found as it should be, that says of itself when it has taken effect. */
export const awaited = (results: readonly ChangeResult[]): readonly AppliedObject[] =>
  results.flatMap((result) => {
    const applied = result.change.live ?? written(result)
    return applied && isSettled(applied.object) !== undefined ? [applied] : []
  })

function written({change: {write, action}, outcome, object}: ChangeResult): AppliedObject | undefined {
  return write && object && action !== 'delete' && outcome !== 'failed' ? {resource: write.resource, object} : undefined
}

/** Yields at every look at an object, and what it is called when it is settled; ends when all are. */
export async function* untilSettled(
  watch: ObjectWatch,
  applied: readonly AppliedObject[],
): AsyncGenerator<string | undefined> {
  for (const {resource, object} of applied) {
    const {name, namespace} = object.metadata
    for await (const live of watch.follow(resource, name, namespace)) {
      if (!live) throw new OmeError('not-found', `${label(object)} is gone while it was waited for`)
      if (isSettled(live)) break
      yield undefined
    }
    yield label(object)
  }
}
