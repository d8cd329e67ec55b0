import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {resultFormat, writeDocument} from '../foreign/result.ts'
import {placeWords} from './place-words.ts'
import {endOf, findRun} from './runs.ts'

interface ResultWish {
  readonly name: string
  readonly namespace: string
  readonly output: string | undefined
}

/** Prints the document that a run left as its result; as JSON where no format is asked for. */
export async function printResult(
  kube: KubeClient,
  {name, namespace, output = 'json'}: ResultWish,
  context: Context,
): Promise<void> {
  const run = await findRun(kube, name, namespace, context)
  const place = placeWords({namespace, connection: context.connectionWords?.()})
  const {code, message} = endOf(run, place)
  if (message === undefined)
    throw new OmeError('not-found', `run ${name} left no result; it ended with code ${code}`, [
      `what it printed: ome command runs logs ${name} ${place}`,
    ])
  const format = resultFormat(output)
  if (!format.isDocument) throw new OmeError('usage', `a result cannot be written as ${output}`, ['use json or yaml'])
  writeDocument(message, format, context.io, run.command)
}
