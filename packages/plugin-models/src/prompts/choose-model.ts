import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {type Choice, input, select} from '@ome/sdk/prompt'

type Terminal = Pick<Context, 'io' | 'signal' | 'bin'>

/** Lets a person pick a model of the cluster. Throws `usage` without a terminal, before anything is read. */
export async function chooseModel(
  {io, signal, bin}: Terminal,
  names: () => Promise<readonly string[]>,
): Promise<string> {
  const instead = `${bin} runtime suggest MODEL`
  if (!io.canPrompt)
    throw new OmeError('usage', 'which model?', [`name it: ${instead}`, `list them: ${bin} get models`])
  const found = await names()
  if (found.length === 0) throw new OmeError('not-found', 'there are no models', [`import one: ${bin} import hf ID`])
  return await select(
    'Which model?',
    found.map((name) => ({name})),
    {io, signal, instead},
  )
}

/** Asks for a hub id, or for words and then which of the models found. Undefined without a terminal. */
export async function chooseHubModel(
  {io, signal, bin}: Terminal,
  search: (words: string) => Promise<readonly Choice[]>,
): Promise<string | undefined> {
  if (!io.canPrompt) return undefined
  const options = {io, signal, instead: `${bin} import hf ORG/NAME`}
  const typed = (await input('Which model? ORG/NAME, or words to search for', options)).trim()
  if (typed === '' || typed.includes('/')) return typed
  const found = await search(typed)
  if (found.length === 0)
    throw new OmeError('not-found', `the hub has no model for "${typed}"`, [`${bin} search hf TEXT`])
  return await select('Which of them?', found, options)
}
