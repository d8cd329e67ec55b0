const characters = new Intl.Segmenter(undefined, {granularity: 'grapheme'})

/** The place one character before; a letter with its marks, or an emoji of several parts, is one. */
export function back(text: string, at: number): number {
  const begin = Math.max(0, at - 64)
  const parts = [...characters.segment(text.slice(begin, at))]
  return begin + (parts.at(-1)?.index ?? 0)
}

export function forward(text: string, at: number): number {
  const [first] = characters.segment(text.slice(at, at + 64))
  return at + (first?.segment.length ?? 0)
}

/** The beginning of the word before a place. Words are parted by blanks. */
export const wordStart = (text: string, at: number): number => text.slice(0, at).trimEnd().search(/\S*$/)

export function wordEnd(text: string, at: number): number {
  const [word = ''] = /^\s*\S*/.exec(text.slice(at)) ?? []
  return at + word.length
}
