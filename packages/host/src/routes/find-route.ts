import type {OfferRow, RouteIndex} from './route-index.ts'

export type Route =
  | {readonly type: 'command'; readonly id: string; readonly argv: readonly string[]}
  /** Words that lead to commands but are none. `unknown` is the first word below the topic that does not exist. */
  | {readonly type: 'topic'; readonly id: string; readonly unknown?: string}
  | {readonly type: 'unknown'; readonly words: readonly string[]}

type Names = Pick<RouteIndex, 'commands' | 'aliases' | 'valueFlags' | 'offers'>

/**
 * The command with the longest run of leading words as its id. Flags may come between the words; a flag known to take
 * a value takes the next word with it. All that is not part of the id stays in order as the command's arguments.
 */
export function findRoute(index: Names, words: readonly string[]): Route {
  const {positions, operands} = leadingWords(words, new Set(index.valueFlags))
  for (let count = positions.length; count > 0; count--) {
    const typed = operands.slice(0, count).join(':')
    const id = index.aliases[typed] ?? typed
    if (!Object.hasOwn(index.commands, id)) continue
    const taken = new Set(positions.slice(0, count))
    return {type: 'command', id, argv: words.filter((_, at) => !taken.has(at))}
  }
  return topicRoute(index, operands)
}

function topicRoute(index: Names, operands: readonly string[]): Route {
  const ids = knownIds(index)
  let depth = 0
  while (depth < operands.length && ids.some((id) => id.startsWith(`${operands.slice(0, depth + 1).join(':')}:`)))
    depth++
  if (depth === 0) return {type: 'unknown', words: operands}
  const unknown = operands[depth]
  return {type: 'topic', id: operands.slice(0, depth).join(':'), ...(unknown === undefined ? {} : {unknown})}
}

/** Every id that words may lead to: commands, their aliases, and commands that are not installed. */
export const knownIds = ({
  commands,
  aliases,
  offers,
}: Pick<RouteIndex, 'commands' | 'aliases' | 'offers'>): string[] => [
  ...Object.keys(commands),
  ...Object.keys(aliases),
  ...offers.flatMap((offer) => Object.keys(offer.commands)),
]

/** The words before `--` that are neither flags nor their values, with their places. Ids have at most five words. */
export function leadingWords(
  words: readonly string[],
  valueFlags: ReadonlySet<string>,
): {positions: number[]; operands: string[]} {
  const positions: number[] = []
  const operands: string[] = []
  for (let at = 0; at < words.length && operands.length < 5; at++) {
    const word = words[at] ?? ''
    if (word === '--') break
    if (word.startsWith('-') && word.length > 1) {
      if (valueFlags.has(word)) at++
      continue
    }
    // An id holds words only; a path, a name with a colon or an assignment cannot lead to a command.
    if (!/^[\p{L}\d][\p{L}\d_.-]*$/u.test(word)) break
    positions.push(at)
    operands.push(word)
  }
  return {positions, operands}
}

export interface OfferedCommand {
  readonly offer: OfferRow
  readonly id: string
}

/** The command of a plugin that is not installed that the leading words are: the longest one. */
export function findOffer(
  {offers, valueFlags}: Pick<RouteIndex, 'offers' | 'valueFlags'>,
  words: readonly string[],
): OfferedCommand | undefined {
  if (offers.length === 0) return undefined
  const {operands} = leadingWords(words, new Set(valueFlags))
  for (let count = operands.length; count > 0; count--) {
    const id = operands.slice(0, count).join(':')
    const offer = offers.find(({commands}) => Object.hasOwn(commands, id))
    if (offer) return {offer, id}
  }
  return undefined
}
