import {cut, displayWidth, folded, inAscii, oneLine} from '@ome/sdk/text'
import type {Block, Line, Span, TreeNode} from '@ome/sdk/view'

/** A line of the screen in pieces, as wide as its place or less. */
export type Strip = readonly Span[]

/** What lines are made for. */
export interface Paper {
  readonly width: number
  readonly ascii: boolean
}

/** Text of the cluster made safe, and of the marks of the terminal. */
export const safe = (text: string, ascii: boolean): string => {
  const clean = oneLine(text)
  return ascii ? inAscii(clean, '?') : clean
}

/** Exactly so wide: cut with a mark, or filled with blanks. */
export function fitted(text: string, {width, ascii}: Paper): string {
  const shown = cut(safe(text, ascii), width, ascii ? '..' : '…')
  return shown + ' '.repeat(Math.max(0, width - displayWidth(shown)))
}

export const widthOf = (strip: Strip): number => strip.reduce((sum, {text}) => sum + displayWidth(text), 0)

/** A line exactly so wide. */
export function fittedStrip(strip: Strip, paper: Paper): Strip {
  const shown: Span[] = []
  let room = paper.width
  for (const {text, tone} of strip) {
    if (room <= 0) break
    const clean = safe(text, paper.ascii)
    const width = displayWidth(clean)
    shown.push({text: width > room ? fitted(clean, {...paper, width: room}) : clean, tone})
    room -= width
  }
  return room > 0 ? [...shown, {text: ' '.repeat(room)}] : shown
}

/** Panes beside each other, a line between them, each as high as said. */
export function beside(
  panes: readonly {readonly strips: readonly Strip[]; readonly width: number}[],
  height: number,
  ascii: boolean,
): readonly Strip[] {
  const edge: Span = {text: ascii ? '| ' : '│ ', tone: 'muted'}
  const shown = panes.filter(({width}) => width > 0)
  return Array.from({length: height}, (_, line) =>
    shown.flatMap(({strips, width}, index) =>
      index === 0
        ? fittedStrip(strips[line] ?? [], {width, ascii})
        : [edge, ...fittedStrip(strips[line] ?? [], {width: Math.max(0, width - 2), ascii})],
    ),
  )
}

/** Lines of other views on a screen: what is too wide goes on below itself where its view says so. */
export function stripsOf(blocks: readonly Block[], paper: Paper): readonly Strip[] {
  return blocks.flatMap((block): readonly Strip[] => {
    const title: readonly Strip[] = block.title === undefined ? [] : [[{text: block.title, tone: 'strong'}]]
    if (block.type === 'lines') return [...title, ...block.lines.flatMap((line) => lineStrips(line, paper))]
    if (block.type === 'tree') return [...title, ...block.roots.flatMap((root) => treeStrips(root, 0))]
    return title
  })
}

const treeStrips = ({text, state, tone, children = []}: TreeNode, depth: number): readonly Strip[] => [
  [{text: `${'  '.repeat(depth)}${text}`}, ...(state === undefined ? [] : [{text: `  ${state}`, tone}])],
  ...children.flatMap((child) => treeStrips(child, depth + 1)),
]

export function lineStrips({spans, hang}: Line, {width, ascii}: Paper): readonly Strip[] {
  if (hang === undefined || widthOf(spans) <= width) return [spans]
  const tone = spans.find((span) => span.tone !== undefined)?.tone
  const whole = safe(spans.map(({text}) => text).join(''), ascii)
  const [first = '', ...rest] = folded(whole, Math.max(10, width))
  const indent = hang + 10 <= width ? hang : 2
  const below = rest.length === 0 ? [] : folded(whole.slice(first.length).trimStart(), Math.max(10, width - indent))
  return [[{text: first, tone}], ...below.map((text): Strip => [{text: ' '.repeat(indent) + text, tone}])]
}

/** `  3-8 of 20` where there is more than there is room for. */
export const placeText = (from: number, room: number, total: number): Strip =>
  total <= room ? [] : [{text: `  ${from + 1}-${Math.min(total, from + room)} of ${total}`, tone: 'muted'}]
