import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {resultFormat} from '../foreign/result.ts'
import {attendRun} from './attend-run.ts'
import {findRun} from './runs.ts'

interface AttachWish {
  readonly name: string
  readonly namespace: string
  readonly output: string | undefined
}

/** Follows a run that was left, detached or begun by somebody else to its end. Ctrl-C leaves it running. */
export async function attachRun({name, namespace, output}: AttachWish, context: Context): Promise<void> {
  const {io, signal} = context
  if (!context.lastingKube) throw new OmeError('bug', 'this host gives no client that outlives Ctrl-C')
  const kube = await context.lastingKube()
  const {command, tty} = await findRun(kube, name, namespace, context)
  await context.mayWrite?.()
  const format = resultFormat(output)
  const terminal = tty && !format.isDocument && io.isTTY && io.canPrompt
  const run = {kube, namespace, name, signal, connection: context.connectionWords?.()}
  await attendRun(run, context, {what: command, format, input: false, terminal})
}
