import type {ObjectWords} from '@ome/sdk/need'
import type {Expected} from './expected.ts'

/**
 * What fits after the operands `typed` of an object: a noun, or names of the noun that was typed. With `several` names
 * go on for as long as they are typed.
 */
export function objectWord(words: ObjectWords, typed: readonly string[], partial: string, several: boolean): Expected {
  const [first] = typed
  if (first === undefined || (several && first.includes('/'))) return nounOrName(words, partial)
  if (typed.length > 1 && !several) return {candidates: []}
  return namesOf(words, first)
}

function nounOrName(words: ObjectWords, partial: string): Expected {
  const slash = partial.indexOf('/')
  if (slash > 0) return {...namesOf(words, partial.slice(0, slash)), prefix: partial.slice(0, slash + 1)}
  const candidates = Object.keys(words.nouns).map((value) => ({value}))
  if (words.others) return {candidates, source: {from: 'resources'}}
  return words.lone ? {candidates, source: {resource: words.lone}} : {candidates}
}

function namesOf({nouns, alias = {}, others}: ObjectWords, word: string): Expected {
  const noun = Object.hasOwn(alias, word) ? (alias[word] ?? word) : word
  const resource = Object.hasOwn(nouns, noun) ? nouns[noun] : others ? word : undefined
  return resource === undefined ? {candidates: []} : {candidates: [], source: {resource}}
}
