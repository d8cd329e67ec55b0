import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {type Choice, input, select} from '@ome/sdk/prompt'

type Terminal = Pick<Context, 'io' | 'signal' | 'bin'>

export interface Question {
  readonly noun: 'model' | 'runtime'
  /** The command with the name in it, for those who cannot be asked: `models describe NAME`. */
  readonly usage: string
}

/** Lets a person pick a model or runtime of the cluster. Throws `usage` without a terminal, before anything is read. */
export async function chooseName(
  {io, signal, bin}: Terminal,
  {noun, usage}: Question,
  names: () => Promise<readonly string[]>,
): Promise<string> {
  const instead = `${bin} ${usage}`
  if (!io.canPrompt)
    throw new OmeError('usage', `which ${noun}?`, [`name it: ${instead}`, `list them: ${bin} get ${noun}s`])
  const found = await names()
  if (found.length === 0)
    throw new OmeError('not-found', `there are no ${noun}s`, [
      noun === 'model' ? `import one: ${bin} import hf ID` : `make one: ${bin} create runtime`,
    ])
  return await select(
    `Which ${noun}?`,
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
