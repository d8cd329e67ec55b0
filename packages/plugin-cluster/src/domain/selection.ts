import {OmeError} from '@ome/sdk/errors'

/** One resource word with the names that were typed for it; no names means all. */
export interface Selection {
  readonly word: string
  readonly names: readonly string[]
}

/**
 * kubectl's operands: `WORD[,WORD…] [NAME…]`, or `WORD/NAME…` of any words. Throws `usage` for a mixture of the two and
 * for empty words and names.
 */
export function selectionsOf(operands: readonly string[]): readonly Selection[] {
  const [first = '', ...names] = operands
  if (operands.length === 0) return []
  if (operands.some((operand) => operand.includes('/'))) return pairsOf(operands)
  if (names.includes('')) throw new OmeError('usage', 'a name is empty')
  const words = first.split(',')
  if (words.includes('')) throw new OmeError('usage', `"${first}" is no list of resources`, ['write it as pods,svc'])
  return [...new Set(words)].map((word) => ({word, names}))
}

function pairsOf(operands: readonly string[]): readonly Selection[] {
  const pairs = operands.map((operand) => {
    const [word, name, ...rest] = operand.split('/')
    if (word && name && rest.length === 0) return {word, names: [name]}
    throw new OmeError('usage', `"${operand}" is not of the form NOUN/NAME`, [
      'write all objects as NOUN/NAME, or one noun and then names',
    ])
  })
  const joined: {readonly word: string; readonly names: string[]}[] = []
  for (const pair of pairs) {
    const last = joined.at(-1)
    if (last?.word === pair.word) last.names.push(...pair.names)
    else joined.push(pair)
  }
  return joined
}

/** Throws `usage` when objects are both named and selected, as kubectl does. */
export function refuseNamesWithSelector(
  selections: readonly Selection[],
  selectors: Readonly<Record<string, string | undefined>>,
): void {
  const used = Object.entries(selectors).find(([, value]) => value !== undefined)
  if (used && selections.some(({names}) => names.length > 0))
    throw new OmeError('usage', `names cannot be combined with --${used[0]}`)
}

/** The one object that was named. Throws `usage` for several. */
export function oneObject(selections: readonly Selection[]): {readonly word: string; readonly name: string} {
  const all = selections.flatMap(({word, names}) => names.map((name) => ({word, name})))
  const [only] = all
  if (only && all.length === 1) return only
  throw new OmeError('usage', 'name one object at a time', [])
}
