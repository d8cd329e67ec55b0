import {untilGone} from '@ome/inference-model/deleter'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {spin} from '@ome/sdk/steps'
import {formatDuration} from '@ome/sdk/units'

/** Waits until finalizers and children have let the deleted objects go. Throws `unmet` when the time is over. */
export async function awaitGone(context: Context, plan: Plan, timeoutMs: number): Promise<void> {
  const {io} = context
  const kube = await context.kube()
  const late = AbortSignal.timeout(timeoutMs)
  let left = plan.changes.length
  const waiting = async (): Promise<void> => {
    for await (left of untilGone(kube, plan, AbortSignal.any([context.signal, late])));
  }
  try {
    await spin(() => `${left} still there`, waiting(), {io})
  } catch (error) {
    if (!late.aborted || context.signal.aborted) throw error
    throw new OmeError('unmet', `${left} of the deleted objects are still there after ${formatDuration(timeoutMs)}`, [
      'see what keeps them: ome kf status list',
    ])
  }
}
