/**
 * Cuts a text into pieces of about the size real tokenizers make (four characters of English). Joined again the pieces
 * are the text.
 */
export function tokenize(text: string): string[] {
  const words = text.match(/\s*[\p{L}\p{N}_]+|\s*[^\s\p{L}\p{N}_]|\s+/gu) ?? []
  return words.flatMap((word) => (word.length <= longestPiece ? [word] : pieces(word)))
}

const longestPiece = 8

function pieces(word: string): string[] {
  const parts: string[] = []
  for (let start = 0; start < word.length; start += longestPiece - 2)
    parts.push(word.slice(start, start + longestPiece - 2))
  return parts
}

/** How many pieces {@link tokenize} makes of a text. */
export const countTokens = (text: string): number => tokenize(text).length
