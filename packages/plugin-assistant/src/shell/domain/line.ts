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
  const words: Word[] = []
  let open: Word | undefined
  let isOpen = false
  let tail: Line['tail']
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at, open)
    if (piece.type === 'part') {
      const {text: before = '', start = at, isQuoted = false} = open ?? {}
      open = {text: before + piece.text, start, isQuoted: isQuoted || piece.isQuoted === true}
    } else if (piece.type !== 'nothing' && open) {
      words.push(open)
      open = undefined
    }
    if (piece.type === 'tail') tail = piece.tail
    isOpen ||= piece.isOpen === true
    at = piece.end
  }
  const all = open ? [...words, open] : words
  const strange = all.find((word) => !word.isQuoted && foreign.has(word.text))
  return {
    words: all.map((word) => (isAtHome(word) && home !== '' ? home + word.text.slice(1) : word.text)),
    isOpen: isOpen && tail === undefined,
    last: open && tail === undefined ? {word: open.text, start: open.start} : {word: '', start: text.length},
    ...(tail ? {tail} : {}),
    ...(strange ? {foreign: strange.text} : {}),
  }
}

interface Word {
  readonly text: string
  readonly start: number
  readonly isQuoted: boolean
}

const isAtHome = ({text, isQuoted}: Word): boolean => !isQuoted && text.startsWith('~/')

type Piece = {readonly end: number; readonly isOpen?: boolean} & (
  | {readonly type: 'blank' | 'nothing'}
  | {readonly type: 'part'; readonly text: string; readonly isQuoted?: boolean}
  | {readonly type: 'tail'; readonly tail: NonNullable<Line['tail']>}
)

/** The piece at a place, within a word or not. */
function pieceAt(text: string, at: number, word: Word | undefined): Piece {
  const character = text[at] ?? ''
  if (/\s/.test(character)) return {type: 'blank', end: at + 1}
  if (character === '#' && word === undefined) {
    const end = text.indexOf('\n', at)
    return {type: 'blank', end: end < 0 ? text.length : end}
  }
  if (character === '\\') {
    const next = text[at + 1]
    if (next === undefined || next === '\n') return {type: 'nothing', end: at + 2, isOpen: next === undefined}
    return {type: 'part', text: next, end: at + 2}
  }
  if ((character === '"' || character === "'") && !isApostrophe(text, at))
    return {type: 'part', isQuoted: true, ...quoted(text, at)}
  if (character === '|' && text[at + 1] !== '|' && text[at - 1] !== '|')
    return {type: 'tail', tail: {kind: 'pipe', text: text.slice(at + 1).trim()}, end: text.length}
  if (character === '>' && word?.text !== '2')
    return {type: 'tail', tail: {kind: 'file', text: text.slice(at).trim()}, end: text.length}
  return {type: 'part', text: character, end: at + 1}
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
