import {asking} from './commands.ts'
import {scaleLine} from './scale-line.ts'
import {chosenSet, chosenTwig, type Next, type PlanWish, type State, toasted, twigAtCursor} from './state.ts'

const verbs: Readonly<Record<string, 'restart' | 'undo' | 'pause' | 'resume' | 'abort'>> = {
  R: 'restart',
  u: 'undo',
  P: 'pause',
  o: 'resume',
  X: 'abort',
}

/** Keys that open the plan of a change; undefined for others. Nothing is written before `y`. */
export function acting(state: State, key: string): Next | undefined {
  const verb = verbs[key]
  if (state.options.readOnly || (verb === undefined && key !== 's')) return undefined
  const set = chosenSet(state)
  if (!set) return {state: toasted(state, 'choose a set first', 'bad'), effects: []}
  if (state.busy !== undefined) return {state: toasted(state, `not before this is done: ${state.busy}`), effects: []}
  if (verb === undefined) return {state: asking(state, 'scale', scaleLine(chosenTwig(state))), effects: []}
  const {name, namespace} = set
  const wish: PlanWish = verb === 'restart' ? {verb, roles: rolesToRestart(state)} : {verb}
  return {state: {...state, busy: `${verb} ${name}`}, effects: [{type: 'plan', name, namespace, wish}]}
}

/** The marked roles, the role of the row, or all. */
function rolesToRestart(state: State): readonly string[] {
  const marked = state.listing.rows.filter(({uid}) => state.marks.has(uid))
  const twig = twigAtCursor(state)
  const rows = marked.length > 0 ? marked : twig ? [twig] : []
  return [...new Set(rows.flatMap((row) => (row.level === 'role' ? [row.role.name] : [])))]
}
