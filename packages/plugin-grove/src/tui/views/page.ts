import {displayWidth} from '@ome/sdk/text'
import {humanDuration} from '@ome/sdk/units'
import type {Span} from '@ome/sdk/view'
import {keyHelp} from '../domain/keys.ts'
import {docksLogs, isTooSmall, type Layout, layoutOf, smallest} from '../domain/layout.ts'
import {completions} from '../domain/prompting.ts'
import type {State} from '../domain/state.ts'
import {eventsPane} from './events-pane.ts'
import {overlayStrips} from './overlay.ts'
import {sidePane} from './side-pane.ts'
import {beside, fittedStrip, placeText, type Strip} from './strip.ts'
import {treePane} from './tree-pane.ts'

/** The whole screen: as many lines as it has, none wider than it is. */
export function render(state: State): readonly Strip[] {
  const {size, options} = state
  const lines = isTooSmall(size) ? tooSmall(state) : [...head(state), ...body(state), foot(state)]
  const all = Array.from({length: size.height}, (_, index) => lines[index] ?? [])
  return all.map((strip) => fittedStrip(strip, {width: size.width, ascii: options.ascii}))
}

const tooSmall = ({size}: State): readonly Strip[] => [
  [{text: `this needs ${smallest.width}x${smallest.height}, here are ${size.width}x${size.height}; q quits`}],
]

function head(state: State): readonly Strip[] {
  const {options, stale, now, data} = state
  const where = [
    options.context === undefined ? [] : [`context ${options.context}`],
    [options.namespace === undefined ? 'all namespaces' : `namespace ${options.namespace}`],
    options.readOnly ? ['read-only'] : [],
  ].flat()
  const operator = data?.tree.operator === 'down' ? [{text: '  the operator is down', tone: 'bad' as const}] : []
  const title: Strip = [
    {text: ' Arborist', tone: 'strong'},
    {text: `   ${where.join(', ')}`, tone: 'muted'},
    ...operator,
  ]
  const banner: readonly Strip[] = stale
    ? [[{text: ` lost for ${humanDuration(now - stale.since)}, what is shown is old: ${stale.text}`, tone: 'bad'}]]
    : []
  return [title, [{text: ` ${crumbs(state)}`}, ...chosenText(state)], ...banner]
}

/** `Forest > my-inference > gang-0 > prefill`. */
function crumbs({route, listing}: State): string {
  if (route.type === 'list') return `Forest > all ${route.of}`
  return ['Forest', ...listing.way.map((twig) => (twig.level === 'role' ? twig.role.name : twig.label))].join(' > ')
}

function chosenText({filter, sort, onlyFaults, marks, listing, data}: State): readonly Span[] {
  const {rows, total} = listing
  const parts = [
    rows.length === total ? `${total}` : `${rows.length} of ${total}`,
    ...(filter === '' ? [] : [`/${filter}`]),
    ...(sort === 'tree' ? [] : [`by ${sort}`]),
    ...(onlyFaults ? ['faults only'] : []),
    ...(marks.size === 0 ? [] : [`${marks.size} marked`]),
    ...(data?.isPartial ? ['reading …'] : []),
  ]
  return [{text: `   (${parts.join(', ')})`, tone: 'muted'}]
}

function body(state: State): readonly Strip[] {
  const {overlay, size, options} = state
  const layout = layoutOf(state)
  const isDocked = overlay?.type === 'logs' && docksLogs(size)
  if (overlay && !isDocked) {
    const strips = overlayStrips(state, overlay, size.width, layout.body)
    return Array.from({length: layout.body}, (_, index) => strips[index] ?? [])
  }
  const tree = treePane(state, layout.tree, layout.rows)
  const above = Array.from({length: layout.body - layout.events}, (_, index) => tree[index] ?? [])
  const left = [...above, ...eventsPane(state, layout.events)]
  return beside(
    [
      {strips: left, width: layout.tree},
      {strips: layout.side > 0 ? scrolledSide(state, layout) : [], width: layout.side},
      {strips: isDocked ? overlayStrips(state, overlay, layout.logs - 2, layout.body) : [], width: layout.logs},
    ],
    layout.body,
    options.ascii,
  )
}

function scrolledSide(state: State, {side, body: lines}: Layout): readonly Strip[] {
  const [title = [], ...strips] = sidePane(state, side - 2)
  const from = Math.min(state.scroll.side, Math.max(0, strips.length - lines + 1))
  return [[...title, ...placeText(from, lines - 1, strips.length)], ...strips.slice(from)]
}

const promptMarks = {filter: '/', command: ':', scale: 'scale '} as const

function foot(state: State): Strip {
  const {prompt, toast, overlay, options, busy, size} = state
  if (prompt) {
    const choices = prompt.type === 'command' ? completions(state, prompt.text).join(' ') : ''
    return [
      {text: ` ${promptMarks[prompt.type]}${prompt.text}_`, tone: 'strong'},
      {text: `   ${choices}`, tone: 'muted'},
    ]
  }
  if (toast) return [{text: ` ${toast.text}`, tone: toast.tone ?? 'warn'}]
  if (overlay?.type === 'plan') {
    const applies = overlay.canApply && !options.readOnly
    return [{text: applies ? ' y carry it out   Esc leave it' : ' Esc leave it', tone: 'strong'}]
  }
  if (busy !== undefined) return [{text: ` ${busy} …`, tone: 'warn'}]
  if (overlay && !(overlay.type === 'logs' && docksLogs(state.size)))
    return [{text: ' Esc close   Up Down PgUp PgDn Home End', tone: 'muted'}]
  const words = keyHelp.flatMap(({keys, short, writes}) =>
    short === undefined || (writes && options.readOnly) ? [] : [`${keys} ${short}`],
  )
  // The last two say how to learn more and how to leave.
  while (words.length > 2 && displayWidth(words.join('  ')) >= size.width) words.splice(-3, 1)
  return [{text: ` ${words.join('  ')}`, tone: 'muted'}]
}
