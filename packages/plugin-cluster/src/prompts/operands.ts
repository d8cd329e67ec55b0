import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {type Choice, select} from '@ome/sdk/prompt'

export interface Asking extends Pick<Context, 'io' | 'signal' | 'bin'> {
  /** The command's word: `get`. */
  readonly verb: string
}

/** Lets a person pick a noun. Throws `usage` without a terminal, before anything is read. */
export async function askNoun(asking: Asking, choices: () => Promise<readonly Choice[]>): Promise<string> {
  const {io, signal, bin, verb} = asking
  const name = verb === 'get' ? '' : ' NAME'
  if (!io.canPrompt) {
    throw new OmeError('usage', `name what to ${verb}`, [
      `one of ours: ${bin} ${verb} services${name}, models, runtimes or accelerators`,
      `any resource of the cluster: ${bin} ${verb} pods${name}`,
      `see ${bin} ${verb} --help`,
    ])
  }
  return await select(`What to ${verb}?`, await choices(), {io, signal, instead: `${bin} ${verb} NOUN${name}`})
}

/** Lets a person pick an object of a noun. Throws as {@link askNoun}. */
export async function askName(
  {io, signal, bin, verb}: Asking,
  word: string,
  names: () => Promise<readonly string[]>,
): Promise<string> {
  const instead = `${bin} ${verb} ${word} NAME`
  if (!io.canPrompt) {
    const selecting = verb === 'delete' ? [`select them: ${bin} delete ${word} -l KEY=VALUE, or --all`] : []
    throw new OmeError('usage', `name the ${word} to ${verb}`, [
      `name it: ${instead}`,
      ...selecting,
      `list what is there: ${bin} get ${word}`,
    ])
  }
  const choices = (await names()).map((name) => ({name}))
  return await select(`Which ${word}?`, choices, {io, signal, instead})
}
