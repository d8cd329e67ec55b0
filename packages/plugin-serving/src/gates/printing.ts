import type {Context} from '@ome/sdk/context'
import {confirmOrThrow} from '@ome/sdk/plan-run'
import {helmIn, operatorOf} from './compose.ts'
import {gateChange} from './domain/gate-change.ts'

interface TurnFlags {
  readonly apply?: boolean | undefined
  readonly yes?: boolean | undefined
}

/** Prints the command that turns a gate, or runs it. */
export async function turnGate(
  context: Context,
  gate: string,
  on: boolean,
  {apply, yes, note}: TurnFlags & {readonly note: (text: string) => void},
): Promise<void> {
  const {helm, notes} = gateChange(await operatorOf(context), gate, on)
  for (const text of notes) note(text)
  if (!helm) return
  if (!apply) return context.io.out(`helm ${helm.join(' ')}\n`)
  if (!yes) await confirmOrThrow('Upgrade the Helm release of the operator? It starts anew.', context)
  await context.mayWrite?.()
  await helmIn(context, helm)
}
