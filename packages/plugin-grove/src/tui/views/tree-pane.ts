import {displayWidth} from '@ome/sdk/text'
import {cursorIndex, type State} from '../domain/state.ts'
import type {Twig} from '../domain/twig.ts'
import {cellsOf, type Heading, headingsOf, titleOf} from './cells.ts'
import {fitted, type Strip} from './strip.ts'

const narrowestName = 16

/** Header and the rows that are seen; no other row is looked at. */
export function treePane(state: State, width: number, rows: number): readonly Strip[] {
  const {listing, offset, options, data} = state
  const [first] = listing.rows
  if (!first) return [[{text: emptyText(state), tone: 'muted'}]]
  const shown = listing.rows.slice(offset, offset + rows)
  const columns = columnsOf(headingsOf(first.level, state.wide), width - 3, nameWidth(shown))
  const cursor = cursorIndex(state)
  const paper = (columnWidth: number) => ({width: columnWidth, ascii: options.ascii})
  const header: Strip = [
    {text: state.focus === 'tree' ? ' * ' : '   '},
    {text: fitted(titleOf(first.level), paper(columns.name)), tone: 'strong'},
    ...columns.headings.map((heading) => ({
      text: ` ${fitted(heading.title, paper(heading.width))}`,
      tone: 'strong' as const,
    })),
  ]
  const now = new Date(state.now)
  return [
    header,
    ...shown.map((twig, index): Strip => {
      const isChosen = offset + index === cursor
      const cells = cellsOf(twig, now)
      return [
        {
          text: `${isChosen ? '>' : ' '}${state.marks.has(twig.uid) ? '*' : ' '} `,
          tone: isChosen ? 'strong' : undefined,
        },
        {text: fitted(labelOf(twig, data), paper(columns.name)), tone: isChosen ? 'strong' : undefined},
        ...columns.headings.map(({title, width: columnWidth}) => ({
          text: ` ${fitted(cells[title]?.text ?? '', paper(columnWidth))}`,
          tone: cells[title]?.tone,
        })),
      ]
    }),
  ]
}

const labelOf = (twig: Twig, data: State['data']): string =>
  twig.level === 'set' && data && data.tree.sets.some(({namespace}) => namespace !== twig.set.namespace)
    ? `${twig.set.namespace}/${twig.label}`
    : twig.label

const nameWidth = (shown: readonly Twig[]): number =>
  shown.reduce((widest, {label}) => Math.max(widest, displayWidth(label)), narrowestName)

interface Columns {
  readonly name: number
  readonly headings: readonly Heading[]
}

/** As many columns as fit beside a name that can be read; the last one takes what is left. */
function columnsOf(headings: readonly Heading[], width: number, wanted: number): Columns {
  const kept: Heading[] = []
  let room = width - Math.min(wanted, Math.max(narrowestName, Math.floor(width / 3)))
  for (const heading of headings) {
    if (heading.width + 1 > room) break
    kept.push(heading)
    room -= heading.width + 1
  }
  const taken = kept.reduce((sum, heading) => sum + heading.width + 1, 0)
  const name = Math.max(1, Math.min(width - taken, wanted + 1))
  const last = kept.at(-1)
  if (!last) return {name: Math.max(1, width), headings: []}
  return {name, headings: [...kept.slice(0, -1), {...last, width: last.width + width - taken - name}]}
}

function emptyText({data, listing, filter, onlyFaults}: State): string {
  if (!data) return '   reading the cluster …'
  if (filter !== '' || onlyFaults) return `   nothing of ${listing.total} fits; Esc takes the filter off`
  return data.isPartial ? '   reading the cluster …' : '   nothing here'
}
