import {pathInto, pathOutOf, pathTo} from './forest.ts'
import type {Input} from './input.ts'
import {hasSide, layoutOf} from './layout.ts'
import {relisted} from './relist.ts'
import {cursorIndex, type Effect, type Focus, type Next, noScroll, type State, twigAtCursor} from './state.ts'
import {yamlOf} from './subjects.ts'
import type {Twig} from './twig.ts'

/** Keys that move about; undefined for others. */
export function moved(state: State, key: string): Next | undefined {
  const {rows} = layoutOf(state)
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    pageup: -rows,
    pagedown: rows,
    home: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
  }
  const step = steps[key]
  const {focus} = state
  if (focus !== 'tree') {
    if (step !== undefined) return {state: scrolledPane(state, focus, step), effects: []}
    if (key === 'esc' || key === 'left') return {state: {...state, focus: 'tree'}, effects: []}
  }
  if (step !== undefined) return {state: stepped(state, step), effects: []}
  switch (key) {
    case 'enter':
    case 'right':
      return entered(state)
    case 'esc':
    case 'left':
      return {state: left(state, key), effects: []}
    case 'tab':
    case 'backtab':
      return {state: {...state, focus: nextFocus(state)}, effects: []}
    default:
      return undefined
  }
}

const mostLines = 500

/** A pane beside the tree has no cursor: keys move its text. */
function scrolledPane(state: State, pane: Exclude<Focus, 'tree'>, step: number): State {
  const offset = Math.max(0, Math.min(mostLines, state.scroll[pane] + step))
  return {...state, scroll: {...state.scroll, [pane]: offset}}
}

function stepped(state: State, step: number): State {
  const {rows} = state.listing
  const index = Math.max(0, Math.min(rows.length - 1, Math.max(0, cursorIndex(state)) + step))
  return relisted({...state, cursorUid: rows[index]?.uid, scroll: noScroll}, 'shown')
}

function nextFocus({focus, panes, size}: State): Focus {
  const there: readonly Focus[] = [
    'tree',
    ...(hasSide(size) ? ['side' as const] : []),
    ...(panes.events ? ['events' as const] : []),
  ]
  return there[(there.indexOf(focus) + 1) % there.length] ?? 'tree'
}

function entered(state: State): Next {
  const twig = twigAtCursor(state)
  if (!twig || !state.data) return {state, effects: []}
  if (twig.level === 'pod') return {state, effects: yamlEffects(twig)}
  const path = state.route.type === 'tree' ? pathInto(state.route.path, twig) : pathIntoFound(state, twig)
  return {state: path ? went(state, path) : state, effects: []}
}

const yamlEffects = (twig: Twig): readonly Effect[] => {
  const object = yamlOf(twig)
  return object ? [{type: 'yaml', ...object}] : []
}

function pathIntoFound({data}: State, twig: Twig): readonly string[] | undefined {
  const path = data && pathTo(data.tree, twig.uid)
  return path && pathInto(path.slice(0, -1), twig)
}

const went = (state: State, path: readonly string[], cursorUid?: string): State =>
  relisted({...state, route: {type: 'tree', path}, filter: '', offset: 0, cursorUid}, 'choice')

/** Escape first takes the filter off, then goes up. */
function left(state: State, key: 'esc' | 'left'): State {
  if (key === 'esc' && state.filter !== '') return relisted({...state, filter: ''}, 'choice')
  if (!state.data) return state
  if (state.route.type === 'list') return went(state, [])
  const {path} = state.route
  const up = pathOutOf(state.data.tree, path)
  return up ? went(state, up, path[up.length]) : state
}

/** A press chooses a row, a second one on it goes in; the wheel moves on. */
export function pointed(state: State, input: Extract<Input, {type: 'mouse'}>): State {
  if (input.action !== 'press') {
    const step = input.action === 'up' ? -3 : 3
    if (!state.overlay) return stepped(state, step)
    return {...state, overlay: {...state.overlay, offset: Math.max(0, state.overlay.offset + step)}}
  }
  const {top, rows, tree} = layoutOf(state)
  const line = input.line - top - 1
  const row = state.listing.rows[state.offset + line]
  if (state.overlay || line < 0 || line >= rows || input.column >= tree || !row) return state
  return row.uid === state.cursorUid ? entered(state).state : relisted({...state, cursorUid: row.uid}, 'shown')
}
