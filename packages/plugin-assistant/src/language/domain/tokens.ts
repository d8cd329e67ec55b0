import {phrases} from './phrases.ts'
import {fillers, noSlips, ruleWords, spellings, synonyms} from './words.ts'

/** One word of an utterance: as typed, in lower case, and in the words of the rules once it was understood as such. */
export interface Token {
  readonly raw: string
  readonly text: string
}

const numbers: Readonly<Record<string, string>> = {
  zero: '0',
  dozen: '12',
  eleven: '11',
  thirteen: '13',
  fourteen: '14',
  fifteen: '15',
  seventeen: '17',
  eighteen: '18',
  nineteen: '19',
  forty: '40',
  sixty: '60',
  seventy: '70',
  eighty: '80',
  ninety: '90',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  twelve: '12',
  sixteen: '16',
  twenty: '20',
  thirty: '30',
  fifty: '50',
  hundred: '100',
  thousand: '1000',
}

/** `twenty five`, `twenty-five`. */
const compound =
  /\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](one|two|three|four|five|six|seven|eight|nine)\b/gi

/** A name in quotes is a name; other texts in quotes are nobody's request. */
const isOneName = (text: string): boolean => /^[a-z0-9][a-z0-9.-]*$/.test(text) && !isKnown(text)

/** The words of an utterance, without what only ends sentences. Texts in quotes are taken out and returned beside them. */
export function tokensOf(utterance: string): {readonly tokens: readonly Token[]; readonly quoted: readonly string[]} {
  const quoted: string[] = []
  const plainText = utterance
    .replaceAll(/[‘’´`ʼ′]/g, "'")
    .normalize('NFKC')
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[‐‑–—]/g, '-')
    .replaceAll(/"([^"]+)"|(?<![\w])'([^']+)'(?![\w])/g, (_all, double, single) => {
      const text: string = double ?? single
      quoted.push(text)
      return isOneName(text) ? ` ${text} ` : ' '
    })
    .replaceAll(/\b(\w+)n't\b/gi, '$1 not')
    .replaceAll(/'(s|re|m|d|ll|ve)\b/gi, ' ')
    .replaceAll(/(\d),(?=\d{3}\b)/g, '$1')
    .replaceAll(
      /(?<![\w:/.-])(service|svc|isvc|inferenceservice|model|runtime|workspace|notebook|namespace)s?\/(?=[a-z0-9])/gi,
      '$1 ',
    )
    .replaceAll(/(?<=^|\s)--(?=[a-z])/gi, '')
    .replaceAll(/(?<=\b(?:replicas|min|max|tail|since|lines))=(?=\S)/gi, ' ')
    .replaceAll(/[?!;,()[\]{}"'`]+/g, ' ')
    .replaceAll(/(\d)\s+(am|pm)\b/gi, '$1$2')
    .replaceAll(
      compound,
      (_all, ten: string, one: string) => `${Number(numbers[ten.toLowerCase()]) + Number(numbers[one.toLowerCase()])}`,
    )
    .replaceAll(/\b(?:an?|one) (hundred|thousand|dozen)\b/gi, '$1')
    .replaceAll(/\b(?:a )?(?:couple|pair)(?: of)?\b/gi, '2')
  const tokens = plainText
    .split(/\s+/)
    .map((word) => word.replace(/[.:]+$/, ''))
    .filter((word) => word !== '' && word !== '-' && word !== '&')
    .map((raw) => ({raw, text: numbers[raw.toLowerCase()] ?? raw.toLowerCase()}))
  return {tokens, quoted}
}

const known = new Set([
  ...ruleWords,
  ...Object.keys(synonyms),
  ...Object.values(synonyms),
  ...fillers,
  ...phrases.flatMap(([phrase, meaning]) => [...phrase.split(' '), meaning]),
])

export const isKnown = (word: string): boolean => known.has(word)

/** A word that is misspelt, as it was meant; names, figures and known words stay. */
export function corrected({raw, text}: Token, isName: (word: string) => boolean): Token {
  if (isKnown(text) || noSlips.has(text) || isName(text) || text.length < 4 || !/^[a-z]+(-[a-z]+)?$/.test(text))
    return {raw, text}
  return {raw, text: spellings.find((word) => isSlip(text, word)) ?? text}
}

/** What was done to something asks for nothing: `restarted`, `scales`. */
const isTold = (typed: string, meant: string): boolean => typed === `${meant}d` || typed === `${meant}s`

/** One slip in a word of the rules; nobody mistypes the first letter. */
const isSlip = (typed: string, meant: string): boolean =>
  typed[0] === meant[0] && !isTold(typed, meant) && isOneEdit(typed, meant)

/** One letter too many, too few or wrong, or two that changed places. */
export function isOneEdit(typed: string, meant: string): boolean {
  if (typed === meant || Math.abs(typed.length - meant.length) > 1) return false
  let at = 0
  while (at < typed.length && typed[at] === meant[at]) at++
  const [a, b] = [typed.slice(at), meant.slice(at)]
  if (a.length !== b.length) return a.length > b.length ? a.slice(1) === b : a === b.slice(1)
  return a.slice(1) === b.slice(1) || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
}

/** The words with their phrases and synonyms in the words of the rules, in the order they stand in. */
export function meanings(words: readonly string[]): readonly string[] {
  let text = ` ${words.join(' ')} `
  for (const [phrase, meaning] of phrases) text = text.replaceAll(` ${phrase} `, ` ${meaning} `)
  return text
    .trim()
    .split(' ')
    .map((word) => (Object.hasOwn(synonyms, word) ? (synonyms[word] ?? word) : word))
}
