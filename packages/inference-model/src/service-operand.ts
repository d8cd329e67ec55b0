import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {nounOf, splitOperands} from './names.ts'

/**
 * `service NAME`, `service/NAME` or a lone NAME: the one service a verb is about. Throws `usage` for anything else, with the
 * noun that was most likely meant; `nouns` are those the verb works on.
 */
export function serviceName(
  verb: string,
  typed: readonly (string | undefined)[],
  nouns: readonly string[] = ['service'],
): string {
  const words = typed.filter((word) => word !== undefined)
  const {word, names} = splitOperands(words, 'service')
  const [name, surplus] = names
  if (word !== undefined && nounOf(word) !== 'service') throw otherNoun(verb, [word, name], nouns)
  if (name === undefined || name === '') {
    throw new OmeError('usage', 'which service? a name is missing', [
      `ome ${verb} service NAME`,
      'list them: ome get services',
    ])
  }
  if (surplus === undefined) return name
  if (verb === 'scale' && /^\d+$/.test(surplus)) {
    throw new OmeError('usage', `"${surplus}" is not a second service: the number of replicas is a flag`, [
      `ome scale service ${name} --replicas ${surplus}`,
    ])
  }
  if (nearNoun(name, nouns) !== undefined) throw otherNoun(verb, [name, surplus], nouns)
  throw new OmeError('usage', `one service at a time: "${surplus}" is one too many`, [
    `if "${name}" is a kind: "${verb}" works on ${pluralsOf(nouns)}`,
  ])
}

/** The noun that a misspelt one stands for. */
export const nearNoun = (word: string, nouns: readonly string[]): string | undefined =>
  nearest(word.toLowerCase(), [...nouns, ...nouns.map(plural)])?.replace(/s$/, '')

/** A word stands where a noun does, and is none that the verb works on. */
export function otherNoun(
  verb: string,
  [word, name = 'NAME']: readonly [word: string, name: string | undefined],
  nouns: readonly string[],
): OmeError {
  const meant = nearNoun(word, nouns)
  return new OmeError('usage', `"${verb}" works on ${pluralsOf(nouns)}, not on "${word}"`, [
    meant === undefined ? `ome ${verb} ${nouns[0]} NAME` : `did you mean: ome ${verb} ${meant} ${name}`,
  ])
}

const plural = (noun: string): string => `${noun}s`

const pluralsOf = (nouns: readonly string[]): string => nouns.map(plural).join(', ')
