import type {Paint} from './style.ts'
import {cellText, tableLines} from './table.ts'
import {cut, displayWidth, folded, oneLine, plain} from './text.ts'
import type {Block, FieldRow, Line, TreeNode} from './view.ts'

export interface BlockPaper {
  /** As in {@link tableLines}. */
  readonly width?: number | undefined
  readonly wide?: boolean
  readonly onLeftOut?: () => void
  /** What is wider than the paper would be lost: long values go on below themselves. */
  readonly folds?: boolean | undefined
}

/** Lines of a screen made of blocks, one empty line between them. */
export function blockLines(blocks: readonly Block[], paint: Paint, paper: BlockPaper = {}): string[] {
  return blocks.flatMap((block, index) => {
    const title = block.title === undefined ? [] : [paint.tone(oneLine(block.title), 'strong')]
    const lines = [...title, ...bodyLines(block, paint, paper)]
    return index === 0 ? lines : ['', ...lines]
  })
}

function bodyLines(block: Block, paint: Paint, {width, wide, onLeftOut, folds}: BlockPaper): string[] {
  switch (block.type) {
    case 'fields':
      return fieldLines(block.rows, paint, folds ? width : undefined)
    case 'table':
      return tableLines(
        {
          header: block.header,
          rows: block.rows,
          tones: (block.tones ?? []).map((tone) => block.header.map(() => tone)),
          ranks: block.ranks,
          wide,
          onLeftOut,
        },
        paint,
        width,
      )
    case 'tree':
      return block.roots.flatMap((root) => treeLines(root, paint, '', '', width))
    case 'text':
      return plain(block.text)
        .split('\n')
        .flatMap((line) => (folds && width !== undefined ? folded(line, width) : [line]))
        .map((line) => paint.tone(line, block.tone))
    case 'lines':
      return block.lines.flatMap((line) => spanLines(line, paint, width))
  }
}

function spanLines({spans, hang}: Line, paint: Paint, width = Number.POSITIVE_INFINITY): string[] {
  const texts = spans.map(({text, tone}) => ({text: oneLine(text), tone}))
  const whole = texts.map(({text}) => text).join('')
  if (hang !== undefined && displayWidth(whole) > width) {
    const [first = '', ...rest] = folded(whole, Math.max(hang + 10, width))
    const below = rest.length === 0 ? [] : folded(whole.slice(first.length).trimStart(), Math.max(10, width - hang))
    const tone = texts.find((span) => span.tone !== undefined)?.tone
    return [first, ...below.map((text) => ' '.repeat(hang) + text)].map((text) => paint.tone(text, tone))
  }
  let room = width
  const shown = texts.map(({text, tone}) => {
    const part = room <= 0 ? '' : cut(text, room, paint.glyphs.cut)
    room -= displayWidth(text)
    return paint.tone(part, tone)
  })
  return [shown.join('').trimEnd()]
}

function fieldLines(rows: readonly FieldRow[], paint: Paint, width?: number): string[] {
  const labels = rows.map((row) => `${oneLine(row.label)}:`)
  const column = Math.max(0, ...labels.map(displayWidth)) + 2
  return rows.flatMap((row, index) => {
    const label = labels[index] ?? ''
    const text = typeof row.value === 'string' ? plain(row.value).split('\n') : [cellText(row.value)]
    const room = width === undefined ? undefined : width - column
    const [first = '', ...more] =
      room === undefined || room < narrowest ? text : text.flatMap((line) => folded(line, room))
    const shown = first === '' && more.length === 0 ? '<none>' : first
    return [
      label + ' '.repeat(column - displayWidth(label)) + paint.tone(shown, row.tone),
      ...more.map((line) => ' '.repeat(column) + paint.tone(line, row.tone)),
    ]
  })
}

const narrowest = 20

function treeLines(node: TreeNode, paint: Paint, lead: string, below: string, width?: number): string[] {
  const {glyphs} = paint
  const state = node.state === undefined ? '' : `  ${oneLine(node.state)}`
  const text = lead + oneLine(node.text)
  const room = width === undefined ? undefined : width - displayWidth(text)
  const shownState = room === undefined ? state : room <= 2 ? '' : cut(state, room, glyphs.cut)
  const line = (width === undefined ? text : cut(text, width, glyphs.cut)) + paint.tone(shownState, node.tone)
  const children = node.children ?? []
  return [
    line,
    ...children.flatMap((child, index) => {
      const last = index === children.length - 1
      return treeLines(
        child,
        paint,
        below + (last ? glyphs.lastBranch : glyphs.branch),
        below + (last ? glyphs.blank : glyphs.bar),
        width,
      )
    }),
  ]
}
