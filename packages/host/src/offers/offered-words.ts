import type {OfferRow} from '../routes/route-index.ts'

/** What a command that is not installed is marked with. */
export const notInstalled = '(not installed)'

export interface OfferedWord {
  /** The next word behind the prefix. */
  readonly word: string
  readonly text: string
}

/** The words that come next in ids of commands that are not installed. `prefix` ends with a colon or is empty. */
export function offeredWords(offers: readonly OfferRow[], prefix: string): OfferedWord[] {
  const found = new Map<string, string>()
  for (const {commands, summary} of offers) {
    for (const [id, text] of Object.entries(commands)) {
      if (!id.startsWith(prefix)) continue
      const [word = '', ...rest] = id.slice(prefix.length).split(':')
      if (rest.length === 0 || !found.has(word)) found.set(word, rest.length === 0 ? text : summary)
    }
  }
  return [...found]
    .map(([word, text]) => ({word, text: `${text} ${notInstalled}`.trim()}))
    .sort((a, b) => (a.word < b.word ? -1 : 1))
}

/** All ids below a topic with their summaries, for its help. */
export const offeredBelow = (offers: readonly OfferRow[], topic: string): (readonly [words: string, text: string])[] =>
  offers.flatMap(({commands}) =>
    Object.entries(commands)
      .filter(([id]) => id.startsWith(`${topic}:`))
      .map(([id, text]) => [id.replaceAll(':', ' '), `${text} ${notInstalled}`.trim()] as const),
  )

/** What the plugin of a topic is for, when nothing of the topic is installed. */
export const offeredTopic = (offers: readonly OfferRow[], topic: string): string | undefined =>
  offers.find(({commands}) => Object.keys(commands).some((id) => id.startsWith(`${topic}:`)))?.summary
