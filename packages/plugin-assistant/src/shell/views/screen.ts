import {cut, displayWidth} from '@ome/sdk/text'
import type {Editor, Menu} from '../domain/editor-state.ts'
import type {Prompt} from './prompt.ts'

/** What the terminal shows of the line: rows from top to bottom, none wider than the terminal. */
export interface Screen {
  readonly rows: readonly string[]
  /** Row and column of the cursor. */
  readonly row: number
  readonly column: number
}

interface Room {
  readonly width: number
  readonly height: number
}

const mostMenuRows = 8

/** Prompt, text and choices as rows. Of what is higher than the terminal, the part around the cursor. */
export function screenOf(editor: Editor, prompt: Prompt, {width, height}: Room): Screen {
  const search = editor.search && searchPrompt(editor.search.query, editor.search.hit !== undefined, width)
  const {rows, row, column} = wrapped(search ?? prompt, editor, width)
  const most = Math.max(1, height - 1)
  const first = Math.max(0, Math.min(row - most + 1 + Math.min(1, rows.length - 1 - row), rows.length - most))
  const part = rows.slice(first, first + most)
  const menu = editor.menu ? menuRows(editor.menu, width, Math.min(mostMenuRows, most - part.length)) : []
  return {rows: [...part, ...menu], row: row - first, column}
}

const searchPrompt = (query: string, isFound: boolean, width: number): Prompt => {
  const text = `(${isFound || query === '' ? 'search' : 'no line with'}: ${cut(query, Math.max(4, width - 20), '')}) `
  return {text, painted: text}
}

/** The text in rows of the terminal's width; a character never stands across two of them. */
function wrapped(prompt: Prompt, {text, cursor}: Editor, width: number): Screen {
  const rows = ['']
  let column = 0
  let place = {row: 0, column: 0}
  const put = (character: string, shown = character): void => {
    const columns = displayWidth(character)
    if (column + columns > width) {
      rows.push('')
      column = 0
    }
    rows[rows.length - 1] += shown
    column += columns
  }
  if (displayWidth(prompt.text) < width) {
    rows[0] = prompt.painted
    column = displayWidth(prompt.text)
  } else for (const character of prompt.text) put(character)
  let index = 0
  for (const character of text) {
    if (index === cursor) place = {row: rows.length - 1, column}
    if (character === '\n') {
      rows.push('')
      column = 0
    } else put(character)
    index += character.length
  }
  if (index <= cursor) place = {row: rows.length - 1, column}
  if (place.column >= width) {
    // The cursor stands behind the last column: on the next row.
    place = {row: place.row + 1, column: 0}
    if (place.row === rows.length) rows.push('')
  }
  return {rows, ...place}
}

/** Choices in columns, as many as fit; what they mean beside them where there is room for one in a row. */
function menuRows({choices, chosen}: Menu, width: number, most: number): readonly string[] {
  if (most < 1) return []
  const longest = Math.max(...choices.map(({value}) => displayWidth(value)))
  const isWide = choices.length <= most && choices.some(({text}) => text) && longest + 12 < width
  const columns = isWide ? 1 : Math.max(1, Math.floor(width / (longest + 2)))
  const all = Math.ceil(choices.length / columns)
  const room = all > most ? Math.max(1, most - 1) : all
  const first = Math.max(0, Math.min(Math.floor((chosen ?? 0) / columns) - room + 1, all - room))
  const rows = Array.from({length: room}, (_, row) =>
    choices
      .slice((first + row) * columns, (first + row + 1) * columns)
      .map(({value, text}, column) => {
        const isChosen = (first + row) * columns + column === chosen
        const shown = cut(value, width - 2, '')
        const padded = shown + ' '.repeat(Math.max(0, longest - displayWidth(shown)))
        const beside = isWide && text ? cut(`  ${text}`, width - longest - 2, '') : ''
        return `${isChosen ? `\u001b[7m${shown}\u001b[27m${padded.slice(shown.length)}` : padded}${beside}`
      })
      .join('  ')
      .trimEnd(),
  )
  const missing = choices.length - room * columns
  return missing > 0 && most > 1 ? [...rows, cut(`${missing} more; type on to narrow them down`, width, '')] : rows
}
