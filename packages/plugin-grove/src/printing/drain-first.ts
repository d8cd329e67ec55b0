import type {Context} from '@ome/sdk/context'
import {drainWorld} from '../change/compose.ts'
import {drain} from '../change/usecases/drain.ts'
import type {ScalePlan} from '../change/usecases/plan-scale.ts'

interface Asked {
  /** Throws when the answer is no. */
  readonly confirm: (question: string) => Promise<void>
  readonly timeoutMs: number
  readonly pollMs?: number | undefined
}

/** Shows a scale and asks, waits for requests in hand, and gives back what is left to be done without a question. */
export async function drainedFirst(
  context: Context,
  plan: ScalePlan,
  {confirm, timeoutMs, pollMs}: Asked,
): Promise<ScalePlan> {
  const {asks, notes = [], ...rest} = plan
  const {io} = context
  io.err(`${notes.join('\n')}\n`)
  if (asks !== undefined) await confirm(asks)
  const {workers, inHand} = await drain(await drainWorld(context, plan.found.set.name, pollMs), plan, timeoutMs)
  if (workers.length > 0) {
    const left = inHand === 0 ? 'have nothing in hand' : `still have ${inHand} requests in hand`
    io.err(`${workers.join(', ')} ${left}; new requests were not kept away\n`)
  }
  return rest
}
