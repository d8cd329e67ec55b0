import {layoutOf} from './layout.ts'
import type {Effect, Next, Overlay, State} from './state.ts'
import {toasted} from './state.ts'

/** Keys while something lies over the panes. */
export function overlaid(state: State, overlay: Overlay, key: string): Next {
  if (key === 'y' && overlay.type === 'plan') return confirmed(state, overlay)
  const step = scrollSteps(state)[key]
  if (step !== undefined) return {state: {...state, overlay: scrolled(overlay, step)}, effects: []}
  const closes = key === 'esc' || key === closers[overlay.type]
  if (!closes) return {state, effects: []}
  const effects: readonly Effect[] = overlay.type === 'logs' ? [{type: 'stop-logs'}] : []
  return {state: {...state, overlay: undefined}, effects}
}

const closers: Readonly<Record<Overlay['type'], string>> = {
  keys: '?',
  side: 't',
  why: 'd',
  text: 'y',
  logs: 'l',
  plan: 'n',
}

function confirmed(state: State, overlay: Extract<Overlay, {type: 'plan'}>): Next {
  if (state.options.readOnly || !overlay.canApply) return {state, effects: []}
  const next = toasted({...state, overlay: undefined, busy: overlay.title}, `${overlay.title} …`)
  return {state: next, effects: [{type: 'apply'}]}
}

function scrollSteps(state: State): Readonly<Record<string, number>> {
  const page = Math.max(1, layoutOf(state).body - 2)
  return {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    pageup: -page,
    pagedown: page,
    ' ': page,
    home: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
  }
}

/** Logs are followed until one scrolls up, and again from their end. What draws keeps the offset inside the text. */
function scrolled(overlay: Overlay, step: number): Overlay {
  const last = 'lines' in overlay ? Math.max(0, overlay.lines.length - 1) : 500
  if (overlay.type !== 'logs') return {...overlay, offset: within(overlay.offset + step, last)}
  const from = overlay.follows ? last : overlay.offset
  const offset = within(from + step, last)
  return {...overlay, offset, follows: offset >= last}
}

const within = (offset: number, last: number): number => Math.max(0, Math.min(last, offset))
