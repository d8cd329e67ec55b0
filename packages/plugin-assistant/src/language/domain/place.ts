import type {Vocabulary} from './intent.ts'
import {isAcceleratorWord, meantBy} from './names.ts'
import {isKnown, type Token} from './tokens.ts'
import {fillers} from './words.ts'

export interface Placed {
  readonly namespace: string | undefined
  readonly isGuessed: boolean
  readonly left: readonly Token[]
}

/** `in namespace x`, `in the x namespace`, `-n x`, `in x` of a namespace that is there, else of a word nobody knows. */
export function takePlace(tokens: readonly Token[], vocabulary: Vocabulary): Placed {
  const {namespaces, context} = vocabulary
  const text = (at: number): string => tokens[at]?.text ?? ''
  const taken = (from: number, count: number, named: number): Placed => ({
    namespace: tokens[named]?.raw,
    isGuessed: false,
    left: [...tokens.slice(0, from), ...tokens.slice(from + count)],
  })
  const isPlace = (at: number): boolean => ['in', 'of', 'from', 'on', 'inside', 'within'].includes(text(at))
  const isService = (name: string): boolean => vocabulary.services.some((service) => service.name === name)
  for (let at = 0; at < tokens.length; at++) {
    const isNoun = text(at) === 'namespace' && (at === 0 || !isObjectOf(text(at - (text(at - 1) === 'the' ? 2 : 1))))
    if ((isNoun || text(at) === '-n') && tokens[at + 1] && !fillers.has(text(at + 1)) && !isKnown(text(at + 1)))
      return taken(at, 2, at + 1)
    if (isNoun && at > 0 && !isKnown(text(at - 1))) return taken(at - 1, 2, at - 1)
    const name = tokens[at + 1]?.raw ?? ''
    const isGoal = ['to', 'into', 'onto'].includes(text(at)) && tokens.some((token) => moves.has(token.text))
    if ((isPlace(at) || isGoal) && namespaces.includes(name)) {
      const other = tokens[at + 3]?.raw
      const isSeveral =
        /^(?:and|or)$/.test(text(at + 2)) && other !== undefined && !isKnown(text(at + 3)) && !isService(other)
      // Nothing is done in one of two places.
      return isSeveral
        ? {...taken(at, 4, at + 1), namespace: `${name} ${text(at + 2)} ${other}`, isGuessed: true}
        : taken(at, 2, at + 1)
    }
    if (isPlace(at) && name === context && name !== '') return {...taken(at, 2, at + 1), namespace: undefined}
  }
  const at = tokens.findIndex(
    (_token, index) =>
      ['in', 'inside', 'within'].includes(text(index)) && isStrangePlace(tokens[index + 1], vocabulary),
  )
  return at === -1 || text(at + 2) === 'cluster'
    ? {namespace: undefined, isGuessed: false, left: tokens}
    : {...taken(at, 2, at + 1), isGuessed: true}
}

const moves = new Set(['deploy', 'launch', 'serve', 'host', 'run', 'move', 'import', 'download', 'restore', 'copy'])

/** `delete namespace x` is about the namespace itself. */
const isObjectOf = (verb: string): boolean => /^(?:delete|remove|destroy|drop|describe|kill)$/.test(verb)

const months =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|general|detail|short|total|parallel|order|place|advance|production|english)$/

function isStrangePlace(token: Token | undefined, vocabulary: Vocabulary): boolean {
  if (!token || isKnown(token.text) || !/^[a-z][a-z0-9-]*$/.test(token.text)) return false
  if (months.test(token.text)) return false
  const {services, contexts} = vocabulary
  const names = [...services.map(({name}) => name), ...contexts, ...vocabulary.runtimes]
  return (
    !names.includes(token.text) &&
    !isAcceleratorWord(token.text) &&
    meantBy([token.text], vocabulary.models) === undefined
  )
}
