import type {Block, Cell, Line, TreeNode} from '@ome/sdk/view'
import {classOf, heading, table, text} from './page.ts'

/** What a view says to a terminal, as parts of a page: the same words and figures in both. */
export const blockSections = (blocks: readonly Block[]): readonly string[] => blocks.map(sectionOf)

const word = (cell: Cell): string => (cell === undefined || cell === null ? '-' : String(cell))

function sectionOf(block: Block): string {
  switch (block.type) {
    case 'fields':
      return `${heading(block.title)}${table({
        header: ['What', 'Value'],
        rows: block.rows.map(({label, value, tone}) => ({cells: [label, word(value)], tone})),
      })}`
    case 'table':
      return `${heading(block.title)}${table({
        header: block.header,
        rows: block.rows.map((cells, index) => ({cells: cells.map(word), tone: block.tones?.[index]})),
        figures: figureColumns(block.rows),
      })}`
    case 'text':
      return `${heading(block.title)}<p${classOf(block.tone)}>${text(block.text)}</p>`
    case 'tree':
      return `${heading(block.title)}${listOf(block.roots)}`
    case 'lines':
      return `${heading(block.title)}${block.lines.map((line) => `<p>${lineOf(line)}</p>`).join('')}`
  }
}

const lineOf = ({spans}: Line): string =>
  spans.map(({text: words, tone}) => `<span${classOf(tone)}>${text(words)}</span>`).join('')

const listOf = (nodes: readonly TreeNode[]): string => `<ul>${nodes.map(nodeOf).join('')}</ul>`

function nodeOf({text: words, state, tone, children = []}: TreeNode): string {
  const told = state === undefined ? '' : ` <span${classOf(tone)}>${text(state)}</span>`
  return `<li>${text(words)}${told}${children.length === 0 ? '' : listOf(children)}</li>`
}

const isNumber = (cell: Cell): boolean => /^-?[\d.,]+(?: \(partial\))?$/.test(word(cell))
const isOpen = (cell: Cell): boolean => ['-', '<unknown>'].includes(word(cell))

/** Columns in which every cell is a number, or says that there is none. */
function figureColumns(rows: readonly (readonly Cell[])[]): ReadonlySet<number> {
  const widest = Math.max(0, ...rows.map(({length}) => length))
  const columns = Array.from({length: widest}, (_, index) => rows.map((row) => row[index]))
  return new Set(
    columns.flatMap((cells, index) =>
      index > 0 && cells.some(isNumber) && cells.every((cell) => isNumber(cell) || isOpen(cell)) ? [index] : [],
    ),
  )
}
