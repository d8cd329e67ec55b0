import type {Completions, ObjectWords} from '@ome/sdk/need'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {hasNoun} from './has-noun.ts'

/**
 * All that a run of a command may be called besides its own words: with the noun that was typed, in every word the
 * plugin has for it, and with what a lone name stands for.
 */
export function commandForms(
  words: string,
  operands: readonly string[],
  completions: Completions | undefined,
): readonly string[] {
  const typed = nounWord(operands)
  const nouns = objectWords(completions).flatMap((object) => {
    const known = typed === undefined ? undefined : knownNoun(object, typed)
    if (known !== undefined) return [known, ...aliasesOf(object, known)]
    const lone = new Set(object.lone)
    return Object.entries(object.nouns)
      .filter(([, resources]) => resources.some((resource) => lone.has(resource)))
      .flatMap(([noun]) => [noun, ...aliasesOf(object, noun)])
  })
  return [...new Set([...(typed === undefined ? [] : [typed]), ...nouns])].map((noun) => `${words} ${noun}`)
}

/** The words a person knows a run by: `scale service` where a noun was typed, else those of the command alone. */
export function commandName(words: string, operands: readonly string[], command: ManifestCommand | undefined): string {
  const typed = nounWord(operands)
  if (typed === undefined || !command) return words
  const isNoun =
    hasNoun(command) || objectWords(command.completions).some((object) => knownNoun(object, typed) !== undefined)
  return isNoun ? `${words} ${typed}` : words
}

const nounWord = ([first]: readonly string[]): string | undefined => first?.split('/', 1)[0] || undefined

const objectWords = (completions: Completions | undefined): readonly ObjectWords[] =>
  Object.values(completions?.args ?? {}).flatMap((source) => ('object' in source ? [source.object] : []))

function knownNoun({nouns, alias = {}}: ObjectWords, word: string): string | undefined {
  const noun = Object.hasOwn(alias, word) ? alias[word] : word
  return noun !== undefined && Object.hasOwn(nouns, noun) ? noun : undefined
}

const aliasesOf = ({alias = {}}: ObjectWords, noun: string): readonly string[] =>
  Object.keys(alias).filter((word) => alias[word] === noun)
