import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {type Choice, select} from '@ome/sdk/prompt'
import type {Selection} from '../domain/selection.ts'

export interface Asking extends Pick<Context, 'io' | 'signal' | 'bin'> {
  /** The command's word: `get`. */
  readonly verb: string
}

/** What there is to choose from, read when it is needed. */
export interface Choices {
  nouns(): Promise<readonly Choice[]>
  names(word: string): Promise<readonly string[]>
}

/** What was typed, with a noun and a name picked where they are missing. Throws as {@link askNoun}. */
export async function completed(
  asking: Asking,
  [first, ...more]: readonly Selection[],
  choices: Choices,
): Promise<readonly [Selection, ...Selection[]]> {
  const word = first?.word ?? (await askNoun(asking, choices.nouns))
  const names = first?.names.length ? first.names : [await askName(asking, word, () => choices.names(word))]
  return [{word, names}, ...more]
}

/** Lets a person pick a noun. Throws `usage` without a terminal, before anything is read. */
export async function askNoun(asking: Asking, choices: () => Promise<readonly Choice[]>): Promise<string> {
  const {io, signal, bin, verb} = asking
  const [ours, theirs] = verb === 'get' ? ['services', 'pods'] : ['service NAME', 'pod NAME']
  if (!io.canPrompt) {
    throw new OmeError('usage', `name what to ${verb}`, [
      `services, models, runtimes or accelerators: ${bin} ${verb} ${ours}`,
      `or any resource of the cluster: ${bin} ${verb} ${theirs}`,
      `see ${bin} ${verb} --help`,
    ])
  }
  return await select(`What to ${verb}?`, await choices(), {io, signal, instead: `${bin} ${verb} ${ours}`})
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
    throw new OmeError('usage', `the name of the ${word} is missing`, [
      `name it: ${instead}`,
      ...selecting,
      `list what is there: ${bin} get ${word}`,
    ])
  }
  const choices = (await names()).map((name) => ({name}))
  return await select(`Which ${word}?`, choices, {io, signal, instead})
}

/** The selections as typed, or of a noun that is asked for. */
export async function withNoun(
  asking: Asking,
  typed: readonly Selection[],
  {nouns}: Choices,
): Promise<readonly Selection[]> {
  return typed.length > 0 ? typed : [{word: await askNoun(asking, nouns), names: []}]
}
