const escapeSequences =
  // CSI, OSC and the other string sequences, two-byte escapes; in 7-bit and 8-bit form.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * Text from outside (cluster, hub, logs, files) made safe for a terminal: escape sequences, control characters other
 * than tab and newline, and bidirectional overrides are removed.
 */
export function plain(text: string): string {
  if (!mayNeedCleaning.test(text)) return text
  return text.replaceAll(escapeSequences, '').replaceAll(controls, '')
}

const mayNeedCleaning = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** One line for a table cell: {@link plain}, tabs as blanks, cut at the first newline with `...` as kubectl does. */
export function oneLine(text: string): string {
  const newline = text.search(/[\r\n]/)
  const first = newline === -1 ? text : `${text.slice(0, newline)}...`
  return plain(first).replaceAll('\t', ' ')
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
const zero = /[\p{Mn}\p{Me}\u200b-\u200d\u2060\ufeff]/u

/** Columns a text takes on a terminal: East Asian wide characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) width += zero.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

/** Cuts a text to a number of columns, with a mark for what is missing. */
export function cut(text: string, columns: number, mark: string): string {
  if (displayWidth(text) <= columns) return text
  const room = columns - displayWidth(mark)
  if (room <= 0) return [...mark].slice(0, columns).join('')
  let taken = ''
  let width = 0
  for (const character of text) {
    const next = displayWidth(character)
    if (width + next > room) break
    taken += character
    width += next
  }
  return taken + mark
}

/** A text in lines of a number of columns, broken behind blanks and commas where there are some, else anywhere. */
export function folded(text: string, columns: number): string[] {
  if (displayWidth(text) <= columns) return [text]
  const lines: string[] = []
  let line = ''
  const add = (piece: string): void => {
    if (displayWidth((line + piece).trimEnd()) <= columns) line += piece
    else {
      if (line !== '') lines.push(line.trimEnd())
      line = piece
    }
  }
  for (const piece of text.match(/[^ ,]*[ ,]+|[^ ,]+/g) ?? []) {
    if (displayWidth(piece.trimEnd()) <= columns) add(piece)
    else for (const character of piece) add(character)
  }
  return [...lines, line.trimEnd()]
}

/** {@link cut} for a line that carries colour codes, which take no room and stay in balance. */
export function cutStyled(line: string, columns: number): string {
  let left = columns
  return line
    .split(/(\u001b\[[\d;]*m)/)
    .map((part, index) => {
      if (index % 2 === 1) return part
      const shown = left <= 0 ? '' : cut(part, left, '')
      left -= displayWidth(part)
      return shown
    })
    .join('')
}

/** Removes credentials from every URL in a text, and tokens from `Bearer …` and `token=…`. */
export function redact(text: string): string {
  return text
    .replaceAll(/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]*@/gi, '$1')
    .replaceAll(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, '$1 [hidden]')
    .replaceAll(/([?&](?:token|access_token|api_key|key|password|secret)=)[^&\s]+/gi, '$1[hidden]')
}

/** A word as a POSIX shell takes it: quoted where it must be. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** kubectl's header for `-L app.kubernetes.io/name`: `NAME`. */
export const labelHeader = (key: string): string => (key.split('/').at(-1) ?? key).toUpperCase()

/** All labels in one cell, by key. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',')
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const plainBars = ['_', '.', '-', '=', '+', '*', '#', '@']

/** A line of bars from 0, or the smallest value where that is below, to the largest; gaps for what was not known. */
export function sparkline(values: readonly (number | undefined)[], isUnicode: boolean): string {
  const known = values.filter((value) => value !== undefined && Number.isFinite(value)) as readonly number[]
  const least = known.reduce((low, value) => Math.min(low, value), 0)
  const most = known.reduce((high, value) => Math.max(high, value), 0)
  const marks = isUnicode ? bars : plainBars
  return values
    .map((value) => {
      if (value === undefined || !Number.isFinite(value)) return ' '
      const share = most === least ? 0 : (value - least) / (most - least)
      return marks[Math.min(marks.length - 1, Math.floor(share * marks.length))] ?? ' '
    })
    .join('')
}

const asciiTwins: Readonly<Record<string, string>> = {
  '→': '->',
  '…': '...',
  '–': '-',
  '·': '*',
  '×': 'x',
  '≤': '<=',
  '≥': '>=',
  '│': '|',
  '─': '-',
}

/** A text with our own marks as ASCII; `other` stands for every other character that is none, which else stays. */
export const inAscii = (text: string, other?: string): string =>
  text.replaceAll(/[^\u0000-\u007e]/g, (mark) => asciiTwins[mark] ?? other ?? mark)
