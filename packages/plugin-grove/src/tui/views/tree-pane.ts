import {displayWidth} from '@ome/sdk/text'
import {cursorIndex, type State} from '../domain/state.ts'
import type {Twig} from '../domain/twig.ts'
import {cellsOf, type Heading, headingsOf, titleOf} from './cells.ts'
import {fitted, type Strip} from './strip.ts'

const narrowestName = 16

/** Header and the rows that are seen; no other row is looked at. */
export function treePane(state: State, width: number, rows: number): readonly Strip[] {
  const {listing, offset, options} = state
  const [first] = listing.rows
  if (!first) return [[{text: emptyText(state), tone: 'muted'}]]
  const shown = listing.rows.slice(offset, offset + rows)
  const labels = shown.map((twig) => labelOf(twig, state))
  const columns = columnsOf(headingsOf(first.level, state.wide), width - 3, nameWidth(labels))
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
        {text: fitted(labels[index] ?? '', paper(columns.name)), tone: isChosen ? 'strong' : undefined},
        ...columns.headings.map(({title, width: columnWidth}) => ({
          text: ` ${fitted(cells[title]?.text ?? '', paper(columnWidth))}`,
          tone: cells[title]?.tone,
        })),
      ]
    }),
  ]
}

/** With what tells it from its like: sets of several namespaces, and gangs and pods of several sets in one list. */
function labelOf(twig: Twig, {data, route}: State): string {
  if (!data) return twig.label
  const {sets} = data.tree
  if (twig.level === 'set' && sets.some(({namespace}) => namespace !== twig.set.namespace))
    return `${twig.set.namespace}/${twig.label}`
  const isOfMany = route.type === 'list' && sets.length > 1 && (twig.level === 'gang' || twig.level === 'pod')
  return isOfMany ? `${twig.set.name}/${twig.label}` : twig.label
}

const nameWidth = (labels: readonly string[]): number =>
  labels.reduce((widest, label) => Math.max(widest, displayWidth(label)), narrowestName)

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
