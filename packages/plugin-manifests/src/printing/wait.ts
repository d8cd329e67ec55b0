import type {Context} from '@ome/sdk/context'
import {withDeadline} from '@ome/sdk/deadline'
import type {ChangeResult} from '@ome/sdk/plan'
import {plain} from '@ome/sdk/text'
import {watches} from '../compose.ts'
import {awaited, untilSettled} from '../usecases/wait-applied.ts'

/** With `--wait`: until what a plan made or changed says that it is ready, one line each on stderr. */
export async function waitForApplied(
  context: Context,
  {applied, results}: {readonly applied: boolean; readonly results: readonly ChangeResult[]},
  {wait, timeout}: {readonly wait: boolean; readonly timeout: number},
): Promise<void> {
  const objects = awaited(results)
  if (!applied || !wait || objects.length === 0) return
  const what = objects.length === 1 ? 'it to be ready' : `${objects.length} objects to be ready`
  const looks = untilSettled(await watches(context), objects)
  const limits = {ms: timeout, signal: context.signal}
  for await (const settled of withDeadline(looks, limits, {what, hint: 'see how far it is: ome get services -w'}))
    if (settled !== undefined) context.io.err(`${plain(settled)} ready\n`)
}
