import {nounOf, splitOperands} from '@ome/inference-model/names'
import {nearNoun, otherNoun, serviceName} from '@ome/inference-model/service-operand'
import {type KaitoNoun, kaitoNameIn, kaitoNounOf, kaitoNouns} from '@ome/kaito/kaito-nouns'
import {OmeError} from '@ome/sdk/errors'

/** `services A B`, `service/A service/B` or lone names; a lone noun means those that are selected. */
export function serviceNames(
  verb: string,
  typed: readonly string[],
  nouns: readonly string[] = ['service'],
): readonly string[] {
  const {word, names} = splitOperands(typed, 'service')
  const [first = '', second] = names
  const foreign = kaitoNounOf(typed[0]?.split('/', 1)[0] ?? '')
  if (foreign !== undefined) throw notHere(verb, foreign, nouns)
  if (word !== undefined && nounOf(word) !== 'service') throw otherNoun(verb, [word, first || undefined], nouns)
  const isMisspelt = typed.length === 2 && nounOf(typed[0] ?? '') === undefined && /^[a-z]+$/i.test(first)
  if (isMisspelt && nearNoun(first, nouns) !== undefined) throw otherNoun(verb, [first, second], nouns)
  return names
}

/** {@link serviceName} for verbs of OME alone: what KAITO runs is led to the verb that tells or does the like. */
export function omeService(verb: string, typed: readonly (string | undefined)[]): string {
  const words = typed.filter((word) => word !== undefined)
  // A lone word is the name of a service, also where KAITO has a noun like it.
  const isLone = words.length === 1 && !words[0]?.includes('/')
  const named = isLone ? undefined : kaitoNameIn(verb, words)
  if (named === undefined) return serviceName(verb, typed)
  const {noun, name} = named
  const like = likes[verb] ?? 'status'
  const flags = like === 'scale' ? ' --replicas N' : ''
  throw new OmeError('usage', `"${verb}" works on services of OME, not on a ${noun} of KAITO`, [
    `the nearest for it: ome ${like} ${noun} ${name}${flags}`,
  ])
}

/** Verbs that do for KAITO what another does for OME. */
const likes: Readonly<Record<string, string>> = {
  analyze: 'logs analyze',
  autoscale: 'scale',
  console: 'url',
  exec: 'logs',
}

const notHere = (verb: string, noun: KaitoNoun, nouns: readonly string[]): OmeError =>
  nouns.includes(noun)
    ? new OmeError('usage', `a ${noun} is changed in one namespace`, ['say which: -n NAMESPACE'])
    : new OmeError('usage', `"${verb}" works on services, not on a ${noun}`, [
        `what runs is started anew by: ome update ${noun} NAME --restart`,
      ])

/** Nouns of the verbs that change services of OME and what KAITO runs. */
export const servedNouns: readonly string[] = ['service', ...kaitoNouns]

/** `deploy` takes one word: a second one is most likely meant as the service's name. */
export function refuseSurplus(model: string, surplus: string | undefined): void {
  if (surplus === undefined) return
  throw new OmeError('usage', `"${surplus}" is one word too many: the name of the service is a flag`, [
    `ome deploy ${model} --name ${surplus}`,
  ])
}

/** The words that name the object of a chat and, behind them, the question. */
export function chatOperands(words: readonly string[]): {
  readonly object: readonly string[]
  readonly question: string | undefined
} {
  const [first = ''] = words
  const isNoun = !first.includes('/') && (nounOf(first) !== undefined || kaitoNounOf(first) !== undefined)
  const count = isNoun ? 2 : 1
  return {object: words.slice(0, count), question: sentence(words.slice(count))}
}

const sentence = (words: readonly (string | undefined)[]): string | undefined =>
  words.filter((word) => word !== undefined).join(' ') || undefined

/** Whether words name one object, of whatever backend: `NOUN NAME`, `NOUN/NAME` or a lone NAME. */
export const isOneObject = ([first, ...others]: readonly string[]): boolean =>
  first !== undefined &&
  (kaitoNounOf(first.split('/', 1)[0] ?? '') !== undefined ||
    (nounOf(first) === 'service' ? others.length === 1 : others.length === 0))
