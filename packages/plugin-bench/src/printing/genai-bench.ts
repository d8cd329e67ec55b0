import {serviceName} from '@ome/inference-model/service-operand'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {spin} from '@ome/sdk/steps'
import {genaiIn} from '../genai/compose.ts'
import {genaiWish, type TypedGenaiBench} from '../genai/domain/benchmark-job.ts'
import type {GenaiReport} from '../genai/domain/genai-run.ts'
import {runGenaiBench} from '../genai/usecases/run-genai-bench.ts'
import {parseSteps} from '../sweep/domain/steps.ts'
import {newName} from '../workers/compose.ts'

interface GenaiFlags extends TypedGenaiBench {
  readonly namespace?: string | undefined
  readonly 'runner-image'?: string | undefined
}

/** Has OME run genai-bench, with its progress on stderr. */
export async function genaiBench(
  context: Context,
  operands: readonly (string | undefined)[],
  flags: GenaiFlags & Readonly<Record<string, unknown>>,
): Promise<GenaiReport> {
  if (flags.url !== undefined)
    throw new OmeError('usage', 'a BenchmarkJob cannot ask a --url: it has no field for the tokenizer', [
      'name a service, or leave out --genai-bench',
    ])
  const name = serviceName('benchmark', operands)
  const namespace = flags.namespace ?? (await context.namespace())
  const levels = flags.sweep === undefined ? [flags.concurrency] : parseSteps(flags.sweep, {isWhole: true})
  const wish = genaiWish(flags, levels, {name: await newName('ome-genai'), service: {name, namespace}})
  const {io, signal} = context
  let title = 'look at the service'
  const tell = (text: string): void => {
    if (text !== title && !io.errIsTTY) io.err(`${text}\n`)
    title = text
  }
  const host = await genaiIn(context, flags['runner-image'])
  return await spin(() => title, runGenaiBench(host, wish, {signal, tell}), context)
}
