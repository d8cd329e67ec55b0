import {docksLogs, hasSide} from './layout.ts'
import {relisted} from './relist.ts'
import type {Sort} from './rows.ts'
import {
  chosenSet,
  chosenTwig,
  type Effect,
  type Next,
  type Prompt,
  type Side,
  type State,
  toasted,
  twigAtCursor,
} from './state.ts'
import {logOf, yamlOf} from './subjects.ts'

const sorts: Readonly<Record<string, Sort>> = {N: 'name', A: 'age', S: 'status', G: 'gpus'}
const sidesByKey: Readonly<Record<string, Side>> = {t: 'topology', r: 'rollout', m: 'metrics'}

/** Keys that show something, or show it otherwise; undefined for others. */
export function commanded(state: State, key: string): Next | undefined {
  const sort = sorts[key]
  if (sort) return chosen({...state, sort: state.sort === sort ? 'tree' : sort})
  const side = sidesByKey[key]
  if (side) return sided(state, side)
  switch (key) {
    case 'e':
      return only(relisted({...state, panes: {...state.panes, events: !state.panes.events}, focus: 'tree'}, 'shown'))
    case 'ctrl-z':
      return chosen({...state, onlyFaults: !state.onlyFaults})
    case 'ctrl-w':
      return only({...state, wide: !state.wide})
    case '/':
      return only(asking(state, 'filter', state.filter))
    case ':':
      return only(asking(state, 'command', ''))
    case '?':
      return only({...state, overlay: {type: 'keys', offset: 0}})
    case 'd':
      return only({...state, overlay: {type: 'why', offset: 0}})
    case ' ':
      return only(marked(state))
    case 'c':
      return copied(state)
    case 'y':
      return shownAsYaml(state)
    case 'l':
    case 'p':
      return logged(state, key === 'p')
    default:
      return undefined
  }
}

const only = (state: State): Next => ({state, effects: []})
const chosen = (state: State): Next => only(relisted(state, 'choice'))

export const asking = (state: State, type: Prompt['type'], text: string): State => ({
  ...state,
  toast: undefined,
  prompt: {type, text, before: text},
})

/** Beside the tree where there is room, else over it. */
function sided(state: State, side: Side): Next {
  const shown: State = {...state, panes: {...state.panes, side}}
  const next: State = hasSide(state.size) ? shown : {...shown, overlay: {type: 'side', offset: 0}}
  return {state: next, effects: side === 'metrics' ? measuring(state) : []}
}

function measuring(state: State): readonly Effect[] {
  const set = chosenSet(state)
  return set ? [{type: 'measure', uid: set.uid, name: set.name, namespace: set.namespace}] : []
}

function marked(state: State): State {
  const {cursorUid, marks} = state
  if (cursorUid === undefined) return state
  const next = new Set(marks)
  if (!next.delete(cursorUid)) next.add(cursorUid)
  return {...state, marks: next}
}

/** Names of what is marked, else of the row. */
function copied(state: State): Next {
  const rows = state.listing.rows.filter(({uid}) => state.marks.has(uid))
  const twig = twigAtCursor(state)
  const names = (rows.length > 0 ? rows : twig ? [twig] : []).map((one) => yamlOf(one)?.name ?? one.label)
  if (names.length === 0) return only(state)
  const what = names.length === 1 ? (names[0] ?? '') : `${names.length} names`
  return {state: toasted(state, `copied ${what}`), effects: [{type: 'copy', text: names.join('\n')}]}
}

function shownAsYaml(state: State): Next {
  const twig = chosenTwig(state)
  const object = twig && yamlOf(twig)
  if (!object) return only(toasted(state, 'this row is no object of its own', 'bad'))
  return {state, effects: [{type: 'yaml', ...object}]}
}

function logged(state: State, previous: boolean): Next {
  const twig = chosenTwig(state)
  const pod = twig && logOf(twig, previous)
  if (!pod) return only(toasted(state, 'no pod of this row runs: d tells why', 'bad'))
  const title = `${previous ? 'previous log' : 'log'} of ${pod.name}`
  const overlay = {type: 'logs', title, lines: [], follows: true, offset: 0} as const
  const next = docksLogs(state.size) ? relisted({...state, overlay}, 'shown') : {...state, overlay}
  return {state: next, effects: [{type: 'logs', pod}]}
}
