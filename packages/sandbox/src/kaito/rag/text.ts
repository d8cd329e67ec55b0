/** Characters that stand for one token of a splitter. */
const charactersPerToken = 4
const chunkTokens = 1024
const codeLines = 40
const codeOverlap = 15
const codeCharacters = 1500

/** The sentences of a text, in order; every line that is not blank ends one too. */
export const sentencesOf = (text: string): string[] =>
  text
    .split(/\n\s*\n|\n(?=[#*\-\d])/)
    .flatMap((paragraph) => paragraph.match(/[^.!?]+(?:[.!?]+(?=\s|$)|[.!?]|$)+/g) ?? [])
    .map((sentence) => sentence.replaceAll(/\s+/g, ' ').trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))

/** Pieces of a document: whole sentences up to the size of a chunk, or lines of code with some overlap. */
export function chunksOf(text: string, metadata: Readonly<Record<string, unknown>>): string[] {
  return metadata['split_type'] === 'code' ? codeChunks(text) : textChunks(text)
}

function textChunks(text: string): string[] {
  const most = chunkTokens * charactersPerToken
  const chunks: string[] = []
  let chunk = ''
  for (const part of text.match(/[\s\S]{1,4096}?(?:[.!?]\s+|\n{2,}|$)|[\s\S]{1,4096}/g) ?? []) {
    if (chunk !== '' && chunk.length + part.length > most) {
      chunks.push(chunk.trim())
      chunk = ''
    }
    chunk += part
  }
  chunks.push(chunk.trim())
  return chunks.filter((piece) => piece !== '')
}

function codeChunks(text: string): string[] {
  const lines = text.split('\n')
  const chunks: string[] = []
  for (let start = 0; start < lines.length; start += codeLines - codeOverlap) {
    const chunk = lines
      .slice(start, start + codeLines)
      .join('\n')
      .slice(0, codeCharacters)
    if (chunk.trim() !== '') chunks.push(chunk)
    if (start + codeLines >= lines.length) break
  }
  return chunks
}

const stopWords = new Set(
  'a an the and or but if of in on at to for from with by is are was were be been do does did can could would should will may what which who how why when where that this these those it its you your i me my we our us they them not no yes so as any all'.split(
    ' ',
  ),
)

/** The words of a text that carry its meaning, in lower case, plural and verb endings cut. */
export const termsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !stopWords.has(word)).map(stem)

const stem = (word: string): string =>
  word.length > 4 ? word.replace(/(?:ies|ing|ed|es|s)$/, (ending) => (ending === 'ies' ? 'y' : '')) : word
