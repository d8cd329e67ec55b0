/** A typed line taken apart as a shell would, without variables and patterns. */
export interface Line {
  readonly words: readonly string[]
  /** What a shell gets for the output: `less`, `grep x | wc -l`, `> file`; as typed. */
  readonly tail?: {readonly kind: 'pipe' | 'file'; readonly text: string}
  /** A word that only a shell knows, standing alone: `;`, `&&`. */
  readonly foreign?: string
  /** A quote was opened and not closed, or the last line goes on behind a backslash. */
  readonly isOpen: boolean
  /** The last word and where it begins: the one under the cursor at the line's end. */
  readonly last: {readonly word: string; readonly start: number}
}

const foreign = new Set([';', '&&', '||', '&', '<', '<<', '2>', '2>&1'])

/** Takes a line apart. `home` stands for a leading `~/`. */
export function parseLine(text: string, home = ''): Line {
  const words: string[] = []
  let word: string | undefined
  let start = 0
  let isQuoted = false
  const done = (): void => {
    if (word !== undefined) words.push(!isQuoted && word.startsWith('~/') && home !== '' ? home + word.slice(1) : word)
    word = undefined
    isQuoted = false
  }
  const add = (part: string, at: number): void => {
    if (word === undefined) start = at
    word = (word ?? '') + part
  }
  let at = 0
  let isOpen = false
  let strange: string | undefined
  while (at < text.length) {
    const character = text[at] ?? ''
    if (/\s/.test(character)) {
      if (!isQuoted && word !== undefined && foreign.has(word)) strange ??= word
      done()
      at++
    } else if (character === '#' && word === undefined) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else if (character === '\\') {
      const next = text[at + 1]
      if (next === undefined) isOpen = true
      else if (next !== '\n') add(next, at)
      at += 2
    } else if ((character === '"' || character === "'") && !isApostrophe(text, at)) {
      const quote = quoted(text, at)
      add(quote.text, at)
      isQuoted = true
      isOpen ||= quote.isOpen
      at = quote.end
    } else if (
      (character === '|' && text[at + 1] !== '|' && text[at - 1] !== '|') ||
      (character === '>' && word !== '2')
    ) {
      done()
      const kind = character === '|' ? 'pipe' : 'file'
      const tail = {kind, text: text.slice(kind === 'pipe' ? at + 1 : at).trim()} as const
      return {words, tail, isOpen: false, last: {word: '', start: text.length}, ...(strange ? {foreign: strange} : {})}
    } else {
      add(character, at)
      at++
    }
  }
  const last = {word: word ?? '', start: word === undefined ? text.length : start}
  if (!isQuoted && word !== undefined && foreign.has(word)) strange ??= word
  done()
  return {words, isOpen, last, ...(strange ? {foreign: strange} : {})}
}

/** `what's`: between letters, and no quote comes that would close it. */
const isApostrophe = (text: string, at: number): boolean =>
  text[at] === "'" && /\p{L}/u.test(text[at - 1] ?? '') && !text.includes("'", at + 1)

function quoted(text: string, at: number): {readonly text: string; readonly end: number; readonly isOpen: boolean} {
  const mark = text[at] ?? ''
  let content = ''
  for (let place = at + 1; place < text.length; place++) {
    const character = text[place] ?? ''
    if (character === mark) return {text: content, end: place + 1, isOpen: false}
    const next = text[place + 1] ?? ''
    if (mark === '"' && character === '\\' && (next === '"' || next === '\\')) {
      content += next
      place++
    } else content += character
  }
  return {text: content, end: text.length, isOpen: true}
}

/** Whether Enter ends a line, or goes on with it: behind a backslash or within quotes. */
export const isWhole = (text: string): boolean => !parseLine(text).isOpen

/** The lines of a text, each a whole one. */
export function linesIn(text: string): readonly string[] {
  const lines: string[] = []
  let line: string | undefined
  for (const each of text.split('\n')) {
    line = line === undefined ? each : `${line}\n${each}`
    if (parseLine(line).isOpen) continue
    lines.push(line)
    line = undefined
  }
  return line === undefined ? lines : [...lines, line]
}

/** A word as it has to be typed. */
export const quotedWord = (word: string): string =>
  /[\s'"\\|>#]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word
