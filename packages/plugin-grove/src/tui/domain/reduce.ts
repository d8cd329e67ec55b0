import {acting} from './actions.ts'
import {commanded} from './commands.ts'
import type {Input} from './input.ts'
import {docksLogs} from './layout.ts'
import {moved, pointed} from './moving.ts'
import {overlaid} from './overlays.ts'
import {prompted} from './prompting.ts'
import {relisted} from './relist.ts'
import {type Event, type Next, type State, toasted} from './state.ts'

const mostLogLines = 5000

const only = (state: State): Next => ({state, effects: []})

/** The one way the page changes. Never throws. */
export function reduce(state: State, event: Event): Next {
  switch (event.type) {
    case 'input':
      return onInput(state, event.input)
    case 'resize':
      return only(relisted({...state, size: event.size}, 'shown'))
    case 'data':
      return only(relisted({...state, data: event.data, stale: undefined}, 'data'))
    case 'tick':
      return only(onTick({...state, now: event.now}))
    case 'log-lines':
      return only(withLogLines(state, event.lines))
    case 'text':
      return only({
        ...state,
        busy: undefined,
        overlay: {type: 'text', title: event.title, lines: event.lines, offset: 0},
      })
    case 'metrics':
      return only({...state, metrics: event.metrics})
    case 'plan-ready': {
      const {title, lines, canApply} = event
      return only({...state, busy: undefined, overlay: {type: 'plan', title, lines, canApply, offset: 0}})
    }
    case 'write-done':
      return only(toasted({...state, busy: undefined}, event.text, event.failed ? 'bad' : 'good'))
    case 'contexts':
      return only({...state, contexts: event.names})
    case 'told':
      return only(toasted(state, event.text))
    case 'lost':
      return only(relisted({...state, stale: {since: state.stale?.since ?? state.now, text: event.text}}, 'shown'))
    case 'found':
      return only(relisted({...state, stale: undefined}, 'shown'))
  }
}

const onTick = (state: State): State =>
  state.toast && state.toast.until <= state.now ? {...state, toast: undefined} : state

function withLogLines(state: State, lines: readonly string[]): State {
  const {overlay} = state
  if (overlay?.type !== 'logs') return state
  return {...state, overlay: {...overlay, lines: [...overlay.lines, ...lines].slice(-mostLogLines)}}
}

function onInput(state: State, input: Input): Next {
  if (input.type === 'key' && (input.key === 'ctrl-c' || input.key === 'ctrl-q')) {
    return {state, effects: [{type: 'quit', cancelled: input.key === 'ctrl-c'}]}
  }
  if (state.prompt) return prompted(state, state.prompt, input)
  if (input.type === 'paste') return only(state)
  if (input.type === 'mouse') return only(pointed(state, input))
  const {key} = input
  if (key === 'q') return {state, effects: [{type: 'quit', cancelled: false}]}
  const {overlay} = state
  const isDocked = overlay?.type === 'logs' && docksLogs(state.size)
  if (overlay && (!isDocked || key === 'esc' || key === 'l')) return overlaid(state, overlay, key)
  return moved(state, key) ?? commanded(state, key) ?? acting(state, key) ?? only(state)
}
